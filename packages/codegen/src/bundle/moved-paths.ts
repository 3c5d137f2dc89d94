import { Node, type SourceFile, SyntaxKind } from 'ts-morph';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';

/**
 * Warns of each place where the author's code asks for its own: in the bundle it gets that of the bundle, beside which
 * nothing lies that lay beside the source.
 */
export function reportMovedPaths(files: readonly SourceFile[], root: string, sink: DiagnosticSink): void {
  for (const file of files) {
    if (!/\bimport\.meta\b|\b__(dir|file)name\b/.test(file.getFullText())) continue;
    file.forEachDescendant((node) => {
      const what = ownPlace(node);
      if (what === undefined) return;
      sink.report('moved-path', { what, file: readFrom(node) ?? './data.csv' }, spanOf(node, root));
    });
  }
}

/** The text of a node that stands for the place of its file: undefined for any other. */
function ownPlace(node: Node): string | undefined {
  if (Node.isPropertyAccessExpression(node)) {
    const isPlace = /^(url|dirname|filename)$/.test(node.getName());
    return isPlace && Node.isMetaProperty(node.getExpression()) ? node.getText() : undefined;
  }
  if (!Node.isIdentifier(node) || !/^__(dir|file)name$/.test(node.getText())) return undefined;
  const parent = node.getParent();
  if (Node.isPropertyAccessExpression(parent) && parent.getNameNode() === node) return undefined;
  // What the author declares is theirs, such as one that is made from `import.meta.url`.
  const declarations = node.getSymbol()?.getDeclarations() ?? [];
  return declarations.every((each) => each.getSourceFile().isDeclarationFile()) ? node.getText() : undefined;
}

/** The path of `new URL('./rates.csv', import.meta.url)` or `join(__dirname, 'rates.csv')`. */
function readFrom(place: Node): string | undefined {
  const call =
    place.getParentIfKind(SyntaxKind.NewExpression) ?? place.getParentIfKind(SyntaxKind.CallExpression);
  const literal = call?.getArguments().find((each) => Node.isStringLiteral(each));
  const path = literal?.getText().slice(1, -1);
  if (path === undefined || !/\.\w+$/.test(path)) return undefined;
  return path.startsWith('.') ? path : `./${path}`;
}
