import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getUdfMetadata, type UdfMetadata } from '@sluice/sdk';
import { ABI_VERSION, type Manifest } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { build } from './build.ts';
import { type PackageFiles, writeFiles, writePackage } from './testing/fixture.ts';

const maths: PackageFiles = {
  'src/maths.ts': `import { udf, type UdfContext } from '@sluice/sdk';
import { factor } from './factor.js';

export class Maths {
  /** Twice the number. */
  @udf({ deterministic: true })
  static double(x: number): number {
    return x * factor;
  }

  @udf({ async: true, name: 'slow_double' })
  async later(x: bigint, ctx: UdfContext): Promise<bigint | null> {
    return x * 2n;
  }
}

export const shout = udf({}, (text: string): string => \`\${text}!\`);
`,
  'src/factor.ts': 'export const factor: number = 2;\n',
};

async function buildFiles(folder: string, outDir?: string): Promise<ReadonlyMap<string, string>> {
  const { diagnostics, output } = await build(folder, outDir === undefined ? {} : { outDir });
  expect(diagnostics).toEqual([]);
  return new Map(
    (output?.files ?? []).map((path) => [path, readFileSync(join(output?.folder ?? '', path), 'utf8')]),
  );
}

it('writes adapters, a bundle with its map, and a manifest', async () => {
  const folder = writePackage(maths);
  const files = await buildFiles(folder);
  expect([...files.keys()].filter((path) => path.startsWith('adapters/'))).toEqual(
    readdirSync(join(folder, 'dist/adapters'))
      .sort()
      .map((name) => `adapters/${name}`),
  );
  expect([...files.keys()]).toEqual(
    expect.arrayContaining(['adapters/entry.ts', 'udf.json', 'udfs.mjs', 'udfs.mjs.map']),
  );

  const manifest = JSON.parse(files.get('udf.json') ?? '') as Manifest;
  expect(manifest).toMatchObject({
    abi: ABI_VERSION,
    package: { name: 'fixture', version: '1.2.3' },
    bundle: { file: 'udfs.mjs' },
    udfs: [{ name: 'double', description: 'Twice the number.' }, { name: 'shout' }, { name: 'slow_double' }],
  });
  const digest = createHash('sha512')
    .update(readFileSync(join(folder, 'dist/udfs.mjs')))
    .digest('base64');
  expect(manifest.bundle.integrity).toBe(`sha512-${digest}`);
  expect(files.get('udf.json')?.endsWith('}\n')).toBe(true);
});

it.each([
  ['legacy', true],
  ['TC39', false],
])('builds a bundle that runs, with %s decorators', async (_, legacy) => {
  const folder = writePackage({
    ...maths,
    'tsconfig.json': `{ "compilerOptions": { "module": "nodenext", "experimentalDecorators": ${legacy} } }`,
  });
  await buildFiles(folder);
  const bundle = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'dist/udfs.mjs')).href);
  expect(bundle.abi).toBe(ABI_VERSION);
  const [double, shout, later] = bundle.udfs;
  expect([double.name, shout.name, later.name]).toEqual(['double', 'shout', 'slow_double']);
  expect(double.fn(21)).toBe(42);
  expect(shout.fn('a')).toBe('a!');

  const values = new Float64Array([1, 2.5]);
  const column = { length: 2, nullCount: 0, validity: null, values, offsets: null, children: [] };
  const doubled = double.run(2, [column], { add: () => undefined });
  expect([...doubled.values].slice(0, 2)).toEqual([2, 5]);
});

it('writes the options that the decorators in the bundle carry', async () => {
  const folder = writePackage({
    'src/policies.ts': `export const policies = {
  http: { retries: 3, backoff: '50ms', when: (error: unknown): boolean => error instanceof TypeError, budget: 0.1 },
} as const;
`,
    'src/a.ts': `import { udf } from '@sluice/sdk';
import { policies } from './policies.ts';

export class Embedder {
  @udf({ async: true, batch: { maxRows: 64, linger: '20ms' }, retry: policies.http, timeout: { total: '9s' } })
  async embed(texts: string[]): Promise<(number | Error)[]> {
    return texts.map((text) => (text === '' ? new Error('empty') : text.length));
  }
}
export const charge = udf(
  { async: true, orderBy: 'account', rateLimit: { perSecond: 0.5 }, retry: { retries: 1 } },
  async (account: string, cents: bigint): Promise<string> => \`\${account} \${cents}\`,
);
export const geocode = udf(
  { async: true, deterministic: true, cache: { maxEntries: 10, ttl: '1h' }, window: { bytes: 1024 } },
  async (text: string): Promise<string> => text,
);
`,
  });
  const files = await buildFiles(folder);
  const manifest = JSON.parse(files.get('udf.json') ?? '') as Manifest;
  const bundle = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'dist/udfs.mjs')).href);
  const metadata = bundle.udfs.map(({ fn }: { fn: unknown }) => getUdfMetadata(fn));
  expect(manifest.udfs.map(({ name }) => name)).toEqual(['charge', 'embed', 'geocode']);
  expect(manifest.udfs.map(({ options }) => options)).toEqual(
    metadata.map((found: UdfMetadata) => found.options),
  );
  expect(manifest.udfs.map(({ options }) => options.retry?.conditional)).toEqual([false, true, undefined]);
  expect(metadata.map(({ retryWhen }: UdfMetadata) => typeof retryWhen)).toEqual([
    'undefined',
    'function',
    'undefined',
  ]);
  const results = await bundle.udfs[1].callBatch([['ab', '']], {});
  expect(results).toEqual([2, new Error('empty')]);
  expect(bundle.instances).toMatchObject([{ className: 'Embedder', udfs: ['embed'] }]);
});

