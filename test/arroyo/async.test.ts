import { load, type UdfHandle, type UdfPackage } from '@sluice/runtime';
import { Int64, type RecordBatch, Table, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect } from 'vitest';
import { Gates } from '../support/gates.ts';
import { buildPackage } from '../support/package.ts';
import { arroyoCases } from './cases.ts';

const arroyo = arroyoCases('async');

const SOURCE = `
import { type UdfContext, udf } from '@sluice/sdk';
const gate = async (key: string, signal?: AbortSignal): Promise<string> =>
  (await fetch(process.env['GATES_URL'] + '/' + key, signal ? { signal } : {})).text();
/** Answers when the test lets it: with its own key. */
export const gated = udf({ async: true, timeout: '1m' }, async (key: bigint): Promise<bigint> => {
  await gate(String(key));
  return key;
});
/** Row 1 is let through; row 2 never answers in time. */
export const brief = udf({ async: true, timeout: '30ms' }, async (key: bigint, ctx: UdfContext): Promise<bigint> => {
  if (key === 2n) await gate('brief-' + key, ctx.signal);
  return key;
});
export const hangs = udf({ async: true, timeout: '1m' }, async (key: bigint, ctx: UdfContext): Promise<bigint> => {
  await gate('hangs-' + key, ctx.signal);
  return key;
});
export const zero = udf({ async: true, timeout: '0ms' }, (key: bigint): Promise<bigint> => Promise.resolve(key));
export const sum = udf({ async: true }, async (a: bigint, b: string, c: string): Promise<bigint> =>
  a + BigInt(b.length) + BigInt(c.length));
let calls = 0n;
export const strict = udf({ async: true }, async (x: bigint): Promise<bigint> => { calls++; return x; });
export const strict_calls = udf({ async: true }, async (): Promise<bigint> => calls);
export const lenient = udf({ async: true }, async (x: bigint | null): Promise<bigint> => x ?? -1n);
export const none = udf({ async: true }, async (x: bigint): Promise<bigint | null> => (x === 1n ? null : x));
`;

let gates: Gates;
let udfs: UdfPackage;
beforeAll(async () => {
  gates = await Gates.open();
  process.env['GATES_URL'] = gates.url;
  udfs = await load(await buildPackage('arroyo-async', SOURCE));
});
afterAll(async () => {
  await udfs.close();
  await gates[Symbol.asyncDispose]();
});

const drained = (handle: UdfHandle): [ids: bigint[], values: unknown[]] | null => {
  const batch = handle.drainResults();
  return batch && [[...(batch.getChild('id') ?? [])], [...(batch.getChild('value') ?? [])]];
};

/** Drains until so many rows have come. */
async function drainRows(handle: UdfHandle, count: number): Promise<[ids: bigint[], values: unknown[]]> {
  const ids: bigint[] = [];
  const values: unknown[] = [];
  while (ids.length < count) {
    await handle.waitForResults();
    const [newIds, newValues] = drained(handle) ?? [[], []];
    ids.push(...newIds);
    values.push(...newValues);
  }
  return [ids, values];
}

const int64 = (...values: (bigint | null)[]): RecordBatch =>
  new Table({ x: vectorFromArray(values, new Int64()) }).batches[0] as RecordBatch;

async function call(name: string, batch: RecordBatch): Promise<unknown[]> {
  const out = await udfs.udf(name, { as: 'result' }).call(batch);
  return [...(out.getChild('result') ?? [])];
}

arroyo('R01', 'unordered: results come as they complete, each drained once', async () => {
  const handle = udfs.udf('gated', { maxInFlight: 100 }).start();
  for (const key of [11n, 12n, 13n, 14n]) await handle.send(key, [key]);
  await gates.release(14);
  expect((await drainRows(handle, 1))[0]).toEqual([14n]);
  await gates.release(12);
  expect((await drainRows(handle, 1))[0]).toEqual([12n]);
  await gates.release(13);
  expect((await drainRows(handle, 1))[0]).toEqual([13n]);
  await gates.release(11);
  expect((await drainRows(handle, 1))[0]).toEqual([11n]);
  expect(drained(handle)).toBeNull();
  await handle.stop();
});

