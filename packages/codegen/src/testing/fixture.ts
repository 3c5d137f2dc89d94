import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';

// Each of these tests starts the compiler, and on a machine with other things to do that takes seconds.
vi.setConfig({ testTimeout: 60_000 });

/** Inside this package, so that a fixture finds `@sluice/sdk` as this package does. It is built, not source. */
export const cache: string = fileURLToPath(new URL('../../.cache', import.meta.url));

/** The files of a package by path; `null` leaves out one that a package has by default. */
export type PackageFiles = Readonly<Record<string, string | null>>;

const standard: PackageFiles = {
  'package.json': '{ "name": "fixture", "version": "1.2.3", "type": "module" }',
};

/** A package on disk, removed when the test is over. */
export function writePackage(files: PackageFiles, parent: string = cache): string {
  mkdirSync(parent, { recursive: true });
  const root = mkdtempSync(join(parent, 'package-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFiles(root, { ...standard, ...files });
  return root;
}

/** Writes files below a folder. */
export function writeFiles(root: string, files: PackageFiles): void {
  for (const [path, contents] of Object.entries(files)) {
    if (contents === null) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
  }
}
