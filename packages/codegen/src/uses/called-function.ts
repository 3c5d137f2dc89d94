import { type CallExpression, Node } from 'ts-morph';
import { isSdkSymbol } from '../discover/sdk-symbol.ts';
import { unwrap } from '../discover/unwrap.ts';
import type { LoadedPackage } from '../project.ts';

/** A function of the package's own sources that a call runs; undefined for any other, or where a value decides which. */
export function calledFunction(call: CallExpression, pkg: LoadedPackage): Node | undefined {
  const callee = unwrap(call.getExpression());
  if (isFunctionExpression(callee)) return callee;
  const named = Node.isPropertyAccessExpression(callee) ? callee.getNameNode() : callee;
  if (!Node.isIdentifier(named) && !Node.isPrivateIdentifier(named)) return undefined;
  const symbol = named.getSymbol();
  const declaration = (symbol?.getAliasedSymbol() ?? symbol)?.getValueDeclaration();
  if (declaration === undefined || !pkg.sources.includes(declaration.getSourceFile())) return undefined;
  return functionOf(declaration);
}

function functionOf(declaration: Node): Node | undefined {
  if (Node.isFunctionDeclaration(declaration)) return declaration.getImplementation() ?? declaration;
  if (Node.isMethodDeclaration(declaration)) return declaration.isAbstract() ? undefined : declaration;
  const initializer =
    Node.isVariableDeclaration(declaration) || Node.isPropertyDeclaration(declaration)
      ? declaration.getInitializer()
      : undefined;
  if (initializer === undefined) return undefined;
  if (
    Node.isVariableDeclaration(declaration) &&
    declaration.getVariableStatement()?.getDeclarationKind() !== 'const'
  ) {
    return undefined;
  }
  const value = unwrap(initializer);
  if (isFunctionExpression(value)) return value;
  // A UDF is called as the function that it is.
  const [, given] =
    Node.isCallExpression(value) && isSdkSymbol(value.getExpression(), 'udf') ? value.getArguments() : [];
  return given !== undefined && isFunctionExpression(given) ? given : undefined;
}

/** Whether a node is a function that stands where a value does. */
export function isFunctionExpression(node: Node): boolean {
  return Node.isArrowFunction(node) || Node.isFunctionExpression(node);
}
