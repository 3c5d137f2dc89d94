import { load, type UdfPackage, Watermark } from '@sluice/runtime';
import { Int64, type RecordBatch, Table, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Gates } from '../support/gates.ts';
import { buildPackage } from '../support/package.ts';

// What the options of asynchronous functions do through the whole path. The executor's own tests show them case by
// case on a virtual clock; delays here are as short as they can be, and nothing depends on how long anything takes.

const SOURCE = `
import { RetryableError, TerminalError, type UdfContext, type UdfOpenContext, udf } from '@sluice/sdk';

const ask = async (key: string, signal?: AbortSignal): Promise<string> =>
  (await fetch(process.env['GATES_URL'] + '/' + key, signal ? { signal } : {})).text();

const attempts = new Map<bigint, number>();
const attempt = (x: bigint): number => {
  const count = (attempts.get(x) ?? 0) + 1;
  attempts.set(x, count);
  return count;
};
const keys = new Map<bigint, Set<string>>();

export const flaky = udf(
  { async: true, onError: 'capture', retry: { retries: 3, backoff: '1ms', jitter: 0, when: (error) => !(error instanceof RangeError) } },
  async (x: bigint, ctx: UdfContext): Promise<string> => {
    const seen = keys.get(x) ?? new Set<string>();
    keys.set(x, seen.add(ctx.idempotencyKey));
    const count = attempt(x);
    if (x === 1n && count < 3) throw new Error('not yet');
    if (x === 2n) throw new TerminalError('never');
    if (x === 3n) throw new RangeError('not worth it');
    if (x === 4n) throw new Error('always');
    if (x === 5n && count === 1) throw new RetryableError('slow down', { retryAfter: 1 });
    return count + ' attempts, ' + seen.size + ' key, ctx.attempt ' + ctx.attempt;
  },
);

export const inBatches = udf(
  { async: true, onError: 'capture', batch: { maxRows: 3 } },
  async (xs: bigint[]): Promise<(string | Error)[]> =>
    xs.map((x) => (x === 4n ? new Error('four') : x + ' of ' + xs.length)),
);

export const wrongCount = udf(
  { async: true, batch: { maxRows: 10 } },
  async (xs: bigint[]): Promise<bigint[]> => xs.slice(1),
);

let cached = 0;
export const remembered = udf(
  { async: true, deterministic: true, cache: { maxEntries: 100 } },
  async (key: string, n: bigint): Promise<bigint> => BigInt(++cached) + 0n * n + BigInt(0 * key.length),
);

const running = new Map<string, number>();
export const perKey = udf(
  { async: true, orderBy: 'key', maxInFlight: 10 },
  async (key: string, n: bigint): Promise<string> => {
    const now = (running.get(key) ?? 0) + 1;
    running.set(key, now);
    await ask('key-' + key + '-' + n);
    running.set(key, (running.get(key) ?? 0) - 1);
    return key + n + ' with ' + now;
  },
);

export const gated = udf({ async: true, timeout: '1m' }, async (key: string, ctx: UdfContext): Promise<string> => {
  const answer = await ask(key, ctx.signal);
  return key + ' ' + ctx.idempotencyKey.length + answer;
});

const log: string[] = [];
export class First {
  open(ctx: UdfOpenContext): void { log.push('open First ' + ctx.udfs.join()); }
  close(): void { process.stderr.write('close First\\n'); }
  @udf({ async: true }) async history(x: bigint): Promise<string> { return log.join('; '); }
}
export class Second {
  private ready = false;
  async open(): Promise<void> { await Promise.resolve(); this.ready = true; log.push('open Second'); }
  async close(): Promise<void> { process.stderr.write('close Second\\n'); }
  @udf() isReady(x: bigint): boolean { return this.ready; }
}
`;

let gates: Gates;
let udfs: UdfPackage;
let folder: string;
beforeAll(async () => {
  gates = await Gates.open();
  process.env['GATES_URL'] = gates.url;
  folder = await buildPackage('runtime-resilience', SOURCE);
  udfs = await load(folder);
});
afterAll(async () => {
  await udfs.close();
  await gates[Symbol.asyncDispose]();
});

const batch = (columns: Record<string, Vector>): RecordBatch => new Table(columns).batches[0] as RecordBatch;
const ints = (...values: bigint[]): Vector => vectorFromArray(values, new Int64());
const texts = (...values: string[]): Vector => vectorFromArray(values, new Utf8());
const column = (output: RecordBatch, name: string): unknown[] => [...(output.getChild(name) ?? [])];
const errors = (output: RecordBatch, name: string): (Record<string, unknown> | undefined)[] =>
  column(output, name).map((error) => (error as { toJSON(): Record<string, unknown> } | null)?.toJSON());

it('retries what the predicate admits, with one idempotency key a row, and counts the attempts', async () => {
  const handle = udfs.udf('flaky', { as: 'out' });
  const output = await handle.call(batch({ x: ints(0n, 1n, 2n, 3n, 4n, 5n) }));
  expect(column(output, 'out')).toEqual([
    '1 attempts, 1 key, ctx.attempt 1',
    '3 attempts, 1 key, ctx.attempt 3',
    null,
    null,
    null,
    '2 attempts, 1 key, ctx.attempt 2',
  ]);
  expect(errors(output, 'out_error').map((error) => error && [error['message'], error['attempts']])).toEqual([
    undefined,
    undefined,
    ['never', 1],
    ['not worth it', 1],
    ['always', 4],
    undefined,
  ]);
  expect(await handle.snapshot()).toMatchObject({
    succeeded: 3,
    failed: 3,
    retries: 6,
    failedByCode: { 'udf-threw': 3 },
  });
});

