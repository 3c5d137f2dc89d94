import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTarball } from '../registry/tarball.ts';
import { FakeRegistry } from '../testing/fake-registry.ts';
import { writeFiles, writePackage } from '../testing/fixture.ts';
import { sluice } from '../testing/sluice.ts';

const source = (result: string) => ({
  'src/index.ts': `import { udf } from '@sluice/sdk';
export const half = udf({}, (x: number): ${result} => x / 2);
`,
});

const packageJson = (version: string, more: object = {}) => ({
  'package.json': JSON.stringify({
    name: '@acme/half',
    version,
    type: 'module',
    files: ['dist', 'src'],
    ...more,
  }),
});

/** A package that is built; where a registry is given, one that would be published there. */
async function built(version = '1.0.0', registry?: FakeRegistry, more: object = {}): Promise<string> {
  const publishConfig = registry && { registry: registry.url, access: 'public' };
  const folder = writePackage({ ...packageJson(version, { publishConfig, ...more }), ...source('number') });
  if (registry !== undefined) writeFiles(folder, { '.npmrc': registry.credentials });
  await sluice(['build'], folder);
  return folder;
}

it('packs what was built, and says what it was not compared with', async () => {
  const folder = await built();
  const { code, stdout, stderr } = await sluice(['pack', '--to', 'out'], folder);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'out/acme-half-1.0.0.tgz\n' });
  expect(stderr).toMatch(
    /^packed 7 files, .* KiB\ncompared with nothing: --against latest asks the registry\n$/,
  );
  expect([...readTarball(readFileSync(join(folder, stdout.trim()))).keys()].sort()).toEqual([
    'dist/adapters/entry.ts',
    'dist/adapters/half.ts',
    'dist/udf.json',
    'dist/udfs.mjs',
    'dist/udfs.mjs.map',
    'package.json',
    'src/index.ts',
  ]);
});

it('packs the same bytes twice, wherever the package lies', async () => {
  const [one, two] = [await built(), await built()];
  for (const folder of [one, two]) await sluice(['pack'], folder);
  const [first, second] = [one, two].map((folder) => readFileSync(join(folder, 'acme-half-1.0.0.tgz')));
  expect(first?.equals(second as Buffer)).toBe(true);
});

it('writes nothing of a package whose sources have changed since it was built', async () => {
  const folder = await built();
  writeFiles(folder, source('number | null'));
  const { code, stdout, stderr } = await sluice(['pack'], folder);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('error stale-output');
  expect(existsSync(join(folder, 'acme-half-1.0.0.tgz'))).toBe(false);
});

it('packs what a script of package.json has built first', async () => {
  const cli = join(import.meta.dirname, '../../dist/cli/main.js');
  const folder = await built('1.0.0', undefined, {
    scripts: { prepack: `node ${JSON.stringify(cli)} build` },
  });
  writeFiles(folder, source('number | null'));
  expect((await sluice(['pack'], folder)).code).toBe(0);
});

it('says all that is wrong with a tarball at once, and lets pass what is allowed', async () => {
  const folder = await built('1.0.0', undefined, { files: ['dist/udf.json', 'src', '.env', 'key.pem'] });
  writeFiles(folder, { '.env': 'A=1', 'key.pem': `-----BEGIN ${'PRIVATE KEY'}-----\n` });
  const { stderr } = await sluice(['pack'], folder);
  expect([...stderr.matchAll(/error ([a-z-]+): (\S+)/g)].map((match) => match.slice(1).join(' '))).toEqual([
    'secret-in-package .env',
    'secret-in-package key.pem',
    'bundle-not-packed the',
  ]);
  const allowed = (await sluice(['pack', '--allow', '.env', 'key.pem'], folder)).stderr;
  expect(allowed).not.toContain('secret-in-package');
});

