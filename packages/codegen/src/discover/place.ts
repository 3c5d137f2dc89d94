import { Node, type SourceFile, SyntaxKind, type VariableDeclaration } from 'ts-morph';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/position.ts';
import { fixOf, insertBefore } from '../fix/edits.ts';
import type { LoadedPackage } from '../project.ts';
import type { ClassNode } from './declaration.ts';
import { findExport } from './exports.ts';
import { wrapped } from './unwrap.ts';

/** The name under which a class is exported; undefined, and reported, where it is not. */
export function exportOfClass(
  owner: ClassNode,
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): string | undefined {
  if (Node.isClassExpression(owner)) {
    const variable = constOf(owner);
    if (variable !== undefined) {
      const name = findExport(variable.getNameNode());
      if (name !== undefined) return name;
    }
    const what = variable === undefined ? 'this class' : `const ${variable.getName()}`;
    const edit = `export const ${variable?.getName() ?? 'Name'} = class { … }`;
    const statement = variable?.getVariableStatement();
    const fix = statement && fixOf(`export ${what}`, insertBefore(statement, 'export ', pkg));
    sink.report('not-exported', { what, edit }, spanOf(variable?.getNameNode() ?? owner, pkg.root), [], {
      fix,
    });
    return undefined;
  }
  if (owner.isDefaultExport() && !owner.hasExportKeyword()) {
    // `export { Name as default }` and `export default Name`: found below, perhaps under a better name.
  } else if (owner.hasDefaultKeyword()) return 'default';
  const nameNode = owner.getNameNode();
  const name = nameNode === undefined ? undefined : findExport(nameNode);
  if (name !== undefined) return name;
  const className = owner.getName() ?? '';
  const topLevel = Node.isSourceFile(owner.getParent());
  const keyword = owner.getAbstractKeyword() ?? owner.getFirstChildByKind(SyntaxKind.ClassKeyword);
  const fix =
    topLevel && keyword
      ? fixOf(`export class ${className}`, insertBefore(keyword, 'export ', pkg))
      : undefined;
  sink.report(
    'not-exported',
    {
      what: `class ${className}`,
      edit: `export class ${className}${topLevel ? '' : ' { … } at the top level'}`,
    },
    spanOf(nameNode ?? owner, pkg.root),
    [],
    { fix },
  );
  return undefined;
}

/** The top-level const that an expression is the value of. */
export function constOf(expression: Node): VariableDeclaration | undefined {
  const variable = Node.isExpression(expression) ? wrapped(expression).getParent() : undefined;
  if (!Node.isVariableDeclaration(variable) || !Node.isIdentifier(variable.getNameNode())) return undefined;
  const statement = variable.getVariableStatement();
  const topLevel: SourceFile | undefined = statement?.getParentIfKind(SyntaxKind.SourceFile);
  return topLevel !== undefined && statement?.getDeclarationKind() === 'const' ? variable : undefined;
}
