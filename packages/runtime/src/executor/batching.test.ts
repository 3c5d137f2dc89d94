import { expect, it } from 'vitest';
import type { BatchOptions } from './micro-batch.ts';
import type { ExecutorOptions } from './options.ts';
import type { BatchedRow } from './row-group.ts';
import { Harness } from './testing/harness.ts';

interface BatchCall {
  readonly rows: readonly string[];
  readonly at: number;
  readonly signal: () => AbortSignal;
  readonly idempotencyKey: string;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A harness whose function takes batches, each settled by hand; rows are named `group.row`. */
function batching(
  batch: BatchOptions,
  options: Partial<ExecutorOptions> = {},
  random: () => number = () => 0.5,
): { h: Harness; calls: BatchCall[] } {
  const calls: BatchCall[] = [];
  const h: Harness = new Harness(
    {
      batch,
      ...options,
      callRows: (rows: readonly BatchedRow[], context) =>
        h.promise((resolve, reject) => {
          calls.push({
            rows: rows.map(({ group, row }) => `${(group as unknown as { name: string }).name}.${row}`),
            at: h.clock.time,
            signal: () => context.signal,
            idempotencyKey: context.idempotencyKey,
            resolve,
            reject,
          });
        }),
    },
    { id: 's', random },
  );
  return { h, calls };
}

it('118, 125: rows are called by maxRows, the rest in a smaller call', () => {
  for (const [maxRows, sizes] of [
    [3, [3, 2]],
    [2, [2, 2, 1]],
    [1, [1, 1, 1, 1, 1]],
  ] as const) {
    const { h, calls } = batching({ maxRows }, { maxInFlight: 10 });
    h.submit('g', 5);
    expect(calls.map((call) => call.rows.length)).toEqual(sizes);
  }
});

it('119, 126: a wrong number of results fails every row, naming both numbers, before anything is given', async () => {
  const { h, calls } = batching({ maxRows: 3 }, { onError: 'capture', retry: { retries: 3 } });
  const group = h.submit('g', 3);
  calls[0]?.resolve([1, 2]);
  await h.clock.settle();
  expect(group.failures.map((failure) => [failure?.code, failure?.message])).toEqual(
    Array(3).fill([
      'invalid-result',
      'f returned 2 results for a batch of 3 rows: return one for each, in order',
    ]),
  );
  expect([group.values, calls.length]).toEqual([[], 1]);
});

it('a batch function that returns no array is told so', async () => {
  const { h, calls } = batching({ maxRows: 1 });
  const group = h.submit('g', 1);
  calls[0]?.resolve('text');
  await h.clock.settle();
  expect(group.failure?.message).toBe(
    'f returned no array for a batch of 1 rows: return one for each, in order',
  );
});

it('120: batch calls run at the same time, up to maxInFlight of them', async () => {
  const { h, calls } = batching({ maxRows: 1 }, { maxInFlight: 3 });
  const group = h.submit('g', 4);
  expect(calls).toHaveLength(3);
  for (const [i, call] of calls.entries()) call.resolve([i]);
  await h.clock.settle();
  calls[3]?.resolve(new Float64Array([3]));
  await h.clock.settle();
  expect(group.values).toEqual([0, 1, 2, 3]);
});

it('121: a partial batch goes when its first row has lingered', async () => {
  const { h, calls } = batching({ maxRows: 10, lingerMs: 50 });
  await h.clock.advance(1000);
  h.submit('a', 1);
  await h.clock.advance(20);
  h.submit('b', 2);
  await h.clock.advance(29);
  expect(calls).toEqual([]);
  await h.clock.advance(1);
  expect(calls.map((call) => [call.at, call.rows])).toEqual([[1050, ['a.0', 'b.0', 'b.1']]]);
});

it('121: the end of the input sends a partial batch', () => {
  const { h, calls } = batching({ maxRows: 10, lingerMs: 50 });
  h.submit('a', 3);
  h.stream.end();
  expect(calls.map((call) => call.rows)).toEqual([['a.0', 'a.1', 'a.2']]);
});

it('the linger of a batch that went full does not send the next one early', async () => {
  const { h, calls } = batching({ maxRows: 2, lingerMs: 50 });
  h.submit('a', 1);
  await h.clock.advance(40);
  h.submit('b', 2);
  await h.clock.advance(30);
  expect(calls.map((call) => call.rows)).toEqual([['a.0', 'b.0']]);
  await h.clock.advance(20);
  expect(calls.map((call) => [call.at, call.rows])).toEqual([
    [40, ['a.0', 'b.0']],
    [90, ['b.1']],
  ]);
});

it('maxBytes closes a batch before the row that would burst it; a larger row goes alone', () => {
  const { h, calls } = batching({ maxRows: 10, maxBytes: 100 }, { maxInFlight: 10 });
  const group = h.group('g', 5);
  group.argumentBytes = (row) => [60, 30, 20, 500, 10][row] ?? 0;
  h.stream.submit(group);
  expect(calls.map((call) => call.rows)).toEqual([['g.0', 'g.1'], ['g.2'], ['g.3'], ['g.4']]);
});

it('123: of per-row outcomes only the failed row is called again, and order is kept', async () => {
  const { h, calls } = batching({ maxRows: 3 }, { retry: { retries: 1, backoffMs: 10, jitter: 0 } });
  const group = h.submit('g', 3);
  h.submit('next', 1);
  calls[0]?.resolve(['a', new Error('bad row'), 'c']);
  calls[1]?.resolve(['n']);
  await h.clock.settle();
  expect(group.values).toEqual(['a', undefined, 'c']);
  await h.clock.advance(10);
  expect(calls[2]?.rows).toEqual(['g.1']);
  calls[2]?.resolve(['b']);
  await h.clock.settle();
  expect(group.values).toEqual(['a', 'b', 'c']);
  expect(h.log).toEqual(['g', 'next']);
});

it('123: a throw of the whole call has all its rows called again', async () => {
  const { h, calls } = batching({ maxRows: 2 }, { retry: { retries: 1, backoffMs: 10, jitter: 0 } });
  h.submit('g', 2);
  calls[0]?.reject(new Error('whole'));
  await h.clock.advance(10);
  expect(calls.map((call) => call.rows)).toEqual([
    ['g.0', 'g.1'],
    ['g.0', 'g.1'],
  ]);
  expect(calls.map((call) => call.idempotencyKey)).toEqual(['s/0:0,s/0:1', 's/0:0,s/0:1']);
});

it('rows that failed together are called together again, whatever the jitter', async () => {
  let draws = 0;
  const random = (): number => (draws++ * 0.37) % 1;
  const { h, calls } = batching(
    { maxRows: 3 },
    { timeoutMs: 50, retry: { retries: 2, backoffMs: 10 } },
    random,
  );
  h.submit('g', 3);
  calls[0]?.reject(new Error('whole'));
  await h.clock.advance(13);
  await h.clock.advance(50); // the second attempt times out
  await h.clock.advance(25);
  expect(calls.map((call) => call.rows)).toEqual(Array(3).fill(['g.0', 'g.1', 'g.2']));
  expect(new Set(calls.map((call) => call.idempotencyKey)).size).toBe(1);
  expect(calls.map((call) => call.at)).not.toEqual([0, 10, 80]); // jitter there was
});

it('124: rows that are gathered count in the window', () => {
  const { h, calls } = batching({ maxRows: 10, lingerMs: 50 }, { windowRows: 4, ordered: false });
  h.submit('head', 1);
  h.submit('g', 10);
  expect(calls).toEqual([]);
  expect(h.executor.snapshot()).toMatchObject({ queued: 7, buffered: 0, running: 0 });
});

it('without a linger, rows that come while every slot is taken go together in the next call', async () => {
  const { h, calls } = batching({ maxRows: 3 }, { maxInFlight: 1 });
  for (const name of ['a', 'b', 'c', 'd', 'e']) h.submit(name, 1);
  expect(calls.map((call) => call.rows)).toEqual([['a.0']]);
  calls[0]?.resolve([1]);
  await h.clock.settle();
  expect(calls[1]?.rows).toEqual(['b.0', 'c.0', 'd.0']);
  calls[1]?.resolve([1, 2, 3]);
  await h.clock.settle();
  expect(calls[2]?.rows).toEqual(['e.0']);
  expect(h.clock.liveTimers).toBe(0);
});

it('126: an empty group calls nothing', () => {
  const { h, calls } = batching({ maxRows: 10 });
  h.submit('empty', 0);
  expect([calls, h.log]).toEqual([[], ['empty']]);
});

it('rows of a cancelled group leave a gathered batch, and a running call goes on for the others', async () => {
  const { h, calls } = batching({ maxRows: 3, lingerMs: 50 });
  const [a, b] = [h.submit('a', 1), h.submit('b', 1)];
  h.executor.cancel(a);
  h.submit('c', 2);
  expect(calls.map((call) => call.rows)).toEqual([['b.0', 'c.0', 'c.1']]);
  const signal = calls[0]?.signal();
  h.executor.cancel(b);
  expect(signal?.aborted).toBe(false);
  calls[0]?.resolve([1, 2, 3]);
  await h.clock.settle();
  expect(h.log).toEqual(['a!', 'b!', 'c']);
});

it('a batch call that nobody waits for any more is aborted', () => {
  const { h, calls } = batching({ maxRows: 2 });
  const [a, b] = [h.submit('a', 1), h.submit('b', 1)];
  const both = h.submit('both', 2);
  const signal = calls[2]?.signal();
  h.executor.cancel(both);
  expect(signal?.aborted).toBe(true);
  expect(h.executor.snapshot()).toMatchObject({ zombies: 1, running: 2 });
  expect([a.end, b.end]).toEqual([undefined, undefined]);
});

it('a batch call that times out fails or retries each of its rows', async () => {
  const { h, calls } = batching(
    { maxRows: 2 },
    { timeoutMs: 20, onError: 'capture', retry: { retries: 1, backoffMs: 5, jitter: 0 } },
  );
  const group = h.submit('g', 2);
  await h.clock.advance(25);
  expect(calls.map((call) => call.at)).toEqual([0, 25]);
  await h.clock.advance(20);
  expect(group.failures.map((failure) => [failure?.code, failure?.attempts])).toEqual([
    ['timeout', 2],
    ['timeout', 2],
  ]);
});

it('a batch function may return its results without a promise', () => {
  const h = new Harness({
    batch: { maxRows: 4 },
    callRows: (rows) => rows.map(({ row }) => row * 2),
  });
  const group = h.submit('g', 10);
  expect(group.values).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
});

it('a closed batch whose rows have all ended does not stand in the way of the next', async () => {
  const { h, calls } = batching({ maxRows: 1 }, { maxInFlight: 1 });
  const [, b] = [h.submit('a', 1), h.submit('b', 1), h.submit('c', 1)];
  h.executor.cancel(b);
  calls[0]?.resolve([1]);
  await h.clock.settle();
  expect(calls.map((call) => call.rows)).toEqual([['a.0'], ['c.0']]);
});

it('with keys, rows of one key are never in the same call', async () => {
  const { h, calls } = batching({ maxRows: 4 }, { keyed: true, ordered: false });
  const group = h.group('g', 4);
  group.key = (row) => row % 2;
  h.stream.submit(group);
  expect(calls.map((call) => call.rows)).toEqual([['g.0', 'g.1']]);
  calls[0]?.resolve([0, 1]);
  await h.clock.settle();
  expect(calls.map((call) => call.rows)).toEqual([
    ['g.0', 'g.1'],
    ['g.2', 'g.3'],
  ]);
});

it('batch without callRows is refused', () => {
  expect(() => new Harness({ batch: { maxRows: 2 } })).toThrow('f: batch needs callRows');
});
