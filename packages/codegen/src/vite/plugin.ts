import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** As much of Vite's `Plugin` as this one is: the compiler depends on no version of Vite. */
export interface SluicePlugin {
  readonly name: string;
  /** Before Vite's own compiler, which in Vite 8 leaves standard decorators as they are. */
  readonly enforce: 'pre';
  transform(code: string, id: string): Promise<{ code: string; map: string } | undefined>;
}

const TYPESCRIPT = /\.[cm]?tsx?$/;

/**
 * A plugin for Vite 6, 7 and 8, and so for vitest, that compiles TypeScript with decorators as `sluice build` does: standard
 * ones, or TypeScript's own where tsconfig.json says `experimentalDecorators`. Lines in stack traces are the author's.
 *
 * @example
 * ```ts
 * // vitest.config.ts
 * import { sluice } from '@sluice/codegen/vite';
 * import { defineConfig } from 'vitest/config';
 *
 * export default defineConfig({ plugins: [sluice()] });
 * ```
 */
export function sluice(): SluicePlugin {
  return {
    name: 'sluice',
    enforce: 'pre',
    async transform(code, id) {
      const file = id.replace(/[?#].*$/, '');
      // Vite compiles all other TypeScript itself; an `@` in a comment costs nothing but the time.
      if (!TYPESCRIPT.test(file) || file.includes('/node_modules/') || !code.includes('@')) return undefined;
      // What another plugin has made up belongs to no tsconfig.json.
      if (!existsSync(file)) return undefined;
      if (/[?&](raw|url)\b/.test(id)) return undefined;
      const { build } = await import('esbuild');
      const { outputFiles } = await build(settings(file, code));
      const text = (suffix: string): string =>
        outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? '';
      return { code: text('.js'), map: text('.js.map') };
    },
  };
}

/** One file, by the tsconfig.json that it belongs to, which esbuild finds as TypeScript would. */
function settings(file: string, code: string): BuildOptions & { write: false } {
  return {
    entryPoints: [file],
    outfile: `${file}.js`,
    bundle: false,
    write: false,
    format: 'esm',
    // Whatever the tsconfig's target is: Node runs no decorators.
    target: 'es2022',
    charset: 'utf8',
    sourcemap: 'external',
    sourcesContent: true,
    logLevel: 'silent',
    plugins: [
      {
        name: 'contents',
        setup(build) {
          build.onLoad({ filter: /.*/ }, () => ({ contents: code, loader: loaderOf(file) }));
        },
      },
    ],
  };
}

function loaderOf(file: string): 'ts' | 'tsx' {
  return extname(basename(file)) === '.tsx' ? 'tsx' : 'ts';
}
