import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { FakeMachine } from '../testing/fake-machine.ts';
import { type PackageFiles, writeFiles, writePackage } from '../testing/fixture.ts';
import { runWatch } from './commands/watch-build.ts';
import { run } from './run.ts';
import type { Terminal } from './terminal.ts';

const source = (type: string): PackageFiles => ({
  'src/index.ts': `import { udf } from '@sluice/sdk';\nexport const f = udf({}, (x: ${type}): number => 1);\n`,
});

/** A terminal that keeps what is written, and lets a test wait for it. */
function recorder(workingDirectory: string, more: Partial<Terminal> = {}) {
  const written = { stdout: '', stderr: '' };
  let look: () => void = () => undefined;
  const write = (stream: keyof typeof written) => (text: string) => {
    written[stream] += text;
    look();
  };
  const terminal: Terminal = {
    stdout: write('stdout'),
    stderr: write('stderr'),
    colour: false,
    workingDirectory,
    ...more,
  };
  /** Resolves with all that a stream was given since the last time, when that matches. */
  const until = async (stream: keyof typeof written, pattern: RegExp): Promise<string> => {
    while (!pattern.test(written[stream])) {
      await new Promise<void>((resolve) => {
        look = resolve;
      });
    }
    const text = written[stream];
    written[stream] = '';
    return text;
  };
  return { terminal, written, until };
}

async function sluice(command: string, folder: string, more: Partial<Terminal> = {}) {
  const { terminal, written } = recorder(folder, more);
  return { code: await run(command.split(' '), terminal), ...written };
}

it('prints a build as JSON and nothing else', async () => {
  const folder = writePackage(source('number'));
  const { code, stdout, stderr } = await sluice('build --json', folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    diagnostics: [],
    output: {
      folder: 'dist',
      manifest: JSON.parse(readFileSync(join(folder, 'dist/udf.json'), 'utf8')),
      files: ['adapters/entry.ts', 'adapters/f.ts', 'udf.json', 'udfs.mjs', 'udfs.mjs.map'],
      changed: ['adapters/entry.ts', 'adapters/f.ts', 'udfs.mjs.map', 'udfs.mjs', 'udf.json'],
    },
  });
});

it.each(['build', 'build --verify', 'check'])('prints what is wrong as JSON: %s --json', async (command) => {
  const { code, stdout, stderr } = await sluice(`${command} --json`, writePackage(source('any')));
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    diagnostics: [{ code: 'any-type', file: 'src/index.ts', line: 2, column: 30, severity: 'error' }],
    ...(command === 'build' ? { output: null } : {}),
  });
});

it('prints the models that it has checked as JSON', async () => {
  const { code, stdout } = await sluice('check --json', writePackage(source('number')));
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [], udfs: [{ name: 'f', kind: 'scalar' }] });
});

it('verifies that what is built is what the sources give, and writes nothing', async () => {
  const folder = writePackage(source('number'));
  expect(await sluice('build --verify --out lib', folder)).toMatchObject({
    code: 1,
    stderr: `lib - error stale-output: lib is not what the sources give: run 'sluice build --out lib'
  lib/adapters/entry.ts - is missing
  lib/adapters/f.ts - is missing
  lib/udfs.mjs.map - is missing
  lib/udfs.mjs - is missing
  lib/udf.json - is missing

1 error
`,
  });
  await sluice('build', folder);
  expect(await sluice('build --verify', folder)).toEqual({
    code: 0,
    stdout: '',
    stderr: '1 function: dist is what the sources give\n',
  });
  writeFiles(folder, { ...source('string'), 'dist/adapters/gone.ts': '' });
  rmSync(join(folder, 'dist/udfs.mjs.map'));
  const { code, stdout } = await sluice('build --verify --json', folder);
  expect(code).toBe(1);
  expect(JSON.parse(stdout).diagnostics[0].related.map(({ file }: { file: string }) => file)).toEqual([
    'dist/adapters/f.ts',
    'dist/udfs.mjs.map',
    'dist/udfs.mjs',
    'dist/udf.json',
    'dist/adapters/gone.ts',
  ]);
  expect(readFileSync(join(folder, 'dist/udf.json'), 'utf8')).toContain('"float"');
});

it('refuses to verify and to watch at once', async () => {
  const { code, stderr } = await sluice('build --verify --watch', '.');
  expect(code).toBe(2);
  expect(stderr).toContain("option '--verify' cannot be used with option '-w, --watch'");
});