arroyo('R02', 'ordered: nothing before its turn, then all in input order', async () => {
  const handle = udfs.udf('gated', { maxInFlight: 100, ordered: true }).start();
  for (const key of [21n, 22n, 23n, 24n]) await handle.send(key, [key]);
  for (const key of [24, 22, 23]) await gates.release(key);
  while ((await handle.snapshot()).buffered < 3);
  expect(drained(handle)).toBeNull();
  await gates.release(21);
  expect((await drainRows(handle, 4))[0]).toEqual([21n, 22n, 23n, 24n]);
  expect(drained(handle)).toBeNull();
  await handle.stop();
});

arroyo('R03', 'a limit of 3: four rows are accepted, three run, the fifth waits', async () => {
  const handle = udfs.udf('gated', { maxInFlight: 3 }).start();
  for (const key of [31n, 32n, 33n, 34n]) await handle.send(key, [key]);
  let accepted = false;
  const fifth = handle.send(35n, [35n]).then(() => {
    accepted = true;
  });
  for (const key of [31, 32, 33]) await gates.waitFor(key);
  expect(await handle.snapshot()).toMatchObject({ inFlight: 3, queued: 1, started: 3 });
  expect(accepted).toBe(false);
  await gates.release(32);
  await fifth;
  for (const key of [31, 33, 34, 35]) await gates.release(key);
  expect((await drainRows(handle, 5))[0].sort()).toEqual([31n, 32n, 33n, 34n, 35n]);
  await handle.stop();
});

arroyo('R06', 'a second drain without new completions is null; a drain never blocks', async () => {
  const handle = udfs.udf('gated').start();
  expect(drained(handle)).toBeNull();
  await handle.send(61n, [61n]);
  await gates.release(61);
  await drainRows(handle, 1);
  expect(drained(handle)).toBeNull();
  await handle.stop();
});

for (const ordered of [false, true]) {
  const mode = ordered ? 'ordered' : 'unordered';
  arroyo(
    'R07',
    `beat: ${mode}, a timeout is its row's error, and the row before it is delivered`,
    async () => {
      const handle = udfs.udf('brief', { onError: 'capture', ordered }).start();
      await handle.send(1n, [1n]);
      await handle.send(2n, [2n]);
      await handle.send(3n, [3n]);
      const rows = new Map<bigint, unknown>();
      while (rows.size < 3) {
        await handle.waitForResults();
        for (const row of handle.drainResults() ?? []) rows.set(row?.['id'], row?.toJSON());
      }
      expect(rows.get(1n)).toMatchObject({ value: 1n, error: null });
      expect(rows.get(3n)).toMatchObject({ value: 3n, error: null });
      expect(rows.get(2n)).toMatchObject({ value: null });
      expect((rows.get(2n) as { error: { toJSON(): object } }).error.toJSON()).toMatchObject({
        code: 'timeout',
      });
      await handle.send(4n, [4n]);
      expect((await drainRows(handle, 1))[1]).toEqual([4n]);
      await handle.stop();
    },
  );
}

arroyo(
  'R07',
  "beat: under onError 'fail' what finished is drained, then the row's error is thrown",
  async () => {
    const handle = udfs.udf('brief').start();
    await handle.send(1n, [1n]);
    expect(await drainRows(handle, 1)).toEqual([[1n], [1n]]);
    await handle.send(2n, [2n]);
    await handle.waitForResults();
    expect(() => handle.drainResults()).toThrow(/row with id 2.*timeout/s);
    expect(await call('strict', int64(5n))).toEqual([5n]);
  },
);

