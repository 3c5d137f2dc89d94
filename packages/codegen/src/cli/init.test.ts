import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { templateNames } from '../init/templates.ts';
import { writePackage } from '../testing/fixture.ts';
import { sluice } from '../testing/sluice.ts';
import { readVersion } from '../version.ts';

/** A folder with nothing in it but what is given. */
const folderWith = (files: Record<string, string> = {}): string =>
  writePackage({ 'package.json': null, ...files });

const packageJson = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

it('writes the first template where nobody can be asked, named after its folder', async () => {
  const folder = folderWith();
  const { code, stdout, stderr } = await sluice(['init', 'My UDFs'], folder);
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'My UDFs/.gitignore',
    'My UDFs/README.md',
    'My UDFs/package.json',
    'My UDFs/run.ts',
    'My UDFs/src/access-log.ts',
    'My UDFs/test/access-log.test.ts',
    'My UDFs/tsconfig.json',
    '',
  ]);
  expect(stderr).toMatch(/^\nmy-udfs is ready: cd My UDFs, then (\w+) install, \1 test, \1 start\n$/);
});

it('needs the packages of its own release', async () => {
  const folder = folderWith();
  await sluice(['init', '--name', '@acme/parsers'], folder);
  const { name, dependencies, devDependencies } = packageJson(folder);
  expect(name).toBe('@acme/parsers');
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(/^# @acme\/parsers\n/);
  for (const sluicePackage of ['@sluice/codegen', '@sluice/runtime', '@sluice/sdk']) {
    expect({ ...dependencies, ...devDependencies }[sluicePackage]).toBe(`^${readVersion()}`);
  }
});

it.each(templateNames)(
  'has in the template %s the versions that this repository is tested with',
  async (template) => {
    const folder = folderWith();
    await sluice(['init', '--template', template], folder);
    const catalog = readFileSync(new URL('../../../../pnpm-workspace.yaml', import.meta.url), 'utf8');
    const { devDependencies } = packageJson(folder);
    for (const name of Object.keys(devDependencies).filter((each) => !each.startsWith('@sluice/'))) {
      const pinned = new RegExp(`^ {2}"?${name}"?: (.*)$`, 'm').exec(catalog)?.[1];
      expect(`${name} ${devDependencies[name]}`).toBe(`${name} ^${pinned}`);
    }
  },
);

it('refuses a folder that is not empty, and names what is in the way', async () => {
  const folder = folderWith({ 'notes.md': 'mine', 'src/a.ts': '', '.git/HEAD': '' });
  expect(await sluice(['init'], folder)).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: . is not empty, it holds notes.md, src: give another folder, or write over it with --force\n',
  });
  expect(readdirSync(folder).sort()).toEqual(['.git', 'notes.md', 'src']);
});

it('names no more than five of them', async () => {
  const files = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((each) => [`f${each}`, '']));
  const { stderr } = await sluice(['init'], folderWith(files));
  expect(stderr).toContain('it holds f1, f2, f3, f4, f5 and 2 more');
});

it('writes beside what is there when it is told to', async () => {
  const folder = folderWith({ 'notes.md': 'mine', 'README.md': 'old' });
  expect((await sluice(['init', '--force'], folder)).code).toBe(0);
  expect(readFileSync(join(folder, 'notes.md'), 'utf8')).toBe('mine');
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).not.toBe('old');
});

it('takes a repository that waits for its first commit for empty', async () => {
  expect((await sluice(['init'], folderWith({ '.git/HEAD': 'ref: refs/heads/main' }))).code).toBe(0);
});

it.each(['My UDFs', '.hidden', '../up', '@acme', ''])('refuses the name %j', async (name) => {
  const folder = folderWith();
  const { code, stderr } = await sluice(['init', '--name', name], folder);
  expect(code).toBe(2);
  expect(stderr).toContain(`error: '${name}' is no name for an npm package`);
  expect(readdirSync(folder)).toEqual([]);
});

it('refuses a template that there is not', async () => {
  const { code, stderr } = await sluice(['init', '--template', 'rust'], folderWith());
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are sync, http, batch, aggregate');
});

it('asks at a terminal, until it understands', async () => {
  const folder = folderWith();
  const { code, stderr } = await sluice(['init', 'geo'], folder, ['htp', '2', 'Geo!', '@acme/geo']);
  expect(code).toBe(0);
  expect(stderr).toContain("1 to 4, or a name (sync): there is no template 'htp': did you mean http?\n");
  expect(stderr).toContain("The package's name (geo): 'Geo!' is no name for an npm package");
  expect(packageJson(join(folder, 'geo')).name).toBe('@acme/geo');
  expect(readdirSync(join(folder, 'geo', 'src'))).toEqual(['geocoder.ts']);
});

it('asks at a terminal nothing that it was told', async () => {
  const { code, stderr } = await sluice(['init', '--template', 'batch', '--name', 'llm'], folderWith(), []);
  expect(code).toBe(0);
  expect(stderr).not.toContain(':\n');
});

it.each([[[]], [['http']]])('writes nothing when the user leaves after %j', async (answers) => {
  const folder = folderWith();
  expect((await sluice(['init'], folder, answers)).code).toBe(130);
  expect(readdirSync(folder)).toEqual([]);
});
