import { type Node, type SourceFile, ts } from 'ts-morph';
import { relativePath } from '../paths.ts';
import type { SourceSpan } from './diagnostic.ts';

/** The span of a node, from its first token on. */
export function spanOf(node: Node, root: string): SourceSpan {
  return spanAt(node.getSourceFile(), node.getStart(), node.getWidth(), root);
}

/** A span by offset. */
export function spanAt(file: SourceFile, start: number, length: number, root: string): SourceSpan {
  const { line, character } = ts.getLineAndCharacterOfPosition(file.compilerNode, start);
  return { file: relativePath(root, file.getFilePath()), line: line + 1, column: character + 1, length };
}
