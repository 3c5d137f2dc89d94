import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from '@sluice/runtime';
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
