import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ABI_VERSION, type Manifest, type UdfModel } from '@sluice/sdk/manifest';
import type { CheckOptions } from './check.ts';
import { createSink, type Diagnostic, wholeFile } from './diagnostics/diagnostic.ts';
import { manifestFile } from './manifest.ts';

/** The functions of a package. */
export interface ListResult {
  /** Sorted by SQL name. */
  readonly models: readonly UdfModel[];
  readonly diagnostics: readonly Diagnostic[];
  /** The package itself; undefined when it could not be read. */
  readonly package: Manifest['package'] | undefined;
}

/**
 * The functions of a package, from its sources; or, where the folder holds a `udf.json`, from that: a built package
 * needs neither its sources nor their dependencies to be listed.
 */
export async function list(folder: string, options: CheckOptions = {}): Promise<ListResult> {
  const path = join(folder, manifestFile);
  if (existsSync(path)) return readManifest(path);
  // The compiler is loaded only where there is something to compile.
  const { check } = await import('./check.ts');
  return check(folder, options);
}

function readManifest(path: string): ListResult {
  const sink = createSink();
  const invalid = (problem: string): ListResult => {
    sink.report('invalid-manifest', { problem }, wholeFile(manifestFile));
    return { models: [], diagnostics: sink.diagnostics, package: undefined };
  };
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest> | null;
  } catch (error) {
    return invalid(`is not JSON: ${(error as Error).message}`); // JSON.parse throws nothing but SyntaxError.
  }
  if (manifest?.abi !== ABI_VERSION) {
    return invalid(`is of ABI ${manifest?.abi ?? 'unknown'}, and this is the compiler of ABI ${ABI_VERSION}`);
  }
  if (!Array.isArray(manifest.udfs)) return invalid('has no list "udfs"');
  if (typeof manifest.package?.name !== 'string') return invalid('has no "package" with a name');
  return { models: manifest.udfs, diagnostics: [], package: manifest.package };
}
