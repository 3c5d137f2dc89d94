import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { npmPack } from '../registry/published.ts';
import { writeFiles, writePackage } from '../testing/fixture.ts';
import { sluice } from '../testing/sluice.ts';

const source = (result: string) => ({
  'src/index.ts': `import { udf } from '@sluice/sdk';
export const half = udf({}, (x: number): ${result} => x / 2);
`,
});

/** A package whose folder `old` holds what its sources gave before they changed. */
async function changed(result = 'number | null'): Promise<string> {
  const folder = writePackage(source('number'));
  await sluice(['build'], folder);
  cpSync(join(folder, 'dist'), join(folder, 'old'), { recursive: true });
  writeFiles(folder, source(result));
  return folder;
}

it('compares what was built with the sources of the package that it stands in', async () => {
  const { code, stdout, stderr } = await sluice(['diff', 'old'], await changed());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^fixture 1\.2\.3 → 1\.2\.3: major\n\n- half\(x: Float64\) -> Float64\n\+ half\(x: Float64\) -> Float64\?\n/,
  );
  expect(stdout).toContain('    major  the result may be null');
  expect(stdout).toContain('next: 2.0.0 or later\nnot seen:\n    what a function computes');
});

it.each([
  ['minor', 1],
  ['major', 1],
])('exits with 1 for a major change where asked to fail on %s ones', async (level, code) => {
  expect((await sluice(['diff', 'old', '--fail-on', level], await changed())).code).toBe(code);
});

it('does not fail on a smaller change than it is asked to', async () => {
  const folder = writePackage(source('number'));
  await sluice(['build'], folder);
  writeFiles(folder, {
    'src/index.ts':
      "import { udf } from '@sluice/sdk';\nexport const half = udf({}, (x: number | null): number => x ?? 0);\n",
  });
  expect((await sluice(['diff', 'dist', '--fail-on', 'major'], folder)).code).toBe(0);
  expect((await sluice(['diff', 'dist', '--fail-on', 'minor'], folder)).code).toBe(1);
});

it('prints the same as JSON', async () => {
  const { code, stdout, stderr } = await sluice(['diff', 'old', '--json'], await changed());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    from: { name: 'fixture', version: '1.2.3' },
    level: 'major',
    changes: [],
    functions: [
      {
        udf: 'half',
        before: 'half(x: Float64) -> Float64',
        after: 'half(x: Float64) -> Float64?',
        changes: [{ rule: 'result-may-be-null', level: 'major', affects: 'readers' }],
      },
    ],
    unseen: [expect.any(String), expect.any(String), expect.any(String), expect.any(String)],
  });
});

it('reads a manifest, the bundle beside it, a tarball and an installed package alike', async () => {
  const folder = await changed();
  await sluice(['build'], folder);
  mkdirSync(join(folder, 'node_modules/geo'), { recursive: true });
  cpSync(join(folder, 'old'), join(folder, 'node_modules/geo/dist'), { recursive: true });
  writeFiles(folder, { 'node_modules/geo/package.json': '{ "name": "geo", "version": "1.0.0" }' });
  const packed = await npmPack(join(folder, 'node_modules/geo'), undefined);
  if ('problem' in packed) throw new Error(packed.problem);
  writeFileSync(join(folder, 'geo.tgz'), packed.value.bytes);
  const expected = (await sluice(['diff', 'old', 'dist'], folder)).stdout;
  expect(expected).toContain('result-may-be-null');
  for (const where of ['old/udf.json', 'old/udfs.mjs', 'geo.tgz', 'geo']) {
    expect(await sluice(['diff', where, 'dist'], folder)).toEqual({ code: 0, stdout: expected, stderr: '' });
  }
});

it('compares nothing with sources that have errors', async () => {
  const { code, stdout, stderr } = await sluice(['diff', 'old', '.'], await changed('any'));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('error any-type');
});

it('sees another ABI', async () => {
  const folder = await changed('number');
  writeFiles(folder, {
    'new/udf.json': '{ "abi": 99, "package": { "name": "fixture", "version": "2.0.0" }, "udfs": [] }',
  });
  const { code, stdout } = await sluice(['diff', 'old', 'new'], folder);
  expect(code).toBe(0);
  expect(stdout).toContain('the bundle is of ABI 99, and was of ABI 3');
});

it.each([
  ['nothing that we know', { id: 1 }],
  ['a type that we do not know', { result: { name: 'value', nullable: false, type: { kind: 'geometry' } } }],
  ['a list without an element', { result: { name: 'value', nullable: false, type: { kind: 'list' } } }],
])('refuses a manifest whose functions say %s', async (_, part) => {
  const folder = await changed('number');
  const manifest = JSON.parse(readFileSync(join(folder, 'old/udf.json'), 'utf8'));
  const udfs = 'id' in part ? [part] : [{ ...manifest.udfs[0], ...part }];
  writeFiles(folder, { 'new/udf.json': JSON.stringify({ ...manifest, abi: 1, udfs }) });
  const { code, stderr } = await sluice(['diff', 'old', 'new'], folder);
  expect(code).toBe(1);
  expect(stderr).toContain(
    'error invalid-manifest: udf.json is of ABI 1, whose functions this version cannot read',
  );
});