it('gives the same bytes twice, and from a folder at another depth', async () => {
  const first = writePackage(maths);
  const second = join(writePackage({}), 'deep/er/still');
  writeFiles(second, {
    'package.json': '{ "name": "fixture", "version": "1.2.3", "type": "module" }',
    ...maths,
  });
  const files = await buildFiles(first);
  expect(await buildFiles(first)).toEqual(files);
  expect(await buildFiles(second)).toEqual(files);
});

const ASYNC_WITH_ERROR = `export const f = udf({ async: true, retry: { retries: 1 } }, async (a: string): Promise<string> => {
  if (a === '') throw new RetryableError('later', { retryAfter: '2s' });
  return a;
});`;

it.each([
  ['numbers', 'export const f = udf({}, (a: number, b: number): number => a * b + 1);', 5],
  ['text', "export const f = udf({}, (a: string): string => 'id:' + a);", 10],
  ['an error that asks for another call', ASYNC_WITH_ERROR, 12],
])('carries the column code of one function of %s, and little else', async (_, source, limit) => {
  const folder = writePackage({
    'src/a.ts': `import { RetryableError, udf } from '@sluice/sdk';\n${source}\n`,
  });
  const { output } = await build(folder);
  const { bytes, minifiedBytes, ownMinifiedBytes } = (await output?.measure()) ?? {
    bytes: 0,
    minifiedBytes: 0,
    ownMinifiedBytes: 0,
  };
  expect(bytes).toBeGreaterThan(minifiedBytes);
  expect(minifiedBytes).toBeGreaterThan(ownMinifiedBytes);
  expect(ownMinifiedBytes).toBeGreaterThan(1000);
  expect(minifiedBytes).toBeLessThan(limit * 1024);
  expect(await (await build(folder)).output?.measure()).toEqual(await output?.measure());
});

