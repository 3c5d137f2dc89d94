import { type CallExpression, Node, type ObjectLiteralExpression, SyntaxKind } from 'ts-morph';
import type { Fix, SourceSpan, TextEdit } from '../diagnostics/diagnostic.ts';
import { spanAt, spanOf } from '../diagnostics/position.ts';
import { unwrap } from '../discover/unwrap.ts';
import type { LoadedPackage } from '../project.ts';

/** Makes edits of nodes; undefined of those that stand where the author cannot edit. */

type Place = Pick<LoadedPackage, 'root' | 'sources'>;

/** Writes something in the place of a node. */
export function replaceNode(node: Node, newText: string, pkg: Place): TextEdit | undefined {
  return isOwn(node, pkg) ? { ...spanOf(node, pkg.root), newText } : undefined;
}

/** Puts something in before a node, after its comments. */
export function insertBefore(node: Node, newText: string, pkg: Place): TextEdit | undefined {
  return insertAt(node, node.getStart(), newText, pkg);
}

/** Puts something in behind a node. */
export function insertAfter(node: Node, newText: string, pkg: Place): TextEdit | undefined {
  return insertAt(node, node.getEnd(), newText, pkg);
}

/** Writes something in the place of a stretch of a source. */
export function replaceSpan({ file, line, column, length }: SourceSpan, newText: string): TextEdit {
  return { file, line, column, length, newText };
}

function insertAt(node: Node, position: number, newText: string, pkg: Place): TextEdit | undefined {
  return isOwn(node, pkg) ? { ...spanAt(node.getSourceFile(), position, 0, pkg.root), newText } : undefined;
}

function isOwn(node: Node, { sources }: Place): boolean {
  return sources.includes(node.getSourceFile());
}

/** A fix of edits, where all of them can be made. */
export function fixOf(title: string, ...edits: readonly (TextEdit | undefined)[]): Fix | undefined {
  const made = edits.filter((edit) => edit !== undefined);
  return made.length === edits.length && made.length > 0 ? { title, edits: made } : undefined;
}

/** Sets an option in a call of `udf` or of a decorator; undefined where its options are not written in the call. */
export function setOption(call: CallExpression, name: string, value: string, pkg: Place): Fix | undefined {
  const title = `add ${name}: ${value}`;
  const text = `${name}: ${value}`;
  const [written] = call.getArguments();
  if (written === undefined) {
    const close = call.getLastChildByKind(SyntaxKind.CloseParenToken);
    return fixOf(title, close && insertBefore(close, `{ ${text} }`, pkg));
  }
  const options = Node.isExpression(written) ? unwrap(written) : written;
  if (!Node.isObjectLiteralExpression(options)) return undefined;
  const there = options.getProperty((property) => isNamed(property, name));
  if (there !== undefined) {
    const initializer = Node.isPropertyAssignment(there) ? there.getInitializer() : undefined;
    // A value from elsewhere has a reason; the last of two spread over it wins.
    const plain = initializer?.getText() === 'false' || Node.isStringLiteral(initializer);
    if (!plain || initializer === undefined) return undefined;
    return fixOf(`write ${text}`, replaceNode(initializer, value, pkg));
  }
  const last = options.getProperties().at(-1);
  if (last === undefined) return fixOf(title, replaceNode(options, `{ ${text} }`, pkg));
  return fixOf(title, insertAfter(last, `, ${text}`, pkg));
}

/** Gives a property of an object literal another name; undefined where one of that name is there. */
export function renameProperty(property: Node, name: string, pkg: Place): Fix | undefined {
  const owner = property.getParent();
  if (!Node.isObjectLiteralExpression(owner) || hasProperty(owner, name)) return undefined;
  const title = `write ${name}`;
  if (Node.isShorthandPropertyAssignment(property)) {
    return fixOf(title, insertBefore(property, `${name}: `, pkg));
  }
  if (!Node.isPropertyAssignment(property) && !Node.isMethodDeclaration(property)) return undefined;
  const written = property.getNameNode();
  if (!Node.isIdentifier(written) && !Node.isStringLiteral(written)) return undefined;
  return fixOf(title, replaceNode(written, name, pkg));
}

function hasProperty(object: ObjectLiteralExpression, name: string): boolean {
  return object.getProperties().some((property) => isNamed(property, name));
}

function isNamed(property: Node, name: string): boolean {
  if (!Node.isPropertyAssignment(property) && !Node.isShorthandPropertyAssignment(property)) return false;
  const written = property.getNameNode();
  return (Node.isStringLiteral(written) ? written.getLiteralValue() : written.getText()) === name;
}

/** A text in the quotes of another. */
export function quotedLike(literal: Node, text: string): string {
  const quote = literal.getText()[0] ?? "'";
  return `${quote}${text}${quote}`;
}
