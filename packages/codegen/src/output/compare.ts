import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adaptersFolder } from '../manifest.ts';

/** One file of a build. `path` is relative to the output folder, with forward slashes. */
export interface OutputFile {
  readonly path: string;
  readonly contents: string;
}

/** How a file of the output folder is not what a build gives. */
export interface Difference {
  readonly path: string;
  /** `left-over`: the adapter of a function that is no more. */
  readonly how: 'missing' | 'changed' | 'left-over';
}

/** What a build would change in a folder: files in the order in which they are given, then what it would remove. */
export function compareOutput(folder: string, files: readonly OutputFile[]): readonly Difference[] {
  const differences: Difference[] = [];
  for (const { path, contents } of files) {
    const found = readIfThere(join(folder, path));
    if (found !== contents) differences.push({ path, how: found === undefined ? 'missing' : 'changed' });
  }
  const given = new Set(files.map(({ path }) => path));
  // Only modules are touched: the folder is ours, but who knows.
  const leftOver = listIfThere(join(folder, adaptersFolder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${adaptersFolder}/${name}`)
    .filter((path) => !given.has(path));
  return [...differences, ...leftOver.sort().map((path) => ({ path, how: 'left-over' }) as const)];
}

function readIfThere(path: string): string | undefined {
  return unlessAbsent(() => readFileSync(path, 'utf8'));
}

function listIfThere(folder: string): readonly string[] {
  return unlessAbsent(() => readdirSync(folder)) ?? [];
}

function unlessAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // node:fs throws nothing else.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