it('prints a pack as JSON and nothing else', async () => {
  const folder = await built();
  cpSync(join(folder, 'dist'), join(folder, 'old'), { recursive: true });
  const { code, stdout, stderr } = await sluice(['pack', '--json', '--against', 'old'], folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    diagnostics: [],
    tarball: { file: 'acme-half-1.0.0.tgz', files: expect.arrayContaining(['dist/udf.json']) },
    comparison: { with: { name: '@acme/half', version: '1.0.0' }, diff: { level: null } },
  });
});

it('publishes a first version, and then only versions that say what has changed', async () => {
  const registry = await FakeRegistry.open();
  const folder = await built('1.0.0', registry);
  const publish = async (version: string) => {
    const publishConfig = { registry: registry.url, access: 'public' };
    writeFiles(folder, packageJson(version, { publishConfig }));
    await sluice(['build'], folder);
    return sluice(['publish'], folder);
  };
  const first = await sluice(['publish'], folder);
  expect(first).toMatchObject({ code: 0, stdout: '+ @acme/half@1.0.0\n' });
  expect(first.stderr).toContain('compared with nothing: @acme/half is not published yet');
  expect((await publish('1.0.0')).stderr).toContain(
    'error version-published: @acme/half 1.0.0 is published already',
  );

  writeFiles(folder, source('number | null'));
  const { code, stderr } = await publish('1.1.0');
  expect(code).toBe(1);
  expect(stderr).toContain(
    'package.json:1:32 - error version-too-low: version 1.1.0 has major changes beside 1.0.0',
  );
  expect(stderr).toContain('src/index.ts:2:14 - half: the result may be null');
  expect(await publish('2.0.0')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('compared with @acme/half 1.0.0: major changes'),
  });
  expect(registry.published).toEqual(['@acme/half@1.0.0', '@acme/half@2.0.0']);
}, 120_000);

it('says as JSON what it published, and what it refused', async () => {
  const registry = await FakeRegistry.open();
  const folder = await built('1.0.0', registry);
  const publish = async (...more: string[]) => {
    const { code, stdout } = await sluice(['publish', '--json', ...more], folder);
    const { published, diagnostics, tarball } = JSON.parse(stdout);
    return { code, published, codes: diagnostics.map((each: { code: string }) => each.code), tarball };
  };
  const tarball = expect.objectContaining({ file: 'acme-half-1.0.0.tgz' });
  expect(await publish('--dry-run')).toEqual({ code: 0, published: false, codes: [], tarball });
  expect(await publish()).toEqual({ code: 0, published: true, codes: [], tarball });
  const again = { code: 1, published: false, codes: ['version-published'], tarball: null };
  expect(await publish()).toEqual(again);
  expect(registry.published).toEqual(['@acme/half@1.0.0']);
}, 120_000);

it('publishes nothing in a dry run, with the options of npm that follow --', async () => {
  const registry = await FakeRegistry.open();
  const folder = await built('1.0.0');
  writeFiles(folder, { '.npmrc': registry.credentials });
  for (const dir of [[], ['.']]) {
    const args = ['publish', ...dir, '--dry-run', '--tag', 'next', '--', '--registry', registry.url];
    const { code, stderr } = await sluice(args, folder);
    expect(code).toBe(0);
    expect(stderr).toContain(`Publishing to ${registry.url} with tag next`);
  }
  expect(registry.published).toEqual([]);
}, 120_000);

it('gives what a script and npm say when they fail, and 1', async () => {
  const registry = await FakeRegistry.open();
  const failing = await built('1.0.0', registry, { scripts: { prepublishOnly: 'exit 3' } });
  expect((await sluice(['publish'], failing)).code).toBe(1);
  const stranger = await built('1.0.0', registry);
  writeFileSync(join(stranger, '.npmrc'), '');
  const { code, stderr } = await sluice(['publish'], stranger);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('need auth') });
  expect(registry.published).toEqual([]);
}, 120_000);

it('takes one folder', async () => {
  const { code, stderr } = await sluice(['publish', 'one', 'two'], writePackage({}));
  expect(code).toBe(2);
  expect(stderr).toContain("'two' is a second folder: write options of npm after --");
});
