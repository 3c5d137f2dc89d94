import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFiles, writePackage } from '../testing/fixture.ts';
import { sluice } from '../testing/sluice.ts';

const files = {
  'src/index.ts': `import { udf } from '@sluice/sdk';

/** Twice as much. */
export const double = udf({ deterministic: true }, (x: bigint): bigint => x * 2n);
export const initials = udf({}, (name: string): string => name.slice(0, 1));
`,
};

it('describes one function of the package that it stands in', async () => {
  const { code, stdout, stderr } = await sluice(['describe', 'double'], writePackage(files));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^double\(x: Int64\) -> Int64\n\n {2}Twice as much\.\n/);
  expect(stdout).not.toContain('initials');
});

it('describes every function where none is named', async () => {
  const { stdout } = await sluice(['describe'], writePackage(files));
  expect(stdout).toMatch(/^double\(/);
  expect(stdout).toMatch(/^initials\(/m);
});

it('describes as JSON what the manifest says', async () => {
  const { stdout } = await sluice(['describe', 'double', '--json'], writePackage(files));
  expect(JSON.parse(stdout)).toMatchObject({ name: 'double', kind: 'scalar', result: { nullable: false } });
});

it.each([
  ['dubble', "error: no function 'dubble' in .: did you mean 'double'?\n"],
  ['quadruple', "error: no function 'quadruple' in .: it has double, initials\n"],
])('says of the unknown function %s which ones there are', async (name, message) => {
  expect(await sluice(['describe', name], writePackage(files))).toEqual({
    code: 2,
    stdout: '',
    stderr: message,
  });
});

it('reads an installed package by its name, from a folder below', async () => {
  const library = writePackage({ ...files, 'package.json': '{ "name": "@acme/maths", "version": "2.0.0" }' });
  await sluice(['build'], library);
  const application = writePackage({ 'src/deep/readme.md': '' });
  const installed = join(application, 'node_modules', '@acme', 'maths');
  writeFiles(installed, { 'package.json': '{ "name": "@acme/maths", "version": "2.0.0" }' });
  cpSync(join(library, 'dist'), join(installed, 'dist'), { recursive: true });
  const below = join(application, 'src', 'deep');

  const listed = await sluice(['list', '@acme/maths'], below);
  expect(listed).toEqual(await sluice(['list'], library));
  const { stdout } = await sluice(['describe', 'double', '@acme/maths'], below);
  expect(stdout).toContain("load('@acme/maths')");

  // Linked in a workspace and not built: its sources are read.
  rmSync(join(installed, 'dist'), { recursive: true });
  writeFiles(installed, files);
  expect(await sluice(['list', '@acme/maths'], below)).toEqual(listed);
});

it.each(['@acme/maths', '../elsewhere', 'a b'])('says that there is no package %s', async (name) => {
  const { code, stdout, stderr } = await sluice(['list', name], writePackage(files));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(`error package-not-found: '${name}' is neither a folder nor a package`);
});
