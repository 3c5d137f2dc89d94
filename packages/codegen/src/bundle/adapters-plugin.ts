import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnResolveResult, Plugin, PluginBuild, ResolveOptions, ResolveResult } from 'esbuild';
import { relativePath } from '../paths.ts';
import type { BundlePlaces } from './canonical-paths.ts';

/** The text of the emitted modules, by absolute path. */
export type Adapters = ReadonlyMap<string, string>;

const ownFolder = dirname(fileURLToPath(import.meta.url));

/**
 * Serves the emitted modules, which are written only once the bundle is known to be good. Every question that esbuild asks
 * here is a message between two processes, and a large package has thousands of imports: it asks of the adapters alone, and
 * of what many of them import it is told the same answer.
 *
 * @param current gives what to bundle; asked once a bundle
 */
export function adaptersPlugin(current: () => Adapters, places: BundlePlaces): Plugin {
  return {
    name: 'sluice-adapters',
    setup(build) {
      let adapters = current();
      let resolveOnce = remembering(build);
      build.onStart(() => {
        adapters = current();
        resolveOnce = remembering(build);
      });
      // What the compiler has checked need not be checked in the bundle, and the sdk that matches it is the compiler's own.
      build.onResolve({ filter: /^@sluice\/sdk$/ }, ({ kind }) =>
        resolveOnce('@sluice/sdk/bundled', { resolveDir: ownFolder, kind }),
      );
      build.onResolve(
        { filter: /.*/ },
        async ({ path, importer, kind }): Promise<OnResolveResult | undefined> => {
          if (adapters.has(path)) return { path };
          if (!adapters.has(importer)) return undefined;
          if (path.startsWith('.')) {
            const target = join(dirname(importer), path);
            // What a plugin resolves belongs to no tsconfig.json, so the author's sources are left to esbuild.
            return adapters.has(target) ? { path: target } : undefined;
          }
          const own = await resolveOnce(path, { resolveDir: places.root, kind });
          if (own.errors.length === 0) return own;
          // The author need not depend on the runtime: the one that this compiler was released with is at hand.
          return resolveOnce(path, { resolveDir: ownFolder, kind });
        },
      );
      // The adapters' folder need not exist yet, and esbuild resolves nothing from a folder that does not.
      const fromRoot = (contents: string, adapter: string): string =>
        contents.replace(/(?<= from ')\.{1,2}\/[^'\\]+(?=';$)/gm, (path) => {
          const target = join(dirname(adapter), path);
          if (adapters.has(target)) return path;
          const written = relativePath(places.root, target);
          return written.startsWith('.') ? written : `./${written}`;
        });
      const inFolder = new RegExp(`^${escapePattern(resolve(places.adapters))}[\\\\/]`);
      build.onLoad({ filter: inFolder }, (args) => {
        const contents = adapters.get(args.path);
        if (contents === undefined) return undefined;
        return { contents: fromRoot(contents, args.path), loader: 'ts', resolveDir: places.root };
      });
    },
  };
}

/** `build.resolve` that asks each question once. */
function remembering({ resolve }: PluginBuild) {
  const known = new Map<string, Promise<ResolveResult>>();
  return (path: string, options: ResolveOptions): Promise<ResolveResult> => {
    const key = JSON.stringify([path, options]);
    const answer = known.get(key) ?? resolve(path, options);
    known.set(key, answer);
    return answer;
  };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
