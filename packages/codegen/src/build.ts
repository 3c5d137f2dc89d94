import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Manifest } from '@sluice/sdk/manifest';
import { bundleAdapters } from './bundle/bundle.ts';
import type { BundleSize } from './bundle/size.ts';
import { analysePackage } from './check.ts';
import {
  createSink,
  type Diagnostic,
  hasErrors,
  sortDiagnostics,
  wholeFile,
} from './diagnostics/diagnostic.ts';
import { type EmittedFile, emit } from './emit/index.ts';
import { bundleFile, createManifest, manifestFile, renderManifest } from './manifest.ts';
import { relativePath } from './paths.ts';
import { loadPackage } from './project.ts';

/** Options of `build`. */
export interface BuildOptions {
  /** Where to write, relative to the package's folder. @default 'dist' */
  readonly outDir?: string;
}

/** What a build did. */
export interface BuildResult {
  /** Sorted by file and position. With an error among them, nothing was written. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was written; undefined when nothing was. */
  readonly output: BuildOutput | undefined;
}

/** The files of a build. */
export interface BuildOutput {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Of the bundle. */
  readonly size: BundleSize;
  /** Relative to `folder`, with forward slashes, sorted. */
  readonly files: readonly string[];
}

/**
 * Checks a package and writes its adapters (`adapters/*.ts`), its bundle (`udfs.mjs` and its map) and its manifest
 * (`udf.json`). The same sources give the same bytes, whenever and wherever they are built.
 *
 * @example
 * ```ts
 * const { diagnostics, output } = await build('./my-udfs');
 * ```
 */
export async function build(folder: string, options: BuildOptions = {}): Promise<BuildResult> {
  const outDir = options.outDir ?? 'dist';
  const sink = createSink();
  const failed = (): BuildResult => ({ diagnostics: sortDiagnostics(sink.diagnostics), output: undefined });
  if (!relativePath(resolve(folder, outDir), resolve(folder)).startsWith('..')) {
    sink.report('out-dir-holds-sources', { folder: outDir }, wholeFile('package.json'));
    return failed();
  }
  const pkg = loadPackage(folder, outDir, sink);
  const models = pkg === undefined ? [] : analysePackage(pkg, sink);
  if (pkg === undefined || hasErrors(sink.diagnostics)) return failed();

  const output = resolve(pkg.root, outDir);
  const adapters = join(output, 'adapters');
  const emitted = emit(models, { packageRoot: relativePath(adapters, pkg.root) });
  const places = { root: pkg.root, adapters, bundle: join(output, bundleFile) };
  const bundled = await bundleAdapters(emitted, places, sink);
  if (bundled === undefined) return failed();
  const { bundle, size } = bundled;

  const manifest = createManifest(pkg, models, bundle.code);
  const files: readonly EmittedFile[] = [
    ...emitted.map((file) => ({ path: `adapters/${file.path}`, contents: file.contents })),
    { path: bundleFile, contents: bundle.code },
    { path: `${bundleFile}.map`, contents: bundle.map },
    // Last: who finds a manifest finds the bundle that it names.
    { path: manifestFile, contents: renderManifest(manifest) },
  ];
  removeStale(adapters, new Set(emitted.map((file) => file.path)));
  for (const { path, contents } of files) {
    mkdirSync(dirname(join(output, path)), { recursive: true });
    writeFileSync(join(output, path), contents);
  }
  return {
    diagnostics: sortDiagnostics(sink.diagnostics),
    output: {
      folder: output,
      manifest,
      size,
      files: files.map((file) => file.path).sort(),
    },
  };
}

/** Removes the adapters of functions that are no more. Only modules are touched: the folder is ours, but who knows. */
function removeStale(adapters: string, emitted: ReadonlySet<string>): void {
  mkdirSync(adapters, { recursive: true });
  for (const name of readdirSync(adapters)) {
    if (name.endsWith('.ts') && !emitted.has(name)) rmSync(join(adapters, name), { recursive: true });
  }
}
