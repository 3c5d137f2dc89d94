import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const fixture = join(root, 'test/types/transforms/fixture.ts');
const host = join(root, 'test/types/transforms/host.mjs');
const fromSdk = createRequire(join(root, 'packages/sdk/package.json'));

type Mode = 'legacy' | 'TC39';

let scratch = '';
beforeAll(() => {
  // Below the root, so that what is compiled there finds @sluice/sdk.
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  scratch = mkdtempSync(join(cache, 'sdk-transforms-'));
  writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Compiles the fixture into the folder; returns the file to import and what node needs to import it. */
type Transform = (mode: Mode, folder: string) => Promise<{ file: string; node?: string[]; env?: object }>;

function typescript(compiler: string): Transform {
  return async (mode, folder) => {
    const { version } = fromSdk(`${compiler}/package.json`) as { version: string };
    const tsc = join(dirname(fromSdk.resolve(`${compiler}/package.json`)), 'lib/tsc.js');
    const options = [
      ['--outDir', folder, '--target', 'es2022', '--strict', '--skipLibCheck', '--lib', 'es2023,dom'],
      ['--module', 'nodenext', '--moduleResolution', 'nodenext', '--types', 'node'],
      ['--experimentalDecorators', String(mode === 'legacy')],
      version.startsWith('5.') ? [] : ['--ignoreConfig'],
    ].flat();
    execFileSync(process.execPath, [tsc, ...options, fixture], { cwd: root });
    return { file: join(folder, 'fixture.js') };
  };
}

/** Bundled, so that the fixture carries a copy of the sdk of its own, as every published bundle does. */
const esbuild: Transform = async (mode, folder) => {
  const { build } = fromSdk('esbuild') as typeof import('esbuild');
  const file = join(folder, 'fixture.mjs');
  await build({
    entryPoints: [fixture],
    outfile: file,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: mode === 'legacy' } },
  });
  return { file };
};

const swc: Transform = async (mode, folder) => {
  const { transform } = fromSdk('@swc/core') as typeof import('@swc/core');
  const file = join(folder, 'fixture.mjs');
  const { code } = await transform(readFileSync(fixture, 'utf8'), {
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      target: 'es2022',
      transform: mode === 'legacy' ? { legacyDecorator: true } : { decoratorVersion: '2022-03' },
    },
  });
  writeFileSync(file, code);
  return { file };
};

/** Compiled as it is imported, with the decorators that the nearest tsconfig.json asks for. */
const tsx: Transform = async (mode, folder) => {
  const file = join(folder, 'fixture.ts');
  copyFileSync(fixture, file);
  const compilerOptions = { target: 'es2022', experimentalDecorators: mode === 'legacy' };
  const tsconfig = join(folder, 'tsconfig.json');
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions, include: ['*.ts'], exclude: [] }));
  const loader = pathToFileURL(fromSdk.resolve('tsx/esm')).href;
  return { file, node: ['--import', loader], env: { TSX_TSCONFIG_PATH: tsconfig } };
};

const TRANSFORMS: Record<string, Transform> = {
  'TypeScript 5.9': typescript('typescript-5.9'),
  'TypeScript 6': typescript('typescript-6'),
  'TypeScript 7': typescript('typescript'),
  esbuild,
  swc,
  tsx,
};

const SYNC = {
  async: false,
  ordered: false,
  maxInFlight: 1000,
  windowRows: 64_000,
  windowBytes: 64 * 1024 * 1024,
  timeoutMs: 5000,
  onError: 'fail',
  deterministic: false,
};

for (const [name, transform] of Object.entries(TRANSFORMS)) {
  for (const mode of ['legacy', 'TC39'] as const) {
    it(`decorated functions run as written and carry their options when compiled by ${name} with ${mode} decorators`, async () => {
      const folder = join(scratch, `${name}-${mode}`.replaceAll(' ', '-'));
      mkdirSync(folder);
      const { file, node = [], env = {} } = await transform(mode, folder);
      const printed = execFileSync(process.execPath, [...node, host, file], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, ...env },
      });
      expect(JSON.parse(printed)).toEqual({
        mode,
        results: {
          city: 'EU ::1 0',
          nowhere: null,
          label: 'city of Rome',
          plain: 3,
          half: 1.5,
          sum: 6,
          words: ['a', 'b'],
          twice: [2, 4],
        },
        metadata: {
          city: {
            options: {
              ...SYNC,
              async: true,
              ordered: true,
              timeoutMs: 2000,
              maxInFlight: 500,
              windowRows: 32_000,
            },
          },
          label: { name: 'label', options: { ...SYNC, deterministic: true } },
          plain: { options: SYNC },
          half: { options: { ...SYNC, onError: 'null' } },
          sum: { name: 'total', options: { ...SYNC, deterministic: true } },
          twice: { options: { ...SYNC, vectorized: true } },
          untouched: 'none',
        },
      });
    });
  }
}
