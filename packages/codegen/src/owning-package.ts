import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The package that a file belongs to. */
export interface OwningPackage {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** The nearest package.json with a name above a file; those that only set `"type"` are part of the package around. */
export function owningPackage(file: string): OwningPackage | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const { name, version } = readPackage(join(folder, 'package.json'));
    if (name !== undefined) return { folder, name, version: version ?? '0.0.0' };
    if (folder === dirname(folder)) return undefined;
  }
}

function readPackage(path: string): { readonly name?: string; readonly version?: string } {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
  } catch {
    return {}; // Most folders have none.
  }
}
