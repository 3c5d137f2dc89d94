import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { analyse, writePackage } from '../support/package.ts';

const sluice = fileURLToPath(new URL('../../packages/codegen/dist/cli/main.js', import.meta.url));

/** Runs the command as a user does. */
function run(command: string, folder: string): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [sluice, command, folder], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' },
  });
  return { status, stdout, stderr };
}

const IMPORT = "import { udf } from '@sluice/sdk';\n";
const problemsOf = async (name: string, source: string) =>
  (await analyse(`bad-${name}`, IMPORT + source)).problems;

it('names an unknown option, and the one that was meant', async () => {
  const problems = await problemsOf(
    'option',
    'export const f = udf({ async: true, orderd: true } as never, async (x: number): Promise<number> => x);',
  );
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain("'orderd'");
  expect(problems[0]).toContain("'ordered'");
});

it('refuses maxInFlight: 0 and says what is allowed', async () => {
  const problems = await problemsOf(
    'limit',
    'export const f = udf({ async: true, maxInFlight: 0 } as never, async (x: number): Promise<number> => x);',
  );
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/maxInFlight.*1.*1.?000.?000/);
});

it('names the parameter, and the place in it, that has no Arrow type', async () => {
  const problems = await problemsOf(
    'type',
    'interface Trip { deep: { m: symbol } }\nexport const f = udf({}, (trip: Trip): number => 1);',
  );
  expect(problems.join('\n')).toMatch(/trip.*deep\.m.*symbol/);
});

it('refuses two functions of one SQL name, and shows both', () => {
  const folder = writePackage('bad-names', {
    'src/a.ts': `${IMPORT}export const cityOf = udf({}, (x: number): number => x);\n`,
    'src/b.ts': `${IMPORT}export const city_of = udf({}, (x: number): number => x);\n`,
  });
  const { status, stderr } = run('build', folder);
  expect(status).toBe(1);
  expect(stderr).toContain('city_of');
  expect(stderr).toContain('src/a.ts:2:');
  expect(stderr).toContain('src/b.ts:2:');
});

it('shows where a file does not parse, as path:line:col with a stable code and a frame', () => {
  const folder = writePackage('bad-syntax', {
    'src/udfs.ts': `${IMPORT}export const f = udf({}, (x: number: number => x;\n`,
  });
  const { status, stderr, stdout } = run('check', folder);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/src\/udfs\.ts:2:\d+ - error [a-z-]+: /);
  expect(stderr).toContain('export const f = udf({}, (x: number: number => x;');
});

it('tells an empty package how to declare a function', () => {
  const empty = run('build', writePackage('bad-empty', {}));
  expect(empty.status).toBe(1);
  const without = run('build', writePackage('bad-without', { 'src/index.ts': 'export const one = 1;\n' }));
  expect(without.status).toBe(1);
  expect(without.stderr).toContain('udf(');
});

it('finds the mistakes of all functions at once, in the order of the sources', () => {
  const folder = writePackage('bad-many', {
    'src/a.ts': `${IMPORT}export const one = udf({}, (x: RegExp): number => 1);\nexport const two = udf({}, (x: symbol): number => 1);\n`,
    'src/b.ts': `${IMPORT}export const three = udf({}, (x: number): WeakMap<object, number> => new WeakMap());\n`,
  });
  const { status, stderr } = run('check', folder);
  expect(status).toBe(1);
  const places = [...stderr.matchAll(/(src\/\w\.ts:\d+):\d+ - error/g)].map(([, place]) => place);
  expect([...new Set(places)]).toEqual(['src/a.ts:2', 'src/a.ts:3', 'src/b.ts:2']);
});

it('answers a usage error with 2, and knows no such command', () => {
  expect(run('biuld', '.').status).toBe(2);
});
