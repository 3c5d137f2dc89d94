import { join, resolve } from 'node:path';
import type { Manifest } from '@sluice/sdk/manifest';
import type { SourceFile } from 'ts-morph';
import { Bundler } from '../bundle/bundle.ts';
import { reportMovedPaths } from '../bundle/moved-paths.ts';
import type { BundleSize } from '../bundle/size.ts';
import type { CheckResult } from '../check.ts';
import {
  createSink,
  type Diagnostic,
  type DiagnosticSink,
  hasErrors,
  sortDiagnostics,
  wholeFile,
} from '../diagnostics/diagnostic.ts';
import { applyIgnores } from '../diagnostics/ignore.ts';
import { type EmittedModules, emit } from '../emit/index.ts';
import { adaptersFolder, bundleFile, createManifest, manifestFile, renderManifest } from '../manifest.ts';
import { compareOutput, type OutputFile } from '../output/compare.ts';
import { writeOutput } from '../output/write.ts';
import { isInstalled, relativePath } from '../paths.ts';
import type { LoadedPackage } from '../project.ts';
import { checkTopLevel } from '../uses/top-level.ts';
import { PackageSession } from './package-session.ts';

/** Options of `build`, `verify` and `BuildSession`. */
export interface BuildOptions {
  /** Where to write, relative to the package's folder. @default 'dist' */
  readonly outDir?: string;
  /** Called as the build goes on. @default nothing */
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** What a build is at. */
export interface BuildProgress {
  readonly phase: 'reading' | 'analysing' | 'bundling' | 'writing';
  /** How many of `total` are done: files that are analysed. Undefined where there is nothing to count. */
  readonly done?: number;
  readonly total?: number;
}

/** What a build did. */
export interface BuildResult {
  /** Sorted by file and position. With an error among them, nothing was written. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the folder now holds; undefined when nothing was written because of an error. */
  readonly output: BuildOutput | undefined;
}

/** The files of a build. */
export interface BuildOutput {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Relative to `folder`, with forward slashes, sorted. */
  readonly files: readonly string[];
  /** Those that this build wrote or removed; the others were the same already. */
  readonly changed: readonly string[];
  /** What the bundle weighs. To know it, all is bundled once more, minified. */
  measure(): Promise<BundleSize>;
}

/** Whether what is built is what the sources give. */
export interface VerifyResult {
  /** Sorted by file and position: `stale-output` where it is not, or why it cannot be built. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the sources give; undefined when they cannot be built. */
  readonly manifest: Manifest | undefined;
}

/** A build that is not written yet. */
interface Compiled {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly files: readonly OutputFile[];
  measure(): Promise<BundleSize>;
}

/**
 * Builds one package again and again, and each time does again only what a change asks for. One build at a time.
 *
 * @example
 * ```ts
 * const session = new BuildSession('./my-udfs');
 * await session.build();
 * const { diagnostics, output } = await session.build(['/home/me/my-udfs/src/geo.ts']);
 * await session.close();
 * ```
 */
export class BuildSession implements AsyncDisposable {
  readonly #folder: string;
  readonly #outDir: string;
  readonly #onProgress: (progress: BuildProgress) => void;
  readonly #sources: PackageSession;
  readonly #emitted: EmittedModules = new WeakMap();
  readonly #bundler: Bundler = new Bundler();

  /** @param folder the package's folder */
  constructor(folder: string, options: BuildOptions = {}) {
    this.#folder = folder;
    this.#outDir = options.outDir ?? 'dist';
    this.#onProgress = options.onProgress ?? (() => undefined);
    this.#sources = new PackageSession(folder, this.#outDir);
  }

  /**
   * Checks the package and writes what is new. With an error nothing is written, and the last good build stays.
   *
   * @param changed absolute paths of the files that may have changed, appeared or gone since the last time; any path may be
   * among them. Without it, everything is read again.
   */
  async build(changed?: Iterable<string>): Promise<BuildResult> {
    const sink = createSink();
    const compiled = await this.#compile(changed, sink);
    const diagnostics = this.#found(sink, compiled !== undefined);
    if (compiled === undefined) return { diagnostics, output: undefined };
    this.#onProgress({ phase: 'writing' });
    const { folder, manifest, measure } = compiled;
    const written = writeOutput(folder, compiled.files);
    const files = compiled.files.map(({ path }) => path).sort();
    return { diagnostics, output: { folder, manifest, files, changed: written, measure } };
  }