it('calls a batch function with up to maxRows rows, and an Error among its results is one row’s', async () => {
  const output = await udfs.udf('in_batches').call(batch({ xs: ints(1n, 2n, 3n, 4n, 5n) }));
  expect(column(output, 'in_batches')).toEqual(['1 of 3', '2 of 3', '3 of 3', null, '5 of 2']);
  expect(errors(output, 'in_batches_error')[3]).toMatchObject({ code: 'udf-threw', message: 'four' });
});

it('a batch function that gives another number of results fails with both numbers', async () => {
  await expect(udfs.udf('wrong_count').call(batch({ xs: ints(1n, 2n, 3n) }))).rejects.toThrow(/2.*3|3.*2/);
});

it('calls once for equal arguments, in one flight and later', async () => {
  const handle = udfs.udf('remembered');
  const input = batch({ key: texts('a', 'b', 'a', 'a'), n: ints(1n, 1n, 1n, 2n) });
  const [a, b, again, other] = column(await handle.call(input), 'remembered');
  expect(again).toBe(a);
  expect(new Set([a, b, other]).size).toBe(3);
  expect(column(await handle.call(input), 'remembered')).toEqual([a, b, again, other]);
  expect(await handle.snapshot()).toMatchObject({ cacheEntries: 3 });
});

it('orderBy: one call a key, keys apart from each other', async () => {
  const handle = udfs.udf('per_key');
  const input = batch({ key: texts('a', 'a', 'b', 'a'), n: ints(1n, 2n, 1n, 3n) });
  const output = handle.call(input);
  await gates.waitFor('key-a-1');
  await gates.waitFor('key-b-1');
  expect(await handle.snapshot()).toMatchObject({ running: 2, blocked: 2 });
  for (const key of ['a-1', 'b-1', 'a-2', 'a-3']) await gates.release(`key-${key}`);
  expect(column(await output, 'per_key')).toEqual(['a1 with 1', 'a2 with 1', 'b1 with 1', 'a3 with 1']);
});

it('watermarks come out where they went in, at once where nothing is before them', async () => {
  const items = [
    new Watermark(1n),
    batch({ key: texts('w1') }),
    new Watermark(2n),
    batch({ key: texts('w2') }),
  ];
  const stream = udfs.udf('gated').stream(items);
  expect((await stream.next()).value).toMatchObject({ value: 1n });
  const next = stream.next();
  await gates.release('w2');
  await gates.release('w1');
  expect(column((await next).value as RecordBatch, 'key')).toEqual(['w1']);
  expect((await stream.next()).value).toMatchObject({ value: 2n });
  expect(column((await stream.next()).value as RecordBatch, 'key')).toEqual(['w2']);
  expect((await stream.next()).done).toBe(true);
});

it('opens instances before the first row, and closes them in reverse', async () => {
  expect(column(await udfs.udf('history').call(batch({ x: ints(1n) })), 'history')).toEqual([
    'open First history; open Second',
  ]);
  expect(column(await udfs.udf('is_ready').call(batch({ x: ints(1n) })), 'is_ready')).toEqual([true]);
  const { spawnSync } = await import('node:child_process');
  const program = `
    import { load } from '@sluice/runtime';
    const udfs = await load(${JSON.stringify(folder)});
    await udfs.close();
  `;
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect([stderr.trim().split('\n'), status]).toEqual([['close Second', 'close First'], 0]);
});

it('81: an instance that cannot be opened fails the loading, by its class and the reason', async () => {
  const broken = await buildPackage(
    'runtime-open-fails',
    `import { udf } from '@sluice/sdk';
     export class Pool {
       open(): void { throw new Error('connection refused'); }
       @udf() f(x: bigint): bigint { return x; }
     }`,
  );
  await expect(load(broken)).rejects.toMatchObject({
    code: 'invalid-bundle',
    message: expect.stringContaining('Pool: its open() failed: connection refused'),
  });
});

it('81: an instance whose close throws is reported, after the others have been closed', async () => {
  const broken = await buildPackage(
    'runtime-close-fails',
    `import { udf } from '@sluice/sdk';
     export class Pool {
       close(): void { throw new Error('still busy'); }
       @udf() f(x: bigint): bigint { return x; }
     }`,
  );
  await expect((await load(broken)).close()).rejects.toThrow('Pool: its close() failed: still busy');
});

it('tells how long rows take while somebody listens', async () => {
  const handle = udfs.udf('flaky', { as: 'out' });
  const seen: number[] = [];
  const stop = handle.observeDurations((milliseconds) => seen.push(...milliseconds));
  await handle.call(batch({ x: ints(100n, 101n, 102n) }));
  await handle.stop();
  stop();
  expect(seen).toHaveLength(3);
  expect(seen.every((ms) => ms >= 0)).toBe(true);
});

it('23: the window is bounded in bytes too: batches beyond it wait until one has left', async () => {
  const handle = udfs.udf('gated', { window: { bytes: 2000 } });
  const long = (key: string): RecordBatch => batch({ key: texts(`bytes-${key}${'.'.repeat(1500)}`) });
  const keyOf = (key: string): string => `bytes-${key}${'.'.repeat(1500)}`;
  const outputs = ['1', '2', '3'].map((key) => handle.call(long(key)));
  await gates.waitFor(keyOf('1'));
  await gates.waitFor(keyOf('2'));
  expect(await handle.snapshot()).toMatchObject({ running: 2, queued: 1 });
  await gates.release(keyOf('1'));
  await gates.waitFor(keyOf('3'));
  for (const key of ['2', '3']) await gates.release(keyOf(key));
  expect((await Promise.all(outputs)).map((output) => output.numRows)).toEqual([1, 1, 1]);
});