arroyo('R09', 'beat: stop aborts what is in flight and can be awaited', async () => {
  const handle = udfs.udf('hangs', { maxInFlight: 10 }).start();
  for (const key of [91n, 92n, 93n]) await handle.send(key, [key]);
  for (const key of [91, 92, 93]) await gates.waitFor(`hangs-${key}`);
  await handle.stop();
  for (const key of [91, 92, 93]) await gates.waitForHangUp(`hangs-${key}`);
  expect(drained(handle)).toBeNull();
  await expect(handle.send(94n, [94n])).rejects.toMatchObject({ code: 'stopped' });
});

arroyo('R09', 'beat: stop works with every slot taken', async () => {
  const handle = udfs.udf('hangs', { maxInFlight: 2 }).start();
  for (const key of [95n, 96n, 97n]) await handle.send(key, [key]);
  await gates.waitFor('hangs-96');
  await handle.stop();
  await gates.waitForHangUp('hangs-95');
});

arroyo('R13', 'a call that is ready at once has its result even with a timeout of 0', async () => {
  const handle = udfs.udf('zero').start();
  await handle.send(1n, [7n]);
  expect(await drainRows(handle, 1)).toEqual([[1n], [7n]]);
  await handle.stop();
});

arroyo('R14', 'the id comes back with its value: opaque, unsigned, 64 bits', async () => {
  const handle = udfs.udf('sum').start();
  await handle.send(5, [2n, 'hello', 'blah']);
  expect(await drainRows(handle, 1)).toEqual([[5n], [11n]]);
  const largest = 2n ** 64n - 1n;
  await handle.send(largest, [0n, '', '']);
  expect(await drainRows(handle, 1)).toEqual([[largest], [0n]]);
  for (const id of [-1, 1.5, 2 ** 53, -1n, 2n ** 64n]) {
    await expect(handle.send(id, [0n, '', ''])).rejects.toMatchObject({ code: 'invalid-argument' });
  }
  await handle.stop();
});

arroyo(
  'R15',
  'beat: a null for a parameter that admits none is not called, on the async path too',
  async () => {
    expect(await call('strict', int64(null, null))).toEqual([null, null]);
    const handle = udfs.udf('strict').start();
    await handle.send(1n, [null]);
    expect(await drainRows(handle, 1)).toEqual([[1n], [null]]);
    await handle.stop();
  },
);

arroyo('R16', 'a parameter that admits null is called with null', async () => {
  expect(await call('lenient', int64(1n, null))).toEqual([1n, -1n]);
});

arroyo('R17', 'a null result is a null at that id', async () => {
  const handle = udfs.udf('none', { ordered: true }).start();
  await handle.send(1n, [1n]);
  await handle.send(2n, [2n]);
  expect(await drainRows(handle, 2)).toEqual([
    [1n, 2n],
    [null, 2n],
  ]);
  await handle.stop();
});

arroyo('R18', 'starting twice is the same as once', async () => {
  const handle = udfs.udf('sum');
  expect(handle.start().start()).toBe(handle);
  await handle.send(1n, [1n, '', '']);
  expect(await drainRows(handle, 1)).toEqual([[1n], [1n]]);
  await handle.stop();
});

arroyo('R19', 'sending before the start is an error that says so', async () => {
  await expect(udfs.udf('sum').send(1n, [1n, '', ''])).rejects.toMatchObject({
    code: 'not-started',
    message: expect.stringContaining('async UDF sum has not been started'),
  });
});

arroyo(
  'R20',
  'beat: a batch of rows may be sent at once; a wrong number of arguments is an error',
  async () => {
    const handle = udfs.udf('strict', { columns: { x: 'x' }, ordered: true }).start();
    await handle.sendBatch([7n, 8n], int64(70n, 80n));
    expect(await drainRows(handle, 2)).toEqual([
      [7n, 8n],
      [70n, 80n],
    ]);
    await expect(handle.send(9n, [1n, 2n])).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('strict takes 1 arguments (x), got 2'),
    });
    await handle.stop();
  },
);
