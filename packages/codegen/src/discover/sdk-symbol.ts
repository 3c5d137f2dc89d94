import { Node, type Symbol as TsSymbol, type Type } from 'ts-morph';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import { owningPackage } from '../owning-package.ts';
import type { LoadedPackage } from '../project.ts';

const sdk = '@sluice/sdk';

/** Whether an expression names an export of the sdk, under whichever name and through whichever re-exports. */
export function isSdkSymbol(expression: Node, name: string): boolean {
  if (Node.isIdentifier(expression)) return isFromSdk(importedSymbol(expression), name);
  // Only a namespace import is looked into: to ask for the type of any other object is to check the whole program.
  if (!Node.isPropertyAccessExpression(expression)) return false;
  const left = expression.getExpression();
  if (!Node.isIdentifier(left) || importedSymbol(left) === undefined) return false;
  const symbol = expression.getNameNode().getSymbol();
  return isFromSdk(symbol?.getAliasedSymbol() ?? symbol, name);
}

/** Whether a type is one that the sdk declares. */
export function isSdkType(type: Type, name: string): boolean {
  return isFromSdk(type.getAliasSymbol(), name) || isFromSdk(type.getSymbol(), name);
}

function importedSymbol(identifier: Node): TsSymbol | undefined {
  const symbol = identifier.getSymbol();
  return symbol?.isAlias() === true ? symbol.getAliasedSymbol() : undefined;
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
