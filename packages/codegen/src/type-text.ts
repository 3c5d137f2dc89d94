import { type Node, type Project, type Type, ts } from 'ts-morph';

/** A type as its author would write it, without the paths of the files that declare it. */
export function textOf(type: Type, at: Node, project: Project): string {
  const checker = project.getTypeChecker().compilerObject;
  const flags = ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  const text = checker.typeToString(type.compilerType, at.compilerNode, flags);
  // A mark that an alias of the sdk has left, where the checker has lost the alias.
  const mark = " & \\{ readonly '~\\w+'\\?: [^;{}]*; \\}";
  return text.replace(new RegExp(`\\(([^()]*)${mark}\\)|${mark}`, 'g'), '$1');
}

/** The array of what a text says: `number[]`, `(string | null)[]`. */
export function arrayText(element: string): string {
  return /^[\w.]+(<[^|&]*>)?(\[\])*$/.test(element) ? `${element}[]` : `(${element})[]`;
}

/** A type as its author wrote it, on one line: without the type arguments that are left to their defaults. */
export function writtenText(node: Node): string {
  return node.getText().replace(/\s+/g, ' ');
}
