import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { EmittedFile } from '../emit/index.ts';
import { relativePath } from '../paths.ts';
import { type Bundle, type BundlePlaces, canonicalPaths, type RawBundle } from './canonical-paths.ts';
import { type BundleSize, sizeOf } from './size.ts';

const ownFolder = dirname(fileURLToPath(import.meta.url));

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

/**
 * One ECMAScript module of the adapters, the author's sources and everything that they import but Node's own modules.
 * The same sources give the same bytes, wherever the package's folder is. Undefined when something was reported.
 */
export async function bundleAdapters(
  files: readonly EmittedFile[],
  places: BundlePlaces,
  sink: DiagnosticSink,
): Promise<{ readonly bundle: Bundle; readonly size: BundleSize } | undefined> {
  const run = (options: esbuild.BuildOptions): ReturnType<typeof runEsbuild> =>
    runEsbuild(files, places, options, sink);
  const plain = await run({});
  if (plain === undefined) return undefined;
  const needsRequire = Object.values(plain.metafile.outputs).some((output) =>
    output.imports.some((used) => used.external === true && used.kind === 'require-call'),
  );
  const needsPaths = Object.values(commonPaths).some((name) => plain.code.includes(name));
  const banner = [...(needsRequire ? [requireBanner] : []), ...(needsPaths ? [pathsBanner] : [])].join('\n');
  const built = banner === '' ? plain : await run({ banner: { js: banner } });
  const minified = await run({ minify: true, legalComments: 'none' });
  if (built === undefined || minified === undefined) return undefined;
  const bundle = canonicalPaths(built, places);
  return { bundle, size: sizeOf(bundle.code, minified.metafile, places) };
}

async function runEsbuild(
  files: readonly EmittedFile[],
  places: BundlePlaces,
  options: esbuild.BuildOptions,
  sink: DiagnosticSink,
): Promise<(RawBundle & { readonly metafile: esbuild.Metafile }) | undefined> {
  try {
    const result = await esbuild.build({
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
      plugins: [fromMemory(files, places)],
      ...options,
      write: false,
      metafile: true,
    });
    const text = (suffix: string) =>
      result.outputFiles.find((file) => file.path.endsWith(suffix))?.text ?? '';
    return { code: text('.mjs'), map: text('.mjs.map'), metafile: result.metafile };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    reportFailures(error.errors, places, sink);
    return undefined;
  }
}

/** Serves the emitted modules, which are written only once the bundle is known to be good. */
function fromMemory(files: readonly EmittedFile[], places: BundlePlaces): esbuild.Plugin {
  const contents = new Map(files.map((file) => [join(places.adapters, file.path), file.contents]));
  return {
    name: 'sluice-adapters',
    setup(build) {
      // What the compiler has checked need not be checked in the bundle, and the sdk that matches it is the compiler's own.
      build.onResolve({ filter: /^@sluice\/sdk$/ }, ({ kind }) =>
        build.resolve('@sluice/sdk/bundled', { resolveDir: ownFolder, kind }),
      );
      build.onResolve({ filter: /.*/ }, async (args) => {
        if (contents.has(args.path)) return { path: args.path };
        if (!contents.has(args.importer)) return undefined;
        if (args.path.startsWith('.')) {
          const target = join(dirname(args.importer), args.path);
          if (contents.has(target)) return { path: target };
          // The adapters' folder need not exist yet, and esbuild resolves nothing from a folder that does not.
          const path = relativePath(places.root, target);
          return build.resolve(path.startsWith('.') ? path : `./${path}`, {
            resolveDir: places.root,
            kind: args.kind,
          });
        }
        const own = await build.resolve(args.path, { resolveDir: places.root, kind: args.kind });
        if (own.errors.length === 0) return own;
        // The author need not depend on the runtime: the one that this compiler was released with is at hand.
        return build.resolve(args.path, { resolveDir: ownFolder, kind: args.kind });
      });
      build.onLoad({ filter: /\.ts$/ }, (args) => {
        const text = contents.get(args.path);
        return text === undefined ? undefined : { contents: text, loader: 'ts', resolveDir: places.root };
      });
    },
  };
}

function isBuildFailure(error: unknown): error is esbuild.BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<esbuild.BuildFailure>).errors);
}

function reportFailures(
  errors: readonly esbuild.Message[],
  places: BundlePlaces,
  sink: DiagnosticSink,
): void {
  for (const { text, location } of errors) {
    const at =
      location === null
        ? { file: 'package.json', line: 0, column: 0, length: 0 }
        : {
            file: relativePath(places.root, join(places.root, location.file)),
            line: location.line,
            // esbuild counts bytes of UTF-8.
            column: utf16Length(location.lineText, location.column) + 1,
            length: location.length,
          };
    const specifier = /^Could not resolve "(.*)"/.exec(text)?.[1];
    if (specifier !== undefined) sink.report('unresolved-import', { specifier }, at);
    else sink.report('bundle-failed', { message: text }, at);
  }
}

function utf16Length(text: string, bytes: number): number {
  return Buffer.from(text).subarray(0, bytes).toString().length;
}
