import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { EmittedFile } from '../emit/index.ts';
import { type Adapters, adaptersPlugin } from './adapters-plugin.ts';
import { type Bundle, type BundlePlaces, canonicalPaths, type RawBundle } from './canonical-paths.ts';
import { reportFailures, specifierOf } from './failures.ts';
import { dynamicImports, reportLeftBehind } from './left-behind.ts';
import { type BundleSize, sizeOf } from './size.ts';

/** The emitted module that exports the bundle's `abi` and `udfs`. */
const entry = 'entry.ts';

/** CommonJS dependencies ask for Node's modules through `require`, which an ECMAScript module has not. */
const requireBanner = `import { createRequire as sluiceCreateRequire } from 'node:module';
const require = sluiceCreateRequire(import.meta.url);`;

/** They also take for granted the names of their file and its folder. Both are the bundle's, which they are part of. */
const commonPaths = { __filename: 'sluiceFilename', __dirname: 'sluiceDirname' };

const pathsBanner = `import { dirname as sluiceDirnameOf } from 'node:path';
import { fileURLToPath as sluiceFileURLToPath } from 'node:url';
const sluiceFilename = sluiceFileURLToPath(import.meta.url);
const sluiceDirname = sluiceDirnameOf(sluiceFilename);`;

/** What esbuild is told, and so what it gives. */
type Settings = esbuild.BuildOptions & { readonly write: false; readonly metafile: true };

/** A context of esbuild, and what it was made with. */
interface Current {
  readonly context: esbuild.BuildContext<Settings>;
  readonly banner: string;
  readonly places: BundlePlaces;
}

/** A package's bundle. */
export interface BundledAdapters {
  readonly bundle: Bundle;
  /** Whether something of a file, by its absolute path, is in it. */
  carries(file: string): boolean;
  /** What it weighs. To know it, all is bundled once more, minified. */
  measure(): Promise<BundleSize>;
}

/** Bundles the adapters of one package, and again what has changed of them and of what they import, until it is closed. */
export class Bundler {
  #current: Current | undefined;
  #adapters: Adapters = new Map();
  #inputs: readonly string[] = [];

  /**
   * One ECMAScript module of the adapters, the author's sources and everything that they import but Node's own modules.
   * The same sources give the same bytes, wherever the package's folder is. Undefined when something was reported.
   */
  async bundle(
    files: readonly EmittedFile[],
    places: BundlePlaces,
    sink: DiagnosticSink,
  ): Promise<BundledAdapters | undefined> {
    const adapters = new Map(files.map((file) => [join(places.adapters, file.path), file.contents]));
    this.#adapters = adapters;
    try {
      const raw = await this.#run(this.#current?.banner ?? '', places);
      const bundle = canonicalPaths(raw, places);
      const measure = async (): Promise<BundleSize> => {
        const options = settings(places, () => adapters, {
          minify: true,
          legalComments: 'none',
          sourcemap: false,
        });
        return sizeOf(bundle.code, (await esbuild.build(options)).metafile, places);
      };
      const carried = carriedFiles(raw.metafile, places);
      // What the banner needs, no module of the author's asks for.
      const code = raw.code.slice(this.#current?.banner.length ?? 0);
      reportLeftBehind({ ...raw, code }, carried, places, sink);
      return { bundle, measure, carries: (file) => carried.has(file) };
    } catch (error) {
      if (!isBuildFailure(error)) throw error;
      reportFailures(error.errors, await this.#withoutFailures(error.errors, places), places, sink);
      return undefined;
    }
  }

  /** What imports what, once the imports that have failed are left out; undefined where there is more to it. */
  async #withoutFailures(
    errors: readonly esbuild.Message[],
    places: BundlePlaces,
  ): Promise<esbuild.Metafile | undefined> {
    const failed = errors.map(specifierOf).filter((specifier) => specifier !== undefined);
    if (failed.length === 0) return undefined;
    const adapters = this.#adapters;
    const options = settings(places, () => adapters, {
      plugins: [leaveOut(failed), adaptersPlugin(() => adapters, places)],
    });
    try {
      return (await esbuild.build(options)).metafile;
    } catch (error) {
      if (isBuildFailure(error)) return undefined;
      throw error;
    }
  }

  /** Bundles with a banner; and again, with the right one, where the bundle asks for another. */
  async #run(banner: string, places: BundlePlaces): Promise<RawBundle & { warnings: esbuild.Message[] }> {
    const context = await this.#contextOf(banner, places);
    const { outputFiles, metafile, warnings } = await context.rebuild();
    const text = (suffix: string) => outputFiles.find((file) => file.path.endsWith(suffix))?.text ?? '';
    const raw = { code: text('.mjs'), map: text('.mjs.map'), metafile, warnings };
    this.#inputs = Object.keys(metafile.inputs).map((path) => join(places.root, path));
    const wanted = bannerOf(metafile, raw.code.slice(banner.length));
    return wanted === banner ? raw : this.#run(wanted, places);
  }

  async #contextOf(banner: string, places: BundlePlaces): Promise<Current['context']> {
    const current = this.#current;
    if (current?.banner === banner && JSON.stringify(current.places) === JSON.stringify(places))
      return current.context;
    await this.close();
    const options = settings(places, () => this.#adapters, banner === '' ? {} : { banner: { js: banner } });
    const context = await esbuild.context(options);
    this.#current = { context, banner, places };
    return context;
  }

  /** Absolute paths of what the last bundle was made of. */
  get inputs(): readonly string[] {
    return this.#inputs;
  }

  async close(): Promise<void> {
    await this.#current?.context.dispose();
    this.#current = undefined;
  }
}

function carriedFiles({ outputs }: esbuild.Metafile, places: BundlePlaces): ReadonlySet<string> {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const carried = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return new Set(carried.map(([path]) => join(places.root, path).replaceAll('\\', '/')));
}

/** What a bundle needs at its top. */
function bannerOf(metafile: esbuild.Metafile, code: string): string {
  const needsRequire = Object.values(metafile.outputs).some((output) =>
    output.imports.some((used) => used.external === true && used.kind === 'require-call'),
  );
  const needsPaths = Object.values(commonPaths).some((name) => code.includes(name));
  return [...(needsRequire ? [requireBanner] : []), ...(needsPaths ? [pathsBanner] : [])].join('\n');
}

function leaveOut(specifiers: readonly string[]): esbuild.Plugin {
  const patterns = specifiers.map((each) => each.replace(/[^\w]/g, '\\$&'));
  return {
    name: 'sluice-leave-out',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(?:${patterns.join('|')})$`) }, ({ path }) => ({
        path,
        external: true,
      }));
    },
  };
}

function settings(places: BundlePlaces, adapters: () => Adapters, options: esbuild.BuildOptions): Settings {
  return {
    absWorkingDir: places.root,
    entryPoints: [join(places.adapters, entry)],
    outfile: places.bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    sourcemap: 'linked',
    sourcesContent: true,
    legalComments: 'inline',
    // Only names that nothing declares are replaced: not the `__dirname` that an author makes from `import.meta.url`.
    define: commonPaths,
    logLevel: 'silent',
    logOverride: dynamicImports,
    plugins: [adaptersPlugin(adapters, places)],
    ...options,
    write: false,
    metafile: true,
  };
}

function isBuildFailure(error: unknown): error is esbuild.BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<esbuild.BuildFailure>).errors);
}
