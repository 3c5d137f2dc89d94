import { relative } from 'node:path';

/** A path relative to a folder, with forward slashes. */
export function relativePath(from: string, to: string): string {
  return relative(from, to).replaceAll('\\', '/');
}

/** Whether a path goes through a folder of installed packages. */
export function isInstalled(path: string): boolean {
  return path.split(/[\\/]/).includes('node_modules');
}
