import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { manifestFile } from './manifest.ts';
import { relativePath } from './paths.ts';

/** Where a package is. */
export interface FoundPackage {
  /** Absolute. */
  readonly folder: string;
  /** What a program of the working directory gives to `load`: a path that starts with a dot, or a package's name. */
  readonly location: string;
}

/**
 * The folder that a command is to read, given a path or the name of an installed package: the path, where there is
 * something; otherwise `node_modules/<name>` of the working directory or of the nearest folder above that has it. Of an
 * installed package that was built it is the folder of its `udf.json`. Undefined where neither exists.
 *
 * Node's own resolution is not asked: `exports` may hide the manifest, and a package of functions need have no entry.
 */
export function findPackage(where: string, workingDirectory: string): FoundPackage | undefined {
  const path = resolve(workingDirectory, where);
  if (existsSync(path)) return { folder: path, location: dotted(relativePath(workingDirectory, path)) };
  if (!packageName.test(where)) return undefined;
  for (let folder = workingDirectory; ; folder = dirname(folder)) {
    const installed = join(folder, 'node_modules', where);
    if (existsSync(join(installed, 'package.json'))) {
      return { folder: builtFolder(installed), location: where };
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/** `geo`, `@acme/geo`: nothing that could be a way out of node_modules. */
const packageName = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i;

/** Where `load` of the runtime looks too; the package itself where it is a link to sources that were not built. */
function builtFolder(root: string): string {
  const candidates = [root, join(root, 'dist')];
  return candidates.find((folder) => isFile(join(folder, manifestFile))) ?? root;
}

function dotted(path: string): string {
  return path === '' ? '.' : path.startsWith('.') ? path : `./${path}`;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
