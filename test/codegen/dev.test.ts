import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { writePackage } from '../support/package.ts';

const main = fileURLToPath(new URL('../../packages/codegen/dist/cli/main.js', import.meta.url));

const source = (body: string): string => `import { type Int32, udf } from '@sluice/sdk';

export const next = udf({ async: true, maxInFlight: 10 }, async (n: Int32): Promise<Int32> => {
  ${body}
});
`;

interface Event {
  readonly type: string;
  readonly changed: readonly { readonly row: string; readonly before: unknown; readonly after: unknown }[];
  readonly errors: readonly object[];
  readonly latencyMs: { readonly max: number } | null;
  readonly diagnostics: readonly { readonly code: string }[];
}

/** `sluice dev --json` in a process of its own, over files that are really watched. */
function start(folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, [main, 'dev', ...args, '--json'], { cwd: folder });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    /** The next event of a type; those before it are left out. */
    async next(type: string): Promise<Event> {
      for (;;) {
        const line = await lines.next();
        if (line.done === true) throw new Error(`it ended without an event ${type}`);
        const event = JSON.parse(line.value) as Event;
        if (event.type === type) return event;
      }
    },
  };
}

it('runs again when a file changes: new results, errors by line, a build that fails, a run that is given up', async () => {
  const folder = writePackage('cli-dev', { 'src/udfs.ts': source('return n + 1;') });
  writeFileSync(join(folder, 'rows.jsonl'), '{"n":1}\n{"n":2}\n');
  const edit = (text: string): void => writeFileSync(join(folder, 'src/udfs.ts'), text);
  const { child, next } = start(folder, ['next', 'rows.jsonl']);
  const first = await next('run');
  expect(first.changed.map(({ row, after }) => [row, after])).toEqual([
    ['rows.jsonl:1', { value: 2 }],
    ['rows.jsonl:2', { value: 3 }],
  ]);
  expect(first.latencyMs?.max).toBeGreaterThan(0);
  edit(source("if (n === 2) throw new Error('two');\n  return n + 1;"));
  const failing = await next('run');
  expect(failing.changed).toMatchObject([
    { row: 'rows.jsonl:2', before: { value: 3 }, after: { error: 'udf-threw: two' } },
  ]);
  expect(failing.errors).toMatchObject([
    { row: 'rows.jsonl:2', at: 'src/udfs.ts:4:22', arguments: { n: 2 } },
  ]);
  edit(source('return n +;'));
  expect((await next('build')).diagnostics).toMatchObject([{ code: 'syntax-error' }]);
  edit(source('await new Promise(() => {});\n  return n;'));
  expect((await next('build')).diagnostics).toEqual([]);
  edit(source('return n * 10;'));
  await next('aborted');
  expect((await next('run')).changed.map(({ before, after }) => [before, after])).toEqual([
    [{ value: 2 }, { value: 10 }],
    [{ error: 'udf-threw: two' }, { value: 20 }],
  ]);
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

it('reads a sample from the standard input, once, and runs it once', async () => {
  const folder = writePackage('cli-dev-once', { 'src/udfs.ts': source('return n + 1;') });
  const { child, next } = start(folder, ['next', '-', '--once', '--arg', 'n=id']);
  const ended = once(child, 'exit');
  child.stdin.end('id\n41\n');
  expect((await next('run')).changed).toEqual([
    { row: 'stdin:2', arguments: { n: 41 }, before: null, after: { value: 42 } },
  ]);
  expect(await ended).toEqual([0, null]);
});
