import { type Node, type Project, type Type, ts } from 'ts-morph';

/** A type as its author would write it, without the paths of the files that declare it. */
export function textOf(type: Type, at: Node, project: Project): string {
  const checker = project.getTypeChecker().compilerObject;
  const flags = ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  return checker.typeToString(type.compilerType, at.compilerNode, flags);
}
