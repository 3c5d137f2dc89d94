import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { build } from './build.ts';
import { type PackageFiles, writePackage } from './testing/fixture.ts';

const esm = { module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', strict: true };

interface Built {
  readonly udfs: readonly { readonly name: string; readonly fn: (...args: unknown[]) => unknown }[];
}

/** Builds a package and imports its bundle; gives each function by its name. */
async function functionsOf(folder: string): Promise<Record<string, (...args: unknown[]) => unknown>> {
  const { diagnostics } = await build(folder);
  expect(diagnostics).toEqual([]);
  const bundle = (await import(
    /* @vite-ignore */ pathToFileURL(join(folder, 'dist/udfs.mjs')).href
  )) as Built;
  return Object.fromEntries(bundle.udfs.map(({ name, fn }) => [name, fn]));
}

const config = (options: object, more: object = {}): string =>
  JSON.stringify({ compilerOptions: { ...esm, ...options }, ...more });

it.each([
  ['with a baseUrl', { baseUrl: '.', paths: { '#lib/*': ['src/lib/*'], limits: ['src/limits.ts'] } }],
  ['without one', { paths: { '#lib/*': ['./src/lib/*'], limits: ['./src/limits.ts'] } }],
])('follows the paths of tsconfig.json, %s', async (_, options) => {
  const folder = writePackage({
    'tsconfig.json': config({ ...options, module: 'esnext', moduleResolution: 'bundler' }),
    'src/lib/scale.ts':
      "export const scale = (x: number): number => 3 * x;\nexport type Scaled = { value: number };\nexport { udf as fn } from '@sluice/sdk';\n",
    'src/limits.ts': 'export const limits = { onError: "null" } as const;\n',
    'src/index.ts': `import { fn, scale, type Scaled } from '#lib/scale';
import { limits } from 'limits';

export class Maths {
  @fn({ ...limits })
  static triple(x: number): Scaled {
    return { value: scale(x) };
  }
}
`,
  });
  const { triple } = await functionsOf(folder);

  expect(triple?.(2)).toEqual({ value: 6 });
});

it('follows the paths of a tsconfig.json that another extends', async () => {
  const folder = writePackage({
    'config/base.json': config({ paths: { limits: ['../src/limits.ts'] } }),
    'tsconfig.json': JSON.stringify({ extends: './config/base.json', include: ['src'] }),
    'src/limits.ts': 'export const factor = 5;\n',
    'src/index.ts': `import { udf } from '@sluice/sdk';
import { factor } from 'limits';

export const times = udf({}, (x: number): number => factor * x);
`,
  });
  expect((await functionsOf(folder))['times']?.(2)).toBe(10);
});

const legacy: PackageFiles = {
  'src/index.ts': `import { udf } from '@sluice/sdk';
import { factor } from '#factor';

/** A decorator that only TypeScript's own kind can be. */
function counted(_target: object, _key: string, descriptor: PropertyDescriptor): void {
  const { value } = descriptor;
  descriptor.value = (x: number): number => value(x) + 0.5;
}

export class Maths {
  @udf()
  @counted
  static times(x: number): number {
    return factor * x;
  }
}
`,
  'src/factor.ts': 'export const factor = 4;\n',
  'test/other.ts': 'export const unrelated: number = "not a number";\n',
};

it('takes sources and options from the projects that tsconfig.json refers to', async () => {
  const folder = writePackage({
    ...legacy,
    'tsconfig.json': JSON.stringify({
      files: [],
      references: [{ path: './tsconfig.test.json' }, { path: './tsconfig.src.json' }],
    }),
    'tsconfig.src.json': config(
      { composite: true, experimentalDecorators: true, paths: { '#factor': ['./src/factor.ts'] } },
      { include: ['src'] },
    ),
    'tsconfig.test.json': config({ composite: true }, { include: ['test'] }),
  });
  expect((await functionsOf(folder))['times']?.(2)).toBe(8.5);
});

it('takes a folder that tsconfig.json refers to', async () => {
  const folder = writePackage({
    'tsconfig.json': JSON.stringify({ files: [], references: [{ path: './src' }] }),
    'src/tsconfig.json': config({
      composite: true,
      experimentalDecorators: true,
      paths: { '#factor': ['./factor.ts'] },
    }),
    ...legacy,
  });
  expect((await functionsOf(folder))['times']?.(2)).toBe(8.5);
});

it('builds on packages of the same workspace that are TypeScript still', async () => {
  const workspace = writePackage({
    'package.json': '{ "name": "workspace", "private": true, "workspaces": ["packages/*"] }',
    'packages/limits/package.json':
      '{ "name": "@acme/limits", "version": "1.0.0", "type": "module", "exports": { ".": "./src/index.ts", "./udf": "./src/udf.ts" } }',
    'packages/limits/src/index.ts': `export const patient = { async: true, timeout: '9s' } as const;
export interface Place { readonly name: string; readonly height: number }
export const place = (name: string): Place => ({ name, height: 7 });
`,
    'packages/limits/src/udf.ts': "export { udf as fn } from '@sluice/sdk';\n",
    'packages/geo/package.json': '{ "name": "@acme/geo", "version": "1.0.0", "type": "module" }',
    'packages/geo/tsconfig.json': config({ verbatimModuleSyntax: true }),
    'packages/geo/src/index.ts': `import { type Place, patient, place } from '@acme/limits';
import { fn } from '@acme/limits/udf';

export class Geo {
  @fn({ ...patient })
  static async find(name: string): Promise<Place> {
    return place(name);
  }
}
`,
    'packages/geo/node_modules/@acme/.keep': '',
  });
  const geo = join(workspace, 'packages/geo');
  symlinkSync(join(workspace, 'packages/limits'), join(geo, 'node_modules/@acme/limits'), 'junction');
  const { find } = await functionsOf(geo);

  expect(await find?.('Lima')).toEqual({ name: 'Lima', height: 7 });
});

it('bundles dependencies that are ECMAScript modules only, with a choice for Node, and top-level await', async () => {
  const folder = writePackage({
    'tsconfig.json': config({}),
    'node_modules/modern/package.json': JSON.stringify({
      name: 'modern',
      version: '3.0.0',
      type: 'module',
      exports: {
        '.': {
          types: './index.d.ts',
          browser: './wrong.js',
          node: { import: './node.js' },
          require: './wrong.js',
        },
        './deep/*': { types: './deep/*.d.ts', import: './deep/*.mjs' },
      },
      imports: { '#own': './own.js' },
    }),
    'node_modules/modern/index.d.ts': 'export declare const unit: string;\nexport declare const LIMIT: 7;\n',
    'node_modules/modern/node.js':
      "import { own } from '#own';\nexport const unit = await Promise.resolve(own);\nexport const LIMIT = 7;\n",
    'node_modules/modern/own.js': "export const own = 'km';\n",
    'node_modules/modern/wrong.js': "throw new Error('wrong');\n",
    'node_modules/modern/deep/round.d.ts': 'export default function round(x: number): number;\n',
    'node_modules/modern/deep/round.mjs': 'export default (x) => Math.round(x);\n',
    'src/index.ts': `import { udf } from '@sluice/sdk';
import { LIMIT, unit } from 'modern';
import round from 'modern/deep/round';

export const show = udf({ async: true, maxInFlight: LIMIT }, async (x: number): Promise<string> => round(x) + unit);
`,
  });
  expect(await (await functionsOf(folder))['show']?.(2.6)).toBe('3km');
});

it('reaches functions under every name that a module may export', async () => {
  const folder = writePackage({
    'tsconfig.json': config({}),
    'src/index.ts': `import { udf } from '@sluice/sdk';

class Geo {
  @udf() static city(ip: string): string { return ip; }
  @udf() static zone(ip: string): string { return ip; }
}
const half = udf({}, (x: number): number => x / 2);
const quarter = udf({}, (x: number): number => x / 4);
export { Geo as 'my places', half as default, quarter as class };
`,
  });
  const { city, half, quarter } = await functionsOf(folder);

  expect([city?.('a'), half?.(2), quarter?.(4)]).toEqual(['a', 1, 1]);
});
