import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { build } from '@sluice/codegen';
import { load, type UdfPackage } from '@sluice/runtime';
import { loadInline } from '@sluice/runtime/inline';
import { Int32, tableFromArrays, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writePackage } from '../support/package.ts';

const THROWS = `import { aggregate, RetryableError, udf } from '@sluice/sdk';
import { parse } from 'dep';
import { deep } from './deep.ts';

interface Unused { readonly moves: 'lines' }

export const sync = udf({}, (text: string): string => {
  throw new TypeError(\`sync \${text}\`); // sync
});

export class Async {
  @udf({ async: true })
  static async frames(text: string): Promise<string> {
    await new Promise((resolve) => setImmediate(resolve));
    return await deep(text); // awaits
  }

  @udf({ async: true })
  static async causes(text: string): Promise<string> {
    try {
      return await deep(text);
    } catch (cause) {
      throw new Error('outer', { cause: new RetryableError('middle', { cause }) }); // causes
    }
  }

  @udf({ async: true, onError: 'capture' })
  static async several(text: string): Promise<string> {
    return await Promise.any([deep(text), deep('b')]); // several
  }

  @udf({ async: true })
  static async uncaught(text: string): Promise<string> {
    setImmediate(() => {
      throw new Error(\`uncaught \${text}\`, { cause: new Error('why') }); // uncaught
    });
    return await new Promise(() => {});
  }

  @udf({ async: true, batch: { maxRows: 2 }, onError: 'capture' })
  static async batched(texts: string[]): Promise<(string | Error)[]> {
    return texts.map(() => new Error('batched')); // batched
  }
}

export const dependency = udf({ onError: 'capture' }, (text: string): string => parse(text)); // dependency

export const items = udf({}, function* (text: string): Generator<string> {
  yield text;
  throw new Error('table'); // table
});

export const column = udf({ vectorized: true }, (values: Float64Array): Float64Array => {
  throw new Error(\`vectorized \${values.length}\`); // vectorized
});

@aggregate()
export class Total {
  init(): { sum: number } {
    return { sum: 0 };
  }
  accumulate(state: { sum: number }, value: number): void {
    if (value < 0) throw new RangeError('negative'); // accumulate
    state.sum += value;
  }
  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }
  finish(state: { sum: number }): number {
    throw new RangeError(\`finish \${state.sum}\`); // finish
  }
}
`;

const DEEP = `export async function deep(text: string): Promise<string> {
  await Promise.resolve();
  throw new RangeError(\`deep \${text}\`);
}
`;

const DEPENDENCY = {
  'node_modules/dep/package.json': JSON.stringify({
    name: 'dep',
    version: '2.0.0',
    type: 'module',
    exports: { types: './index.d.ts', default: './index.js' },
  }),
  'node_modules/dep/index.js':
    "// A comment.\nexport function parse(text) {\n  throw new SyntaxError('cannot parse ' + text);\n}\n",
  'node_modules/dep/index.d.ts': 'export declare function parse(text: string): string;\n',
};

/** `src/throws.ts:8:9`, of the line that ends with a comment. */
function at(comment: string, what = 'new ', source = THROWS, file = 'src/throws.ts'): string {
  const lines = source.split('\n');
  const line = lines.findIndex((text) => text.endsWith(`// ${comment}`));
  return `${file}:${line + 1}:${(lines[line]?.indexOf(what) ?? -1) + 1}`;
}

async function built(
  name: string,
  files: Readonly<Record<string, string>>,
  outDir?: string,
): Promise<string> {
  const folder = writePackage(name, files);
  const { diagnostics } = await build(folder, outDir === undefined ? {} : { outDir });
  expect(diagnostics).toEqual([]);
  return folder;
}

let folder: string;
let udfs: UdfPackage;

beforeAll(async () => {
  folder = await built('stacks', { 'src/throws.ts': THROWS, 'src/deep.ts': DEEP, ...DEPENDENCY });
  udfs = await load(folder);
});
afterAll(() => udfs.close());

const [batch] = tableFromArrays({
  text: ['x'],
  values: Float64Array.of(1),
  value: Float64Array.of(-1),
}).batches;
if (batch === undefined) throw new Error('there is no batch');

async function failureOf(name: string, from = udfs): Promise<Error> {
  return (await from
    .udf(name)
    .call(batch)
    .catch((error: unknown) => error)) as Error;
}