it('says on a terminal what it is at, and leaves none of it behind', async () => {
  const { stderr } = await sluice('build', writePackage(source('number')), { live: true });
  expect(stderr).toContain('\r\u001b[2Kreading\r\u001b[2Kanalysing 1 of 1 files\r\u001b[2Kbundling');
  expect(stderr.split('\r\u001b[2K').at(-1)).toMatch(/^built 1 function: .*\n$/);
});

/** `sluice build --watch` on a machine of its own. */
function watching(folder: string, options: { readonly json?: boolean; readonly live?: boolean } = {}) {
  const machine = new FakeMachine();
  let interrupt: () => void = () => undefined;
  let released = false;
  const recorded = recorder(folder, {
    live: options.live === true,
    onInterrupt(listener) {
      interrupt = listener;
      return () => {
        released = true;
      };
    },
  });
  const done = runWatch('.', { out: 'dist', json: options.json === true }, recorded.terminal, { ...machine });
  return {
    ...recorded,
    done,
    edit(files: PackageFiles) {
      writeFiles(folder, files);
      for (const path of Object.keys(files)) machine.change(join(folder, path));
      machine.advance(30);
    },
    interrupt: () => interrupt(),
    isReleased: () => released,
  };
}

it('says of each build while it watches what changed and what came of it, until it is interrupted', async () => {
  const folder = writePackage(source('number'));
  const { edit, until, done, written, interrupt, isReleased } = watching(folder);
  expect(await until('stderr', /\n$/)).toBe('built 1 function in 0 ms: 5 files\n');
  edit(source('any'));
  expect(await until('stderr', /last good build\n$/)).toMatch(
    /^\nsrc\/index\.ts changed\nsrc\/index\.ts:2:30 - error any-type: [\s\S]*\n1 error\ndist holds the last good build\n$/,
  );
  edit({ ...source('string'), 'src/b.ts': 'export {};\n', 'src/c.ts': 'export {};\n' });
  expect(await until('stderr', /built .*\n$/)).toBe(
    '\nsrc/b.ts and 2 more files changed\nbuilt 1 function in 0 ms: 4 files\n',
  );
  edit({ 'src/c.ts': 'export { };\n' });
  expect(await until('stderr', /built .*\n$/)).toBe(
    '\nsrc/c.ts changed\nbuilt 1 function in 0 ms: nothing new\n',
  );
  edit(source('any'));
  await until('stderr', /last good build\n$/);
  interrupt();
  expect(await done).toBe(0);
  expect({ ...written, released: isReleased() }).toEqual({ stdout: '', stderr: '', released: true });
});

it('prints a line of JSON for each build while it watches', async () => {
  const { edit, until, done, interrupt } = watching(writePackage(source('number')), { json: true });
  expect(JSON.parse(await until('stdout', /\n$/))).toMatchObject({ output: { folder: 'dist' } });
  edit(source('any'));
  const line = await until('stdout', /\n$/);
  expect(line.trimEnd()).not.toContain('\n');
  expect(JSON.parse(line)).toMatchObject({ diagnostics: [{ code: 'any-type' }], output: null });
  interrupt();
  expect(await done).toBe(0);
});

it('clears the screen of a terminal before it says of a change', async () => {
  const { edit, until, done, interrupt } = watching(writePackage(source('number')), { live: true });
  expect(await until('stderr', /ends$/)).toContain('\r\u001b[2Kbuilt 1 function');
  edit(source('string'));
  expect(await until('stderr', /ends$/)).toContain('\u001b[2J\u001b[Hsrc/index.ts changed\nbuilt 1 function');
  interrupt();
  await done;
});

it('fails at once where there is nothing to watch', async () => {
  const { code, stderr } = await sluice('build --watch nowhere', writePackage({}));
  expect(code).toBe(1);
  expect(stderr).toContain('folder-not-found');
});

it('ends well as a program that is interrupted at a terminal', async () => {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  // A group of its own: Ctrl+C goes to the bundler's process as well.
  const program = spawn(process.execPath, [main, 'build', '--watch'], {
    cwd: writePackage(source('number')),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void program.kill('SIGKILL'));
  const ended = once(program, 'exit');
  for await (const text of program.stderr) if (String(text).includes('built 1 function')) break;
  process.kill(-(program.pid ?? 0), 'SIGINT');
  expect(await ended).toEqual([0, null]);
});
