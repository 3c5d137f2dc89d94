import type { Node } from 'ts-morph';

/**
 * The name under which a file exports what is declared at a name node; undefined when it does not.
 * Its own name where there are several, then the first by code unit, `default` last.
 */
export function findExport(nameNode: Node): string | undefined {
  const symbol = nameNode.getSymbol();
  if (symbol === undefined) return undefined;
  const names = nameNode
    .getSourceFile()
    .getExportSymbols()
    .filter((exported) => (exported.getAliasedSymbol() ?? exported) === (symbol.getExportSymbol() ?? symbol))
    .map((exported) => exported.getName())
    .sort();
  const own = nameNode.getText();
  if (names.includes(own)) return own;
  return names.find((name) => name !== 'default') ?? names[0];
}
