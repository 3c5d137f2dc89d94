import { relative } from 'node:path';

/** A path relative to a folder, with forward slashes. */
export function relativePath(from: string, to: string): string {
  return relative(from, to).replaceAll('\\', '/');
}
