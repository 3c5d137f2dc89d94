import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { load } from '@sluice/runtime';
import { loadInline } from '@sluice/runtime/inline';
import type { Manifest } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { buildPackage, writePackage } from '../support/package.ts';

const SOURCE = `
import { udf } from '@sluice/sdk';
export const f = udf({ async: true }, async (x: number): Promise<number> => x);
`;

async function built(
  name: string,
): Promise<{ folder: string; edit(change: (manifest: Manifest) => unknown): void }> {
  const folder = await buildPackage(`load-${name}`, SOURCE);
  const path = join(folder, 'dist', 'udf.json');
  return {
    folder,
    edit: (change) => writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8'))))),
  };
}

it('loads from the package folder, its dist folder, the manifest and a URL', async () => {
  const { folder } = await built('places');
  for (const place of [
    folder,
    join(folder, 'dist'),
    join(folder, 'dist', 'udf.json'),
    new URL(`file://${folder}`),
  ]) {
    await using udfs = await load(place);
    expect(udfs.manifest.udfs.map((udf) => udf.name)).toEqual(['f']);
  }
});

it('refuses a bundle whose bytes are not those of the manifest', async () => {
  const { folder } = await built('hash');
  appendFileSync(join(folder, 'dist', 'udfs.mjs'), '\n');
  await expect(load(folder)).rejects.toMatchObject({
    code: 'integrity-mismatch',
    message: expect.stringMatching(/udfs\.mjs is not the bundle.*sha512-.*sluice build/s),
  });
});

it('refuses a bundle of another ABI', async () => {
  const { folder, edit } = await built('abi');
  edit((manifest) => ({ ...manifest, abi: 99 }));
  await expect(load(folder)).rejects.toMatchObject({
    code: 'abi-mismatch',
    message: expect.stringContaining('was built for ABI 99'),
  });
});

it('refuses a manifest whose options differ from those of the decorators in the bundle', async () => {
  const { folder, edit } = await built('stale');
  edit((manifest) => ({
    ...manifest,
    udfs: manifest.udfs.map((udf) => ({ ...udf, options: { ...udf.options, timeoutMs: 1 } })),
  }));
  await expect(load(folder)).rejects.toMatchObject({
    code: 'invalid-bundle',
    message: expect.stringMatching(/f is in udf\.json, but has another `timeoutMs`/),
  });
});

it('checks the limits of an edited manifest again', async () => {
  const { folder, edit } = await built('limits');
  edit((manifest) => ({
    ...manifest,
    udfs: manifest.udfs.map((udf) => ({ ...udf, options: { ...udf.options, maxInFlight: 0 } })),
  }));
  await expect(load(folder)).rejects.toMatchObject({
    code: 'invalid-options',
    message: expect.stringContaining('maxInFlight'),
  });
});

it('says what is missing: no manifest, no bundle, no JSON', async () => {
  await expect(load(writePackage('load-nothing', {}))).rejects.toMatchObject({
    code: 'invalid-bundle',
    message: expect.stringContaining('sluice build'),
  });
  const { folder } = await built('no-bundle');
  rmSync(join(folder, 'dist', 'udfs.mjs'));
  await expect(load(folder)).rejects.toMatchObject({ code: 'invalid-bundle' });
  const broken = await built('no-json');
  writeFileSync(join(broken.folder, 'dist', 'udf.json'), '{');
  await expect(load(broken.folder)).rejects.toMatchObject({
    code: 'invalid-bundle',
    message: expect.stringContaining('not JSON'),
  });
});

it('reports a bundle that throws while it is imported, with the line of TypeScript', async () => {
  const folder = await buildPackage(
    'load-throws',
    `${SOURCE}\nif (Date.now() > 0) throw new Error('no licence key');\n`,
  );
  await expect(load(folder)).rejects.toMatchObject({
    code: 'invalid-bundle',
    message: expect.stringContaining('no licence key'),
    cause: expect.objectContaining({ stack: expect.stringContaining('src/udfs.ts:5:') }),
  });
});

it('names the functions that there are when one is asked for that is not', async () => {
  await using udfs = await load((await built('names')).folder);
  expect(() => udfs.udf('g')).toThrow('has no function g; it has f');
});

it('checks the options of a handle by the same rules', async () => {
  await using udfs = await load((await built('overrides')).folder);
  expect(() => udfs.udf('f', { maxInFlight: 0 })).toThrow(/f: .*maxInFlight/);
  expect(() => udfs.udf('f', { timeout: '5 parsecs' })).toThrow('parsecs');
  expect(udfs.udf('f', { maxInFlight: 10 }).options).toMatchObject({ maxInFlight: 10, windowRows: 640 });
  expect(() => udfs.udf('f', { columns: { y: 'x' } })).toThrow("f: has no parameter 'y'");
});

it('loads an installed package by its name, from the folder or file that is given, upwards', async () => {
  const { folder } = await built('named');
  const app = join(folder, 'app');
  cpSync(join(folder, 'dist'), join(app, 'node_modules', '@acme', 'geo', 'dist'), { recursive: true });
  writeFileSync(join(app, 'node_modules/@acme/geo/package.json'), '{ "name": "@acme/geo", "exports": {} }');
  mkdirSync(join(app, 'src'));
  writeFileSync(join(app, 'src', 'main.mjs'), '');
  for (const from of [app, join(app, 'src'), pathToFileURL(join(app, 'src', 'main.mjs'))]) {
    await using udfs = await load('@acme/geo', { from });
    expect(udfs.manifest.udfs.map((udf) => udf.name)).toEqual(['f']);
  }
});

it('loads an installed package from the main file of the program where the working directory has none', async () => {
  const { folder } = await built('main');
  const app = join(folder, 'app');
  cpSync(join(folder, 'dist'), join(app, 'node_modules', 'geo', 'dist'), { recursive: true });
  writeFileSync(join(app, 'node_modules/geo/package.json'), '{ "name": "geo" }');
  const main = join(app, 'main.mjs');
  writeFileSync(
    main,
    "import { load } from '@sluice/runtime';\nconst udfs = await load('geo');\nconsole.log(udfs.manifest.udfs[0].name);\nawait udfs.close();\n",
  );
  const { stdout, stderr } = spawnSync(process.execPath, [main], { cwd: tmpdir(), encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'f\n', stderr: '' });
});

it('says where it looked for a package that is not installed, and what to do', async () => {
  await expect(load('@acme/absent', { from: tmpdir() })).rejects.toMatchObject({
    code: 'invalid-bundle',
    message: expect.stringMatching(
      /^@acme\/absent is neither .* installed for .*: run `npm install @acme\/absent`/,
    ),
  });
});

it('says of an installed package without a manifest that it is no package of functions', async () => {
  const { folder } = await built('plain');
  mkdirSync(join(folder, 'node_modules', 'plain'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/plain/package.json'), '{ "name": "plain" }');
  await expect(load('plain', { from: folder })).rejects.toMatchObject({
    code: 'invalid-bundle',
    message: expect.stringMatching(/^package plain, installed at .*plain, has no udf\.json/),
  });
});

it('loads an installed package by its name into this very thread', async () => {
  const { folder } = await built('inline');
  cpSync(join(folder, 'dist'), join(folder, 'node_modules', 'geo', 'dist'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/geo/package.json'), '{ "name": "geo" }');
  await using udfs = await loadInline('geo', { from: folder });
  expect(udfs.manifest.udfs.map((udf) => udf.name)).toEqual(['f']);
});