  /**
   * Checks the package as a build does, up to the bundle. Writes nothing.
   *
   * @param changed as for `build`
   */
  async check(changed?: Iterable<string>): Promise<CheckResult> {
    const sink = createSink();
    const compiled = await this.#compile(changed, sink);
    const known = this.#sources.last;
    return {
      models: compiled?.manifest.udfs ?? known?.models ?? [],
      diagnostics: this.#found(sink, compiled !== undefined),
      package: known && { root: known.pkg.root, name: known.pkg.name, version: known.pkg.version },
    };
  }

  /** Checks the package and compares what is built with what its sources give. Writes nothing. */
  async verify(changed?: Iterable<string>): Promise<VerifyResult> {
    const sink = createSink();
    const compiled = await this.#compile(changed, sink);
    if (compiled !== undefined) this.#reportStale(compiled, sink);
    return { diagnostics: this.#found(sink, compiled !== undefined), manifest: compiled?.manifest };
  }

  /** What was found but for what comments silence, sorted. */
  #found({ diagnostics }: DiagnosticSink, complete: boolean): readonly Diagnostic[] {
    const pkg = this.#sources.last?.pkg;
    return sortDiagnostics(pkg === undefined ? diagnostics : applyIgnores(diagnostics, pkg, complete));
  }

  #reportStale({ folder, files }: Compiled, sink: DiagnosticSink): void {
    const differences = compareOutput(folder, files);
    if (differences.length === 0) return;
    const command = this.#outDir === 'dist' ? 'sluice build' : `sluice build --out ${this.#outDir}`;
    const at = (path: string) => wholeFile(`${this.#outDir}/${path}`);
    const related = differences.map(({ path, how }) => ({ ...at(path), message: howText[how] }));
    sink.report('stale-output', { folder: this.#outDir, command }, wholeFile(this.#outDir), related);
  }

  async #compile(changed: Iterable<string> | undefined, sink: DiagnosticSink): Promise<Compiled | undefined> {
    const outDir = this.#outDir;
    if (!relativePath(resolve(this.#folder, outDir), resolve(this.#folder)).startsWith('..')) {
      sink.report('out-dir-holds-sources', { folder: outDir }, wholeFile('package.json'));
      return undefined;
    }
    this.#onProgress({ phase: 'reading' });
    const paths = changed === undefined ? undefined : new Set(changed);
    const analysed = this.#sources.analyse(paths, sink, (done, total) =>
      this.#onProgress({ phase: 'analysing', done, total }),
    );
    if (analysed === undefined || hasErrors(sink.diagnostics)) return undefined;

    const { pkg, models } = analysed;
    const folder = resolve(pkg.root, outDir);
    const adapters = join(folder, adaptersFolder);
    this.#onProgress({ phase: 'bundling' });
    const emitted = emit(models, { packageRoot: relativePath(adapters, pkg.root), known: this.#emitted });
    const places = {
      root: pkg.root,
      adapters,
      bundle: join(folder, bundleFile),
      ...(pkg.tsconfig === undefined ? {} : { tsconfig: pkg.tsconfig }),
    };
    const bundled = await this.#bundler.bundle(emitted, places, sink);
    if (bundled === undefined) return undefined;
    reportMovedPaths(this.#bundledSources(pkg), pkg.root, sink);

    const { bundle, measure } = bundled;
    for (const source of pkg.sources) {
      if (bundled.carries(source.getFilePath())) checkTopLevel(source, pkg, sink);
    }
    const manifest = createManifest(pkg, models, bundle.code);
    const files = [
      ...emitted.map((file) => ({ path: `${adaptersFolder}/${file.path}`, contents: file.contents })),
      { path: `${bundleFile}.map`, contents: bundle.map },
      { path: bundleFile, contents: bundle.code },
      // Last: who finds a manifest finds the bundle that it names.
      { path: manifestFile, contents: renderManifest(manifest) },
    ];
    return { folder, manifest, files, measure };
  }

  /** The author's sources that the bundle holds: what only tests and scripts import is not among them. */
  #bundledSources({ project }: LoadedPackage): readonly SourceFile[] {
    return this.#bundler.inputs
      .filter((path) => !isInstalled(path))
      .map((path) => project.getSourceFile(path))
      .filter((file) => file !== undefined);
  }

  /** Absolute paths of what the last build read that is neither the package's own nor installed: a neighbour's sources. */
  outerFiles(): readonly string[] {
    const read = new Set([...this.#sources.read(), ...this.#bundler.inputs]);
    return [...read].filter(
      (path) => relativePath(this.#folder, path).startsWith('../') && !isInstalled(path),
    );
  }

  /** Lets go of what it holds. */
  async close(): Promise<void> {
    await this.#bundler.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const howText = {
  missing: 'is missing',
  changed: 'is not what the sources give',
  'left-over': 'is the adapter of a function that is no more',
} as const;