async function capturedAt(name: string): Promise<unknown> {
  const result = await udfs.udf(name).call(batch);
  return result.getChild(`${name}_error`)?.get(0)?.at;
}

it('a synchronous function: the line that threw, and none of the runtime', async () => {
  const { stack } = await failureOf('sync');

  expect(stack).toMatch(/^sync: row 0 of the batch: TypeError: sync x\n {4}at /);
  expect(stack?.split('\n')[1]).toContain(`(${at('sync')})`);
  expect(stack).toContain('(dist/adapters/sync.ts:');
  expect(stack).not.toMatch(/packages\/runtime|node:internal/);
  expect(stack).not.toContain(folder);
});

/** Node 24 names the class of a static method, those before it its prototype. */
function ofAnyNode(stack: string): string {
  return stack.replaceAll('Function.', 'Async.');
}

it('an asynchronous function: the frames behind each await', async () => {
  const { stack = '' } = await failureOf('frames');

  expect(stack).toContain('at deep (src/deep.ts:3:9)');
  expect(ofAnyNode(stack)).toContain(`at async Async.frames (${at('awaits', 'await')})`);
});

it('causes, each with a stack of its own', async () => {
  const { stack, cause } = await failureOf('causes');
  const middle = cause as Error;

  expect(stack).toContain(`(${at('causes')})`);
  expect(ofAnyNode(middle.stack ?? '')).toContain(
    `RetryableError: middle\n    at Async.causes (${at('causes', 'new Retry')})`,
  );
  expect((middle.cause as Error).stack).toContain('RangeError: deep x\n    at deep (src/deep.ts:3:9)');
});

it('an AggregateError, whose errors say where they come from', async () => {
  const error = (await udfs
    .udf('several', { onError: 'fail' })
    .call(batch)
    .catch((failure: unknown) => failure)) as AggregateError;

  expect(error.errors.map(({ message }: Error) => message)).toEqual(['deep x', 'deep b']);
  expect(ofAnyNode(inspect(error))).toContain(`at async Async.several (${at('several', 'await')})`);
  expect(await capturedAt('several')).toBe('src/deep.ts:3:9');
});

it('a dependency in the bundle: its name and version, and the author on its way', async () => {
  const { stack } = (await udfs
    .udf('dependency', { onError: 'fail' })
    .call(batch)
    .catch((failure: unknown) => failure)) as Error;

  expect(stack).toContain('at parse (node_modules/dep@2.0.0/index.js:3:9)');
  expect(stack).toContain(`(${at('dependency', 'parse(')})`);
  expect(await capturedAt('dependency')).toBe(at('dependency', 'parse('));
});

it('table and vectorized functions, and an error in the place of a row', async () => {
  expect((await failureOf('items')).stack).toContain(`(${at('table')})`);
  expect((await failureOf('column')).stack).toContain(`(${at('vectorized')})`);
  const [texts] = tableFromArrays({ texts: ['x'] }).batches;
  if (texts === undefined) throw new Error('there is no batch');
  const result = await udfs.udf('batched').call(texts);
  expect(result.getChild('batched_error')?.get(0)?.at).toBe(at('batched'));
});

it('an aggregate: its rows and its result', async () => {
  const of = async (value: number): Promise<Error> => {
    const { batches } = tableFromArrays({ value: Float64Array.of(value) });
    return (await udfs
      .aggregate('total')
      .run(batches)
      .catch((error: unknown) => error)) as Error;
  };

  expect((await of(-1)).stack).toContain(`at Total.accumulate (${at('accumulate')})`);
  expect((await of(1)).stack).toContain(`at Total.finish (${at('finish')})`);
});

it('a row at a time', async () => {
  const handle = udfs.udf('frames');
  handle.start();
  await handle.send(7n, ['x']);
  await handle.waitForResults();
  const { stack } = catching(() => handle.drainResults());

  expect(stack).toContain('row with id 7: RangeError: deep x\n    at deep (src/deep.ts:3:9)');
});

it('an error that nobody caught, which ends the thread', async () => {
  const own = await load(folder);
  const error = await failureOf('uncaught', own);

  expect(error.message).toBe("the bundle's thread failed: uncaught x");
  expect((error.cause as Error).stack).toContain(`(${at('uncaught')})`);
  expect(inspect(error)).not.toContain(`${folder}/`);
  await own.close();
});

