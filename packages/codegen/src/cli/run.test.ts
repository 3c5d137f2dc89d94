import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type PackageFiles, writePackage } from '../testing/fixture.ts';
import { run } from './run.ts';

const files: PackageFiles = {
  'src/index.ts': `import { udf } from '@sluice/sdk';

export class Geo {
  /** The city of an address. */
  @udf({ async: true, ordered: true, timeout: '2s', maxInFlight: 500, window: { rows: 600, bytes: 1024 }, onError: 'capture' })
  static async city(ip: string): Promise<string | null> {
    return ip;
  }
}

export const double = udf({ deterministic: true }, (x: bigint): bigint => x * 2n);
`,
};

async function sluice(command: string, workingDirectory: string) {
  const written = { stdout: '', stderr: '' };
  const code = await run(
    command.split(' ').filter((word) => word !== ''),
    {
      stdout: (text) => {
        written.stdout += text;
      },
      stderr: (text) => {
        written.stderr += text;
      },
      colour: false,
      workingDirectory,
    },
  );
  return { code, ...written };
}

it('checks the package that it stands in', async () => {
  expect(await sluice('check', writePackage(files))).toEqual({
    code: 0,
    stdout: '',
    stderr: '2 functions, no problems\n',
  });
});

it('prints diagnostics as talk, with paths that start from the working directory, and fails', async () => {
  const folder = writePackage({
    'src/index.ts': "import { udf } from '@sluice/sdk';\nexport const f = udf({}, (x: any): number => x);\n",
  });
  const { code, stdout, stderr } = await sluice('check ..', join(folder, 'src'));
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(
    stderr,
  ).toBe(`index.ts:2:30 - error any-type: function f: parameter 'x' (#0) has type any, which could be anything: give it the type that its column has, such as string or number
2 | export const f = udf({}, (x: any): number => x);
  |                              ~~~

1 error
`);
});

it('builds, and prints each function and the size of the bundle', async () => {
  const { code, stdout, stderr } = await sluice('build . --out lib', writePackage(files));
  expect(code).toBe(0);
  expect(stdout).toMatch(/^city\(ip: Utf8\) -> Utf8\?\ndouble\(x: Int64\) -> Int64\nlib\/udfs\.mjs\n$/);
  expect(stderr).toMatch(
    /^built 2 functions: [\d.]+ KiB; minified [\d.]+ KiB, of which [\d.]+ KiB are Sluice's\n$/,
  );
});

it('lists from sources what it lists from what was built of them', async () => {
  const folder = writePackage(files);
  await sluice('build', folder);
  const fromSources = await sluice('list', folder);
  expect(fromSources).toEqual({
    code: 0,
    stdout: `city(ip: Utf8) -> Utf8?
  The city of an address.
  async, ordered, maxInFlight: 500, window: { rows: 600, bytes: 1024 }, timeout: 2s, onError: capture
  src/index.ts:6:16
double(x: Int64) -> Int64
  deterministic
  src/index.ts:11:14
`,
    stderr: '',
  });
  rmSync(join(folder, 'src'), { recursive: true });
  expect(await sluice('list dist', folder)).toEqual(fromSources);
});

it('lists as JSON', async () => {
  const { stdout } = await sluice('list --json', writePackage(files));
  expect(JSON.parse(stdout)).toMatchObject([{ name: 'city', kind: 'scalar' }, { name: 'double' }]);
});

it('lists what is good of a package in which something is wrong, and fails', async () => {
  const { code, stdout, stderr } = await sluice(
    'list',
    writePackage({
      ...files,
      'src/bad.ts': "import { udf } from '@sluice/sdk';\nexport const f = udf({}, (x: any): number => x);\n",
    }),
  );
  expect(code).toBe(1);
  expect(stdout).toContain('city(ip: Utf8)');
  expect(stderr).toContain('any-type');
});

it.each([
  ['chek', "error: unknown command 'chek'\n(Did you mean check?)"],
  ['check --fast', "error: unknown option '--fast'"],
  ['check a b', 'error: too many arguments'],
  ['build --out', "error: option '--out <folder>' argument missing"],
])('says what is wrong with the command line %s', async (command, message) => {
  const { code, stdout, stderr } = await sluice(command, '.');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
});

it('prints its help as data', async () => {
  const { code, stdout, stderr } = await sluice('--help', '.');
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: sluice [options] [command]');
  expect(stderr).toBe('');
});

it('prints its help as talk, and fails, without a command', async () => {
  const { code, stdout, stderr } = await sluice('', '.');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('Usage: sluice');
});

it('says of a failure of its own that it is a bug', async () => {
  const stderr: string[] = [];
  const code = await run(['check'], {
    stdout: () => undefined,
    stderr: (text) => void stderr.push(text),
    colour: false,
    get workingDirectory(): string {
      throw new TypeError('unexpected');
    },
  });
  expect(code).toBe(70);
  expect(stderr.join('')).toMatch(
    /^sluice: this is a bug in Sluice; please report it .*\nTypeError: unexpected\n {4}at /,
  );
});

it('says of a folder that cannot be written what the system says', async () => {
  const folder = writePackage({ ...files, dist: 'a file' });
  const { code, stderr } = await sluice('build', folder);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^sluice: E[A-Z]+: .*dist/);
});

it('loads no compiler to print its help', () => {
  const main = new URL('../../dist/cli/main.js', import.meta.url).href;
  const script = `process.argv = ['node', 'sluice', '--help'];
    await import('${main}');
    const { default: Module } = await import('node:module');
    console.error(JSON.stringify(Object.keys(Module._cache)));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(stdout).toContain('Usage: sluice');
  const loaded = (JSON.parse(stderr) as string[]).map((path) => path.split(/node_modules[\\/]/).at(-1));
  expect(loaded.filter((path) => path?.startsWith('commander'))).not.toEqual([]);
  expect(loaded.filter((path) => !path?.startsWith('commander'))).toEqual([]);
});

it('runs as a program', () => {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'list'], {
    cwd: writePackage(files),
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('double(x: Int64) -> Int64\n');
});
