import { checkpointPosition, load, type UdfPackage, Watermark } from '@sluice/runtime';
import { Int64, type RecordBatch, Table, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Gates } from '../support/gates.ts';
import { buildPackage } from '../support/package.ts';
import { arroyoCases } from './cases.ts';

const arroyo = arroyoCases('operator');

// Arroyo's operator is `stream()` here: it holds batches, watermarks and checkpoints as Arroyo's holds rows. A batch
// leaves whole, when its last row is done.

const SOURCE = `
import { type UdfContext, udf } from '@sluice/sdk';
const ask = async (key: string, signal: AbortSignal): Promise<string> =>
  (await fetch(process.env['GATES_URL'] + '/' + key, { signal })).text();
/** Answers when the test lets it; how often each key was called is in the keys that the test sees arrive. */
export const gated = udf({ async: true, timeout: '1m' }, async (key: string, ctx: UdfContext): Promise<string> => {
  await ask(key, ctx.signal);
  return key.toUpperCase();
});
export const keyed = udf({ async: true }, async (key: string, ctx: UdfContext): Promise<string> => ctx.idempotencyKey);
`;

let gates: Gates;
let udfs: UdfPackage;
beforeAll(async () => {
  gates = await Gates.open();
  process.env['GATES_URL'] = gates.url;
  udfs = await load(await buildPackage('arroyo-operator', SOURCE));
});
afterAll(async () => {
  await udfs.close();
  await gates[Symbol.asyncDispose]();
});

const batch = (columns: Record<string, Vector>): RecordBatch => new Table(columns).batches[0] as RecordBatch;
const keys = (...values: string[]): RecordBatch => batch({ key: vectorFromArray(values, new Utf8()) });
const column = (output: RecordBatch | Watermark | undefined, name: string): unknown[] =>
  output === undefined || output instanceof Watermark ? [] : [...(output.getChild(name) ?? [])];

async function rest(stream: AsyncIterable<RecordBatch | Watermark>, name: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const item of stream)
    seen.push(...(item instanceof Watermark ? [item.value] : column(item, name)));
  return seen;
}

const calls = (key: string): number => gates.arrived.filter((arrived) => arrived === key).length;

/** An input that stays open after its items, as a source of a running pipeline does. */
async function* open<Item>(...items: Item[]): AsyncGenerator<Item> {
  yield* items;
  await new Promise(() => {});
}

arroyo('W01', 'beat: rows need no counter of their own: each has a key unlike any other', async () => {
  const first = await rest(udfs.udf('keyed').stream([keys('a', 'b'), keys('c')]), 'keyed');
  const second = await rest(udfs.udf('keyed').stream([keys('a', 'b')]), 'keyed');
  expect(new Set([...first, ...second]).size).toBe(5);
});

arroyo('W02', 'unordered: whichever rows finish first, a batch holds its rows in their order', async () => {
  const stream = udfs.udf('gated').stream([keys('w2a', 'w2b', 'w2c', 'w2d')]);
  const next = stream.next();
  for (const key of ['w2c', 'w2a', 'w2d', 'w2b']) await gates.release(key);
  expect(column((await next).value as RecordBatch, 'gated')).toEqual(['W2A', 'W2B', 'W2C', 'W2D']);
});

arroyo('W05', 'beat: a watermark with nothing in flight before it is forwarded at once', async () => {
  const stream = udfs.udf('gated').stream(open(new Watermark(5n)));
  expect((await stream.next()).value).toMatchObject({ value: 5n });
  await stream.return();
});

arroyo(
  'W07',
  'beat (104): after a restore a row is called with its arguments, not with the columns of its input',
  async () => {
    const input = batch({
      timestamp: vectorFromArray([1n, 2n], new Int64()),
      counter: vectorFromArray(['w7a', 'w7b'], new Utf8()),
    });
    const options = { columns: { key: 'counter' } };
    const stream = udfs.udf('gated', options).stream(open(input));
    void stream.next().catch(() => {});
    await gates.waitFor('w7b');
    const saved = await stream.checkpoint();
    await stream.return();
    for (const key of ['w7a', 'w7b']) await gates.waitForHangUp(key);
    const restored = udfs.udf('gated', options).stream([], { restore: saved });
    const next = restored.next();
    for (const key of ['w7a', 'w7b']) await gates.release(key);
    const output = (await next).value as RecordBatch;
    expect(column(output, 'gated')).toEqual(['W7A', 'W7B']);
    expect(column(output, 'timestamp')).toEqual([1n, 2n]);
  },
);

