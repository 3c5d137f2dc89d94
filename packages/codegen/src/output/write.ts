import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareOutput, type OutputFile } from './compare.ts';

/**
 * Makes a folder hold the files of a build. Only what differs is written: beside its place, and put there by its name
 * once all is on the disk, in the order of the files. What went wrong until then has changed nothing.
 *
 * @returns what was written or removed, relative to the folder
 */
export function writeOutput(folder: string, files: readonly OutputFile[]): readonly string[] {
  const differences = compareOutput(folder, files);
  const wanted = new Set(differences.filter(({ how }) => how !== 'left-over').map(({ path }) => path));
  const fresh = files.filter(({ path }) => wanted.has(path));
  const staged = ({ path }: OutputFile): string => join(folder, `${path}.new`);
  try {
    for (const file of fresh) {
      mkdirSync(dirname(staged(file)), { recursive: true });
      writeFileSync(staged(file), file.contents);
    }
    for (const file of fresh) renameSync(staged(file), join(folder, file.path));
  } catch (error) {
    for (const file of fresh) rmSync(staged(file), { force: true });
    throw error;
  }
  for (const { path, how } of differences) {
    if (how === 'left-over') rmSync(join(folder, path), { recursive: true });
  }
  return differences.map(({ path }) => path);
}
