import { isBuiltin } from 'node:module';
import { Node, type Symbol as TsSymbol } from 'ts-morph';

/**
 * What an expression names of the language, of Node or of a package that is imported: `Date.now`, `crypto.randomUUID`,
 * `process.env`, `uuid.v4`, however it is imported; undefined for what the author's sources declare.
 */
export function standardPath(node: Node): string | undefined {
  const path = pathOf(node, 0);
  return path
    ?.replace(/^globalThis\./, '')
    .replace(/^(?:perf_hooks|timers|buffer|worker_threads)\.(?=\w)/, '')
    .replace(/^crypto\.webcrypto\./, 'crypto.');
}

function pathOf(node: Node, depth: number): string | undefined {
  if (depth > 8) return undefined;
  if (Node.isIdentifier(node)) return nameOf(node);
  if (Node.isPropertyAccessExpression(node)) {
    const owner = pathOf(node.getExpression(), depth + 1);
    return owner && `${owner}.${node.getName()}`;
  }
  if (!Node.isElementAccessExpression(node)) return undefined;
  const key = node.getArgumentExpression();
  const owner = Node.isStringLiteral(key) ? pathOf(node.getExpression(), depth + 1) : undefined;
  return owner && Node.isStringLiteral(key) ? `${owner}.${key.getLiteralValue()}` : undefined;
}

function nameOf(node: Node): string | undefined {
  const symbol = node.getSymbol();
  // Without Node's declarations its globals are declared nowhere.
  if (symbol === undefined) return node.getText();
  const imported = symbol
    .getDeclarations()
    .map(importedPath)
    .find((path) => path !== undefined);
  if (imported !== undefined) return imported;
  return isGlobal(symbol) ? node.getText() : undefined;
}

function importedPath(declaration: Node): string | undefined {
  const statement = declaration.getAncestors().find((outer) => Node.isImportDeclaration(outer));
  const specifier = statement?.getModuleSpecifierValue();
  if (specifier === undefined || specifier.startsWith('.')) return undefined;
  const module = isBuiltin(specifier) ? specifier.replace(/^node:/, '').replaceAll('/', '.') : specifier;
  if (!Node.isImportSpecifier(declaration)) return module;
  const name = declaration.getName();
  return name === 'default' ? module : `${module}.${name}`;
}

function isGlobal(symbol: TsSymbol): boolean {
  return symbol.getDeclarations().every((declaration) => declaration.getSourceFile().isDeclarationFile());
}
