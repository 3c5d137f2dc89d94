import { ts } from 'ts-morph';
import type { Fix, TextEdit } from '../diagnostics/diagnostic.ts';

/** A text with edits made in it. */
export interface EditedText {
  readonly text: string;
  /** The fixes that were made, in the order in which they were given. */
  readonly applied: readonly Fix[];
}

/**
 * Makes the edits that fixes have for one file, from the end to the start. Of fixes that overlap the first is made, and of
 * equal ones one; the others can be made once the file is looked at again.
 */
export function applyFixes(text: string, file: string, fixes: readonly Fix[]): EditedText {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const source = ts.createSourceFile(file, text.slice(mark.length), ts.ScriptTarget.Latest);
  const taken: (PlacedEdit & { readonly newText: string })[] = [];
  const applied: Fix[] = [];
  for (const fix of fixes) {
    const placed = fix.edits
      .filter((edit) => edit.file === file)
      .map((edit) => ({ ...placeIn(source, edit), newText: edit.newText }));
    if (placed.some((edit) => taken.some((other) => overlap(edit, other)))) continue;
    taken.push(...placed);
    applied.push(fix);
  }
  let edited = source.text;
  for (const { start, end, newText } of taken.sort((a, b) => b.start - a.start)) {
    edited = edited.slice(0, start) + newText + edited.slice(end);
  }
  return { text: mark + edited, applied };
}

interface PlacedEdit {
  readonly start: number;
  readonly end: number;
}

function placeIn(source: ts.SourceFile, { line, column, length }: TextEdit): PlacedEdit {
  const start = ts.getPositionOfLineAndCharacter(source, line - 1, column - 1);
  return { start, end: start + length };
}

/** Two insertions at one place overlap: which is to be first nobody says. */
function overlap(a: PlacedEdit, b: PlacedEdit): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}
