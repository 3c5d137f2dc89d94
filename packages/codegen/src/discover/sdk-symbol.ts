import { Node, type Symbol as TsSymbol, type Type } from 'ts-morph';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import { owningPackage } from '../owning-package.ts';
import type { LoadedPackage } from '../project.ts';

const sdk = '@sluice/sdk';

/** A const that is another const, and so on, is followed so far. */
const MAX_CONSTS = 8;

/** Whether an expression names an export of the sdk, under whichever name and through whichever re-exports and consts. */
export function isSdkSymbol(expression: Node, name: string, depth = 0): boolean {
  const symbol = named(expression);
  if (symbol === undefined || depth > MAX_CONSTS) return false;
  if (isFromSdk(symbol, name)) return true;
  const declaration = symbol.getValueDeclaration();
  if (!Node.isVariableDeclaration(declaration)) return false;
  const isConst = declaration.getVariableStatement()?.getDeclarationKind() === 'const';
  const value = isConst ? declaration.getInitializer() : undefined;
  return value !== undefined && isSdkSymbol(value, name, depth + 1);
}

/** What a name, or a name in an imported namespace, stands for, wherever it was imported from. */
function named(expression: Node): TsSymbol | undefined {
  if (Node.isIdentifier(expression)) return resolved(expression.getSymbol());
  // Only what is imported is looked into: to ask for the type of any other object is to check the whole program.
  if (!Node.isPropertyAccessExpression(expression) || !isImported(expression.getExpression()))
    return undefined;
  return resolved(expression.getNameNode().getSymbol());
}

function isImported(left: Node): boolean {
  if (Node.isPropertyAccessExpression(left)) return isImported(left.getExpression());
  return Node.isIdentifier(left) && left.getSymbol()?.isAlias() === true;
}

function resolved(symbol: TsSymbol | undefined): TsSymbol | undefined {
  return symbol?.getAliasedSymbol() ?? symbol;
}

/** Whether a type is one that the sdk declares. */
export function isSdkType(type: Type, name: string): boolean {
  return isFromSdk(type.getAliasSymbol(), name) || isFromSdk(type.getSymbol(), name);
}

function isFromSdk(symbol: TsSymbol | undefined, name: string): boolean {
  return (
    symbol !== undefined &&
    symbol.getName() === name &&
    symbol.getDeclarations().some((declaration) => isSdkFile(declaration.getSourceFile().getFilePath()))
  );
}

const known = new Map<string, boolean>();

function isSdkFile(path: string): boolean {
  const answer = known.get(path) ?? owningPackage(path)?.name === sdk;
  known.set(path, answer);
  return answer;
}

/** Whether the sources import the sdk and it is not installed, which leaves no UDF to be found. */
export function reportMissingSdk(pkg: LoadedPackage, sink: DiagnosticSink): boolean {
  for (const source of pkg.sources) {
    for (const declaration of source.getImportDeclarations()) {
      if (declaration.getModuleSpecifierValue() !== sdk) continue;
      if (declaration.getModuleSpecifierSourceFile() !== undefined) continue;
      sink.report('sdk-not-found', {}, spanOf(declaration.getModuleSpecifier(), pkg.root));
      return true;
    }
  }
  return false;
}
