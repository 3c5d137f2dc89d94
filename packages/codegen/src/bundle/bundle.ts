import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { EmittedFile } from '../emit/index.ts';
import { type Adapters, adaptersPlugin } from './adapters-plugin.ts';
import { type Bundle, type BundlePlaces, canonicalPaths } from './canonical-paths.ts';
import { dynamicImports, reportLeftBehind } from './left-behind.ts';
import { importedAt } from './location.ts';
import { reportFailures, reportWarnings } from './messages.ts';
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

/** A context of esbuild, and what it was made for. */
interface Current {
  readonly context: esbuild.BuildContext<Settings>;
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
      const { outputFiles, metafile, warnings } = await (await this.#contextOf(places)).rebuild();
      const text = (suffix: string) => outputFiles.find((file) => file.path.endsWith(suffix))?.text ?? '';
      const code = text('.mjs');
      this.#inputs = Object.keys(metafile.inputs).map((path) => join(places.root, path));
      reportWarnings(warnings, places, sink);
      const bundle = canonicalPaths(
        { code, map: text('.mjs.map'), metafile, banner: bannerOf(code) },
        places,
        adapters,
      );
      const measure = async (): Promise<BundleSize> => {
        const options = settings(places, () => adapters, {
          minify: true,
          legalComments: 'none',
          sourcemap: false,
        });
        return sizeOf(bundle.code, (await esbuild.build(options)).metafile, places);
      };
      const carried = carriedFiles(metafile, places);
      reportLeftBehind({ warnings, metafile, code }, carried, places, sink);
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
    const failed = errors.flatMap(({ location }) => (location === null ? [] : [importedAt(location)]));
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

  async #contextOf(places: BundlePlaces): Promise<Current['context']> {
    const current = this.#current;
    if (current !== undefined && JSON.stringify(current.places) === JSON.stringify(places)) {
      return current.context;
    }
    await this.close();
    const context = await esbuild.context(settings(places, () => this.#adapters, {}));
    this.#current = { context, places };
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

/** What a bundle needs at its top, which only the bundle itself tells. */
function bannerOf(code: string): string {
  // esbuild's own stand-in, for modules of Node and for names that are known only when they are asked for.
  const needsRequire = code.includes('Dynamic require of "');
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
    ...(places.tsconfig === undefined ? {} : { tsconfig: places.tsconfig }),
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
