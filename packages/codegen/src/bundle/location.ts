import { join } from 'node:path';
import type { Location } from 'esbuild';
import type { SourceSpan } from '../diagnostics/diagnostic.ts';
import { relativePath } from '../paths.ts';
import type { BundlePlaces } from './canonical-paths.ts';

/** What an import names. */
export function importedAt({ lineText, column, length }: Location): string {
  return Buffer.from(lineText)
    .subarray(column, column + length)
    .toString()
    .replace(/^(['"`])(.*)\1$/, '$2');
}

/** Where esbuild says that something is. */
export function messageSpan(
  { file, line, column, lineText, length }: Location,
  { root }: BundlePlaces,
): SourceSpan {
  // esbuild counts bytes of UTF-8.
  const before = Buffer.from(lineText).subarray(0, column).toString();
  return { file: relativePath(root, join(root, file)), line, column: before.length + 1, length };
}