it('names files by their place in packages, in the bundle and in its map', async () => {
  const folder = writePackage(maths);
  const files = await buildFiles(folder);
  const map = JSON.parse(files.get('udfs.mjs.map') ?? '') as { sources: string[]; sourcesContent: string[] };
  expect(map.sources).toContain('../src/maths.ts');
  expect(map.sourcesContent[map.sources.indexOf('../src/factor.ts')]).toBe(maths['src/factor.ts']);
  expect(
    map.sources.filter(
      (source) => !/^(\.\.\/src|\.\.\/node_modules\/(@\w+\/)?[\w-]+@[\d.]+|adapters)\//.test(source),
    ),
  ).toEqual([]);
  const text = [...files.values()].join('');
  expect(text).not.toContain(folder);
  expect(text).not.toContain('../..'.repeat(2));
  expect(files.get('udfs.mjs')).toMatch(/\/\/# sourceMappingURL=udfs\.mjs\.map\n$/);
});

it('writes nothing when anything is wrong, and leaves the last good build alone', async () => {
  const folder = writePackage(maths);
  const before = await buildFiles(folder);
  writeFiles(folder, {
    'src/bad.ts': "import { udf } from '@sluice/sdk';\nexport const bad = udf({}, (x: any): number => x);\n",
  });
  const { diagnostics, output } = await build(folder);
  expect(diagnostics.map(({ code }) => code)).toEqual(['any-type']);
  expect(output).toBeUndefined();
  for (const [path, text] of before) expect(readFileSync(join(folder, 'dist', path), 'utf8')).toBe(text);
});

it('writes nothing when the bundle fails', async () => {
  const folder = writePackage({
    'src/a.ts': `import { udf } from '@sluice/sdk';
/* ü */ import { x } from 'not-installed';
import y from './nowhere.js';
export const f = udf({}, (a: number): number => a + x + y);
`,
  });
  const { diagnostics, output } = await build(folder);
  expect(diagnostics).toMatchObject([
    {
      code: 'unresolved-import',
      file: 'src/a.ts',
      line: 2,
      column: 27,
      message: expect.stringContaining("'not-installed'"),
    },
    {
      code: 'unresolved-import',
      file: 'src/a.ts',
      line: 3,
      column: 15,
      message: expect.stringContaining("'./nowhere.js'"),
    },
  ]);
  expect(output).toBeUndefined();
  expect(existsSync(join(folder, 'dist'))).toBe(false);
});

it('removes the adapters of functions that are no more, and no other file', async () => {
  const folder = writePackage(maths);
  await buildFiles(folder);
  writeFiles(folder, { 'dist/adapters/notes.md': 'mine', 'dist/other.txt': 'mine' });
  writeFiles(folder, {
    'src/maths.ts':
      "import { udf } from '@sluice/sdk';\nexport const only = udf({}, (x: number): number => x);\n",
  });
  await buildFiles(folder);
  expect(readdirSync(join(folder, 'dist/adapters')).sort()).toEqual(['entry.ts', 'notes.md', 'only.ts']);
  expect(existsSync(join(folder, 'dist/other.txt'))).toBe(true);
});

it('writes where it is told to', async () => {
  const folder = writePackage(maths);
  const files = await buildFiles(folder, 'out/udfs');
  expect(existsSync(join(folder, 'out/udfs/udf.json'))).toBe(true);
  expect(files.get('udfs.mjs.map')).toContain('"../../src/maths.ts"');
  expect(existsSync(join(folder, 'dist'))).toBe(false);
});

it('bundles CommonJS dependencies that require modules of Node, and JSON', async () => {
  const folder = writePackage({
    'node_modules/old/package.json': '{ "name": "old", "version": "3.0.0", "main": "main.js" }',
    'node_modules/old/main.js':
      "const path = require('path');\nexports.base = (text) => path.basename(text) + require('./part.js');\n",
    'node_modules/old/part.js': "module.exports = require('./data.json').end;\n",
    'node_modules/old/data.json': '{ "end": "." }',
    'node_modules/old/index.d.ts': 'export function base(text: string): string;',
    'src/a.ts': `import { base } from 'old';
import { udf } from '@sluice/sdk';
export const f = udf({}, (text: string): string => base(text));
`,
  });
  const files = await buildFiles(folder);
  expect(files.get('udfs.mjs')).toContain('// node_modules/old@3.0.0/main.js\n');
  expect(files.get('udfs.mjs')).toContain('"node_modules/old@3.0.0/part.js"(');
  // In a process of its own: the test runner gives modules a `require`, and Node does not.
  const script = `const { udfs } = await import('${pathToFileURL(join(folder, 'dist/udfs.mjs')).href}');
    console.log(udfs[0].fn('/a/b'));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect({ stdout, stderr }).toEqual({ stdout: 'b.\n', stderr: '' });
});

it('lets CommonJS dependencies require a module of Node by a name that is made at run time', async () => {
  const folder = writePackage({
    'node_modules/old/package.json': '{ "name": "old", "version": "3.0.0", "main": "main.js" }',
    'node_modules/old/main.js': 'exports.separator = (name) => require(name).sep;\n',
    'node_modules/old/index.d.ts': 'export function separator(name: string): string;',
    'src/a.ts': `import { separator } from 'old'; // sluice-ignore dynamic-import: it is given names of Node's own
import { udf } from '@sluice/sdk';
export const f = udf({}, (name: string): string => separator(name));
`,
  });
  const { diagnostics } = await build(folder);
  expect(diagnostics).toEqual([]);
  const script = `const { udfs } = await import('${pathToFileURL(join(folder, 'dist/udfs.mjs')).href}');
    console.log(udfs[0].fn('path'));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect({ stdout, stderr }).toEqual({ stdout: '/\n', stderr: '' });
});

it('gives CommonJS dependencies the place of the bundle, and leaves to authors what they declare', async () => {
  const folder = writePackage({
    'node_modules/old/package.json': '{ "name": "old", "version": "3.0.0", "main": "main.js" }',
    'node_modules/old/main.js': "exports.place = () => [__dirname, __filename].join(' ');\n",
    'node_modules/old/index.d.ts': 'export function place(): string;',
    'src/a.ts': `import { place } from 'old';
import { udf } from '@sluice/sdk';
const __dirname = 'mine';
export const f = udf({}, (text: string): string => \`\${__dirname} \${place()}\`);
`,
  });
  await buildFiles(folder);
  const bundle = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'dist/udfs.mjs')).href);
  const dist = join(realpathSync(folder), 'dist');
  expect(bundle.udfs[0].fn('')).toBe(`mine ${dist} ${join(dist, 'udfs.mjs')}`);
});

it('makes a require and paths only for a bundle that needs one', async () => {
  const files = await buildFiles(writePackage(maths));
  expect(files.get('udfs.mjs')).not.toMatch(/createRequire|fileURLToPath/);
});

it.each(['.', '..', '../..'])('does not write over the package itself: %s', async (outDir) => {
  const { diagnostics, output } = await build(writePackage(maths), { outDir });
  expect(diagnostics.map(({ code }) => code)).toEqual(['out-dir-holds-sources']);
  expect(output).toBeUndefined();
});