const INSTANCE = (open: string, top = ''): string => `import { udf } from '@sluice/sdk';
${top}
export class Geo {
  constructor() {
    ${open === 'constructor' ? "throw new Error('no constructor'); // constructor" : ''}
  }
  async open(): Promise<void> {
    await Promise.resolve();
    ${open === 'open' ? "throw new Error('no open'); // open" : ''}
  }
  close(): void {
    ${open === 'close' ? "throw new Error('no close'); // close" : ''}
  }
  @udf()
  city(ip: string): string {
    return ip;
  }
}
`;

it.each(['constructor', 'open'])('an instance whose %s fails, on a thread and inline', async (step) => {
  const source = INSTANCE(step);
  const failing = await built(`stacks-${step}`, { 'src/geo.ts': source });
  const place = `(${at(step, 'new ', source, 'src/geo.ts')})`;
  const fromThread = (await load(failing).catch((error: unknown) => error)) as Error;
  const fromInline = (await loadInline(failing).catch((error: unknown) => error)) as Error;

  for (const { message, cause } of [fromThread, fromInline]) {
    expect(message).toContain(`Geo: its ${step === 'open' ? 'open()' : step} failed: no ${step}`);
    expect((cause as Error).stack).toContain(place);
    expect((cause as Error).stack).not.toContain(failing);
  }
});

it('an instance whose close fails', async () => {
  const source = INSTANCE('close');
  const failing = await load(await built('stacks-close', { 'src/geo.ts': source }));
  const error = (await failing.close().catch((failure: unknown) => failure)) as Error;

  expect((error.cause as Error).stack).toContain(
    `at Geo.close (${at('close', 'new ', source, 'src/geo.ts')})`,
  );
});

it('a module that throws while it is imported', async () => {
  const source = INSTANCE('', "if (Date.now() > 0) throw new Error('no key'); // import");
  const failing = await built('stacks-import', { 'src/geo.ts': source });
  const error = (await load(failing).catch((failure: unknown) => failure)) as Error;

  expect(error.message).toContain('failed while it was imported: no key');
  expect((error.cause as Error).stack).toContain(at('import', 'new ', source, 'src/geo.ts'));
});

it('inline: the line that threw', async () => {
  const inline = await loadInline(folder);
  const table = tableFromArrays({
    text: vectorFromArray(['x'], new Utf8()),
    other: vectorFromArray([1], new Int32()),
  });
  const bytes = tableToIPC(table.select(['text']));
  const schemaBytes = 8 + Buffer.from(bytes.buffer, bytes.byteOffset).readInt32LE(4);
  const adapter = inline.udf('sync');
  adapter.schema(bytes.subarray(0, schemaBytes));

  const run = (): unknown => adapter.batch(bytes.subarray(schemaBytes));
  expect(run).toThrow('sync: row 0 of the batch: sync x');
  expect(catching(run).stack).toContain(`(${at('sync')})`);
  expect(catching(run).stack).not.toContain(folder);
  await inline.close();
});

function catching(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error; // the adapter throws no other
  }
  throw new Error('it did not throw');
}

it('a package that is installed, or whose output lies deeper', async () => {
  const installed = join(folder, '../stacks-host/node_modules/@acme/stacks');
  rmSync(installed, { recursive: true, force: true });
  for (const part of ['package.json', 'dist']) {
    cpSync(join(folder, part), join(installed, part), { recursive: true });
  }
  const deeper = await built(
    'stacks-deeper',
    { 'src/deep.ts': DEEP, 'src/throws.ts': THROWS, ...DEPENDENCY },
    'out/a/b',
  );
  for (const place of [installed, join(deeper, 'out/a/b')]) {
    const own = await load(place);
    const result = await own.udf('dependency').call(batch);

    expect(result.getChild('dependency_error')?.get(0)?.at).toBe(at('dependency', 'parse('));
    expect((await failureOf('sync', own)).stack).toContain(`(${at('sync')})`);
    await own.close();
  }
});

it('without a source map the frames stay as they are', async () => {
  const unmapped = await built('stacks-unmapped', {
    'src/throws.ts': THROWS,
    'src/deep.ts': DEEP,
    ...DEPENDENCY,
  });
  rmSync(join(unmapped, 'dist/udfs.mjs.map'));
  const own = await load(unmapped);

  expect((await failureOf('sync', own)).stack).toMatch(
    /\(file:\/\/\/.*\/stacks-unmapped\/dist\/udfs\.mjs:\d+:\d+\)/,
  );
  await own.close();
});
