import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Manifest } from '@sluice/sdk/manifest';
import type { CheckOptions } from '../check.ts';
import { createSink, type Diagnostic, type DiagnosticSink, wholeFile } from '../diagnostics/diagnostic.ts';
import { findPackage } from '../find-package.ts';
import { manifestFile } from '../manifest.ts';
import { npmPack, tryReadTarball } from '../registry/published.ts';
import type { PackedFiles } from '../registry/tarball.ts';
import type { PackageVersion } from './diff.ts';
import { isModel } from './is-model.ts';

/** A version that was read. */
export interface ReadVersion {
  readonly version: PackageVersion | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** What the diagnostics' files are relative to. */
  readonly root: string;
}

/** Options of `readVersion`. */
export interface ReadVersionOptions extends CheckOptions {
  /** What paths are relative to, and where packages are looked for. */
  readonly workingDirectory: string;
}

/**
 * Reads one version of a package: from the sources or the udf.json of a folder, from udf.json, the bundle beside it or a
 * tarball, from an installed package by its name, or from the registry, as `name@1.0.0` or `name@latest`.
 */
export async function readVersion(
  where: string,
  { workingDirectory, ...options }: ReadVersionOptions,
): Promise<ReadVersion> {
  const sink = createSink();
  const found = findPackage(where, workingDirectory);
  const done = (version: PackageVersion | undefined): ReadVersion => ({
    version,
    diagnostics: sink.diagnostics,
    root: workingDirectory,
  });
  if (found === undefined) {
    if (/^(@[^/@]+\/)?[^/@]+@.+/.test(where)) return done(await fetchVersion(where, workingDirectory, sink));
    sink.report('package-not-found', { name: where }, wholeFile('package.json'));
    return done(undefined);
  }
  const { folder: path } = found;
  if (statSync(path).isFile()) {
    if (/\.(tgz|tar\.gz)$/.test(path)) return done(readTarballFile(path, where, sink));
    const file = basename(path).endsWith('.json') ? path : join(dirname(path), manifestFile);
    return done(readFile(file, where, sink));
  }
  const manifest = join(path, manifestFile);
  if (existsSync(manifest)) return done(readFile(manifest, where, sink));
  // The compiler is loaded only where there is something to compile.
  const { check } = await import('../check.ts');
  const { models, diagnostics, package: pkg } = check(path, options);
  const built = resolve(path, options.outDir ?? 'dist', manifestFile);
  if (diagnostics.some(({ code }) => code === 'no-sources') && existsSync(built)) {
    return done(readFile(built, where, sink));
  }
  return { version: pkg && { package: pkg, udfs: models }, diagnostics, root: path };
}

function readTarballFile(path: string, what: string, sink: DiagnosticSink): PackageVersion | undefined {
  const files = tryReadTarball(readFileSync(path));
  if ('value' in files) return readPacked(files.value, what, sink);
  sink.report('invalid-tarball', { what, problem: files.problem }, wholeFile(what));
  return undefined;
}

async function fetchVersion(
  spec: string,
  cwd: string,
  sink: DiagnosticSink,
): Promise<PackageVersion | undefined> {
  const answer = await npmPack(cwd, spec);
  if ('problem' in answer) {
    sink.report('version-not-found', { spec, problem: answer.problem }, wholeFile('package.json'));
    return undefined;
  }
  return readPacked(answer.value.files, spec, sink);
}

/** Where `load` looks for it in a package. */
export function findManifest(files: PackedFiles): string | undefined {
  return [manifestFile, `dist/${manifestFile}`].find((path) => files.has(path));
}

/** The version that a package's tarball holds. */
export function readPacked(
  files: PackedFiles,
  what: string,
  sink: DiagnosticSink,
): PackageVersion | undefined {
  const path = findManifest(files);
  if (path === undefined) {
    sink.report('no-manifest', { what }, wholeFile('package.json'));
    return undefined;
  }
  return parse(files.get(path)?.toString() ?? '', what, sink);
}

function readFile(path: string, what: string, sink: DiagnosticSink): PackageVersion | undefined {
  if (existsSync(path)) return parse(readFileSync(path, 'utf8'), what, sink);
  sink.report('no-manifest', { what }, wholeFile('package.json'));
  return undefined;
}

/** Of any ABI: to say that it is another is what a comparison is for. */
function parse(text: string, what: string, sink: DiagnosticSink): PackageVersion | undefined {
  const invalid = (problem: string): undefined => {
    sink.report('invalid-manifest', { problem }, wholeFile(what));
  };
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(text) as Partial<Manifest> | null;
  } catch (error) {
    return invalid(`is not JSON: ${(error as Error).message}`); // JSON.parse throws nothing but SyntaxError.
  }
  const udfs: unknown = manifest?.udfs;
  if (!Array.isArray(udfs)) return invalid('has no list "udfs"');
  if (typeof manifest?.package?.name !== 'string') return invalid('has no "package" with a name');
  if (!udfs.every(isModel)) {
    return invalid(`is of ABI ${manifest.abi ?? 'unknown'}, whose functions this version cannot read`);
  }
  return {
    package: manifest.package,
    udfs: udfs as Manifest['udfs'], // as far as they are read
    abi: manifest.abi,
    integrity: manifest.bundle?.integrity,
  };
}
