import { join } from 'node:path';
import { load } from '@sluice/runtime';
import { expect, it } from 'vitest';
import { FakeMachine } from '../testing/fake-machine.ts';
import { type PackageFiles, writeFiles, writePackage } from '../testing/fixture.ts';
import { type DevCommandOptions, runDev } from './commands/dev.ts';
import type { Terminal } from './terminal.ts';

const source = (body: string): PackageFiles => ({
  'src/index.ts': `import { udf } from '@sluice/sdk';
export const shout = udf({ async: true }, async (text: string): Promise<string> => {
  ${body}
});
`,
});

const sample: PackageFiles = { 'rows.csv': 'text\na\nb\n\n"c, d"\n' };

interface Change {
  readonly row: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface Event {
  readonly type: string;
  readonly changed?: readonly Change[];
  readonly failed?: number;
  readonly message?: string;
  readonly errors?: readonly object[];
  readonly diagnostics?: readonly { readonly code: string }[];
}

/** `sluice dev --json` on a machine of its own: sources change, and time passes, when a test says so. */
function dev(
  files: PackageFiles,
  name: string,
  sampleFile: string | undefined,
  more: Partial<DevCommandOptions> = {},
) {
  const folder = writePackage(files);
  const machine = new FakeMachine();
  let interrupt = (): void => {};
  let look = (): void => {};
  const events: Event[] = [];
  const opened = { now: 0, most: 0, all: 0 };
  const terminal: Terminal = {
    stdout(text) {
      for (const line of text.trimEnd().split('\n')) events.push(JSON.parse(line) as Event);
      look();
    },
    stderr: () => undefined,
    colour: false,
    workingDirectory: folder,
    onInterrupt(listener) {
      interrupt = listener;
      return () => undefined;
    },
  };
  const options: DevCommandOptions = {
    package: '.',
    out: 'dist',
    rows: 1000,
    json: true,
    arg: [],
    set: [],
    ...more,
  };
  const done = runDev(name, sampleFile, options, terminal, {
    watchFiles: machine.watchFiles,
    clock: machine.clock,
    now: () => 0,
    async load(location, loadOptions) {
      const udfs = await load(location, loadOptions);
      opened.now++;
      opened.all++;
      opened.most = Math.max(opened.most, opened.now);
      const close = udfs.close.bind(udfs);
      udfs.close = (closeOptions) => close(closeOptions).finally(() => opened.now--);
      return udfs;
    },
  });
  return {
    done,
    events,
    opened,
    interrupt: () => interrupt(),
    edit(changed: PackageFiles) {
      writeFiles(folder, changed);
      for (const path of Object.keys(changed)) machine.change(join(folder, path));
      machine.advance(30);
    },
    /** The next event of a type that nobody has taken. */
    async next(type: string): Promise<Event> {
      for (;;) {
        const at = events.findIndex((event) => event.type === type);
        if (at >= 0) return events.splice(0, at + 1).at(-1) as Event; // There is one.
        await new Promise<void>((resolve) => {
          look = resolve;
        });
      }
    },
  };
}

const changesOf = ({ changed = [] }: Event): readonly string[] =>
  changed.map(({ row, before, after }) => `${row} ${JSON.stringify(before)} -> ${JSON.stringify(after)}`);

it('runs the sample, and after each change says which results are others', async () => {
  const { next, edit, interrupt, done } = dev(
    { ...source('return text.toUpperCase();'), ...sample },
    'shout',
    'rows.csv',
  );
  expect(changesOf(await next('run'))).toEqual([
    'rows.csv:2 null -> {"value":"A"}',
    'rows.csv:3 null -> {"value":"B"}',
    'rows.csv:5 null -> {"value":"C, D"}',
  ]);
  edit(source("return text === 'b' ? 'x' : text.toUpperCase();"));
  expect(changesOf(await next('run'))).toEqual(['rows.csv:3 {"value":"B"} -> {"value":"x"}']);
  edit(source("if (text === 'b') throw new Error('no b');\n  return text.toUpperCase();"));
  const failing = await next('run');
  expect(changesOf(failing)).toEqual(['rows.csv:3 {"value":"x"} -> {"error":"udf-threw: no b"}']);
  expect(failing.errors).toEqual([
    {
      row: 'rows.csv:3',
      function: 'shout',
      code: 'udf-threw',
      message: 'no b',
      attempts: 1,
      at: 'src/index.ts:3:27',
      arguments: { text: 'b' },
    },
  ]);
  interrupt();
  expect(await done).toBe(0);
});

it('says what is wrong with the sources, and goes on from the last results when it is mended', async () => {
  const { next, edit, interrupt, done } = dev({ ...source('return text;'), ...sample }, 'shout', 'rows.csv');
  await next('run');
  edit({ 'src/index.ts': 'export const = 1;\n' });
  expect((await next('build')).diagnostics?.[0]?.code).toBe('syntax-error');
  edit(source("return text + '!';"));
  expect(changesOf(await next('run'))[0]).toBe('rows.csv:2 {"value":"a"} -> {"value":"a!"}');
  interrupt();
  await done;
});

it('gives up a run that goes on when the sources change', async () => {
  const { next, edit, interrupt, done, opened } = dev(
    { ...source('await new Promise(() => {});\n  return text;'), ...sample },
    'shout',
    'rows.csv',
  );
  await next('build');
  edit(source('return text;'));
  await next('aborted');
  expect(changesOf(await next('run'))).toHaveLength(3);
  interrupt();
  await done;
  expect(opened.now).toBe(0);
});

it('gives up a run whose thread is busy', async () => {
  const { next, edit, interrupt, done, opened } = dev(
    { ...source('for (;;);'), ...sample },
    'shout',
    'rows.csv',
  );
  await next('build');
  edit(source('return text;'));
  expect(changesOf(await next('run'))).toHaveLength(3);
  interrupt();
  await done;
  expect(opened.now).toBe(0);
});

it('refuses what the function and the sample do not agree on until they do', async () => {
  const { next, edit, interrupt, done } = dev({ ...source('return text;'), ...sample }, 'shut', 'rows.csv');
  expect((await next('refused')).message).toBe("no function 'shut' in this package: did you mean 'shout'?");
  edit({
    'src/index.ts': `import { udf } from '@sluice/sdk';\nexport const shut = udf({}, (word: string): string => word);\n`,
  });
  expect((await next('refused')).message).toMatch(
    /^parameter word takes the column 'word', which this input has not/,
  );
  edit({
    'src/index.ts': `import { udf } from '@sluice/sdk';\nexport const shut = udf({}, (text: string): string => text);\n`,
  });
  expect(changesOf(await next('run'))).toHaveLength(3);
  interrupt();
  await done;
});

it('makes rows up where there is no sample, for the parameters as they are', async () => {
  const { next, edit, interrupt, done } = dev(source('return text;'), 'shout', undefined);
  expect(changesOf(await next('run'))[1]).toBe('generated row 2 null -> {"value":"Ada Lovelace"}');
  edit({
    'src/index.ts': `import { udf } from '@sluice/sdk';\nexport const shout = udf({}, (n: number): number => n);\n`,
  });
  expect(changesOf(await next('run'))[1]).toBe('generated row 2 {"value":"Ada Lovelace"} -> {"value":2}');
  interrupt();
  await done;
});

it('holds one thread at a time, and none at the end, over a hundred changes', async () => {
  const { next, edit, interrupt, done, opened } = dev(
    { ...source('return text;'), ...sample },
    'shout',
    'rows.csv',
  );
  await next('run');
  const before = process.getActiveResourcesInfo().length;
  for (let turn = 1; turn <= 100; turn++) {
    edit(source(`return text + ${turn};`));
    const [first] = changesOf(await next('run'));
    expect(first).toContain(`-> {"value":"a${turn}"}`);
  }
  expect(process.getActiveResourcesInfo().length).toBeLessThan(before + 10);
  interrupt();
  expect(await done).toBe(0);
  expect(opened).toEqual({ now: 0, most: 1, all: 101 });
}, 300_000);

it('builds and runs once', async () => {
  const failing = dev({ ...source("throw new Error('no');"), ...sample }, 'shout', 'rows.csv', {
    once: true,
  });
  expect(await failing.done).toBe(1);
  expect((await failing.next('run')).failed).toBe(3);
  const broken = dev({ 'src/index.ts': 'export const = 1;\n', ...sample }, 'shout', 'rows.csv', {
    once: true,
  });
  expect(await broken.done).toBe(1);
  const fine = dev({ ...source('return text;'), ...sample }, 'shout', 'rows.csv', { once: true, rows: 1 });
  expect(await fine.done).toBe(0);
  expect(changesOf(await fine.next('run'))).toHaveLength(1);
});