for (const ordered of [false, true]) {
  const mode = ordered ? 'ordered' : 'unordered';
  arroyo('W08', `beat: ${mode}, a call that finished before the checkpoint is not made again`, async () => {
    const k = (name: string): string => `w8-${mode}-${name}`;
    const handle = udfs.udf('gated', { ordered });
    const items = [keys(k('a'), k('b')), new Watermark(8n), keys(k('c'))];
    const stream = handle.stream(open(...items));
    void stream.next().catch(() => {});
    for (const key of ['a', 'b', 'c']) await gates.waitFor(k(key));
    await gates.release(k('b'));
    await gates.release(k('c'));
    while ((await handle.snapshot()).succeeded < 2);
    const saved = await stream.checkpoint();
    await stream.return();
    await gates.waitForHangUp(k('a'));
    expect(checkpointPosition(saved)).toBe(3);
    const restored = udfs
      .udf('gated', { ordered, maxInFlight: 1 })
      .stream([keys(k('d'))], { restore: saved });
    const out = rest(restored, 'gated');
    await gates.release(k('a'));
    await gates.release(k('d'));
    const upper = (name: string): string => k(name).toUpperCase();
    expect(await out).toEqual([upper('a'), upper('b'), 8n, upper('c'), upper('d')]);
    expect(['a', 'b', 'c', 'd'].map((key) => calls(k(key)))).toEqual([2, 1, 1, 1]);
  });
}

arroyo('W10', 'beat: at the end of the data everything in flight is waited for', async () => {
  const out = rest(udfs.udf('gated').stream([keys('w10a'), keys('w10b')]), 'gated');
  await gates.release('w10b');
  await gates.release('w10a');
  expect(await out).toEqual(['W10B', 'W10A']);
});

arroyo('W11', 'a stop does not wait: what is in flight is in the checkpoint', async () => {
  const handle = udfs.udf('gated');
  const stream = handle.stream(open(keys('w11')));
  const told = expect(stream.next()).rejects.toMatchObject({ code: 'stopped' });
  await gates.waitFor('w11');
  const saved = await stream.checkpoint();
  await handle.stop();
  await told;
  const out = rest(udfs.udf('gated').stream([], { restore: saved }), 'gated');
  await gates.waitForHangUp('w11');
  await gates.release('w11');
  expect(await out).toEqual(['W11']);
});

arroyo('W12', 'beat: results are pushed when they are there; nobody polls for them', async () => {
  const handle = udfs.udf('gated').start();
  await handle.send(1n, ['w12']);
  const told = handle.waitForResults();
  await gates.release('w12');
  await told;
  expect(column(handle.drainResults() ?? undefined, 'value')).toEqual(['W12']);
  await handle.stop();
});

arroyo(
  'W13',
  'beat: checkpoints of two subtasks can be taken up by one: their rows have nothing in common',
  async () => {
    const handle = udfs.udf('gated');
    const streams = ['w13a', 'w13b'].map((key) => handle.stream(open(keys(key))));
    for (const stream of streams) void stream.next().catch(() => {});
    for (const key of ['w13a', 'w13b']) await gates.waitFor(key);
    const saved = await Promise.all(streams.map((stream) => stream.checkpoint()));
    await handle.stop();
    const one = udfs.udf('gated');
    const outs = saved.map((restore) => rest(one.stream([], { restore }), 'gated'));
    for (const key of ['w13b', 'w13a']) {
      await gates.waitForHangUp(key);
      await gates.release(key);
    }
    expect(await Promise.all(outs)).toEqual([['W13A'], ['W13B']]);
  },
);

it('a checkpoint that is damaged, or of another function, is refused', async () => {
  const stream = udfs.udf('gated').stream(open(keys('damaged')));
  void stream.next().catch(() => {});
  await gates.waitFor('damaged');
  const saved = await stream.checkpoint();
  await stream.return();
  expect(() => udfs.udf('keyed').stream([], { restore: saved })).toThrow(/gated/);
  saved[saved.length >> 1] = (saved[saved.length >> 1] as number) ^ 1;
  expect(() => udfs.udf('gated').stream([], { restore: saved })).toThrow(
    expect.objectContaining({ code: 'checkpoint-invalid' }),
  );
});
