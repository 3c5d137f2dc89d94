import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, check, formatDiagnostics } from '@sluice/codegen';
import type { UdfModel } from '@sluice/sdk/manifest';

const fixtures = fileURLToPath(new URL('../../.cache/fixtures/', import.meta.url));

const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  },
  include: ['src'],
};

/** Writes a package of functions; gives its folder. Inside the repository, so that its imports resolve. */
export function writePackage(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(fixtures, name);
  rmSync(folder, { recursive: true, force: true });
  const all = {
    'package.json': JSON.stringify({ name, version: '1.0.0', type: 'module' }),
    'tsconfig.json': JSON.stringify(TSCONFIG),
    ...files,
  };
  for (const [path, contents] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
  return folder;
}

/** Writes and builds a package of one source file; gives its folder. */
export async function buildPackage(name: string, source: string): Promise<string> {
  const folder = writePackage(name, { 'src/udfs.ts': source });
  const { diagnostics } = await build(folder);
  if (diagnostics.some(({ severity }) => severity === 'error'))
    throw new Error(formatDiagnostics(diagnostics));
  return folder;
}

/** What the compiler makes of one source file: models, or diagnostics as `code: message`. */
export async function analyse(
  name: string,
  source: string,
): Promise<{ models: readonly UdfModel[]; problems: string[] }> {
  const folder = writePackage(name, { 'src/udfs.ts': source });
  const { models, diagnostics } = await check(folder);
  return { models, problems: diagnostics.map(({ code, message }) => `${code}: ${message}`) };
}
