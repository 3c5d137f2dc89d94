import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BundleModule } from '@sluice/runtime/column';
import type { UdfModel } from '@sluice/sdk/manifest';
import { build } from 'esbuild';
import { type EmittedFile, emit } from '../emit/index.ts';

/** The Markdown of a snapshot: the author's module, and what is emitted for it. */
export function snapshotOf(name: string, source: string, emitted: readonly EmittedFile[]): string {
  const files = [{ path: 'src/author.ts', contents: `${source}\n` }, ...emitted];
  const sections = files.map(({ path, contents }) => `## ${path}\n\n\`\`\`ts\n${contents}\`\`\`\n`);
  return `# ${name}\n\n${sections.join('\n')}`;
}

/** What the strictest TypeScript says of emitted modules beside their authors' own, by the name of the package. */
export function typeErrors(
  packages: Readonly<Record<string, { readonly source: string; readonly emitted: readonly EmittedFile[] }>>,
): string[] {
  const root = fileURLToPath(new URL('../../../..', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'sluice-emit-'));
  try {
    for (const [name, { source, emitted }] of Object.entries(packages)) {
      const files = [
        { path: 'src/author.ts', contents: source },
        ...emitted.map(({ path, contents }) => ({ path: `.sluice/adapters/${path}`, contents })),
      ];
      for (const { path, contents } of files) {
        const file = join(folder, name, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, contents);
      }
    }
    const source = (path: string): string => join(root, 'packages', path);
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(root, 'tsconfig.base.json'),
        compilerOptions: {
          composite: false,
          declaration: false,
          declarationMap: false,
          isolatedDeclarations: false,
          // Authors may have enums.
          erasableSyntaxOnly: false,
          noEmit: true,
          // Only the column layer's own source, which is compiled here with them, needs Node's types.
          types: ['node'],
          typeRoots: [join(root, 'node_modules/@types')],
          paths: {
            '@sluice/runtime/column': [source('runtime/src/column/index.ts')],
            '@sluice/sdk': [source('sdk/src/index.ts')],
            '@sluice/sdk/manifest': [source('sdk/src/manifest/index.ts')],
          },
        },
        include: ['*/src/*.ts', '*/.sluice/adapters/*.ts'],
      }),
    );
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    let output = '';
    try {
      execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], { cwd: folder });
    } catch (error) {
      output = String((error as { stdout?: Buffer }).stdout ?? error);
    }
    // What is wrong in the sdk's or the column layer's own source is the build's to tell.
    return output.split('\n').filter((line) => line !== '' && !line.startsWith('..'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Emits, bundles with the author's module, and imports, as `sluice build` and the runtime do. */
export async function loadEmitted(source: string, models: readonly UdfModel[]): Promise<BundleModule> {
  const files = new Map(emit(models, { packageRoot: '../..' }).map(({ path, contents }) => [path, contents]));
  const columnLayer = fileURLToPath(new URL('../../../runtime/src/column/index.ts', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'sluice-run-'));
  try {
    const outfile = join(folder, 'udfs.mjs');
    await build({
      entryPoints: ['./entry.ts'],
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      outfile,
      plugins: [
        {
          name: 'in-memory',
          setup({ onResolve, onLoad }) {
            onResolve({ filter: /^@sluice\/runtime\/column$/ }, () => ({ path: columnLayer }));
            onResolve({ filter: /^\..*author\.ts$/ }, () => ({ path: 'author', namespace: 'author' }));
            onResolve({ filter: /^\.\/[^/]*\.ts$/, namespace: 'file' }, ({ path, kind }) =>
              kind === 'entry-point' ? { path, namespace: 'adapter' } : undefined,
            );
            onResolve({ filter: /.*/, namespace: 'adapter' }, ({ path }) => ({ path, namespace: 'adapter' }));
            onResolve({ filter: /^\.\/entry\.ts$/ }, ({ path }) => ({ path, namespace: 'adapter' }));
            onLoad({ filter: /.*/, namespace: 'author' }, () => ({ contents: source, loader: 'ts' }));
            onLoad({ filter: /.*/, namespace: 'adapter' }, ({ path }) => ({
              contents: files.get(path.slice(2)) ?? '',
              loader: 'ts',
            }));
          },
        },
      ],
    });
    return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as BundleModule;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
