import { setTimeout as sleep } from 'node:timers/promises';
import { RetryableError, TerminalError, type UdfContext, udf } from '@sluice/sdk';
import { testUdf } from '@sluice/sdk/testing';
import { expect, it } from 'vitest';

/** A service that answers after so many milliseconds, for each row its own. */
const lasting = udf({ async: true, maxInFlight: 2 }, async (ms: number): Promise<number> => {
  await sleep(ms);
  return ms;
});

it('gives values in input order, and says in which order they left', async () => {
  const run = await testUdf(lasting).rows([[30], [10], [5]]);

  expect(run.values).toEqual([30, 10, 5]);
  expect(run.emitted).toEqual([1, 2, 0]);
  expect(run.rows.map(({ startedAt, settledAt, emittedAt }) => [startedAt, settledAt, emittedAt])).toEqual([
    [0, 30, 30],
    [0, 10, 10],
    [10, 15, 15],
  ]);
});

it('keeps the order of the input where it is asked to', async () => {
  const run = await testUdf(lasting, { ordered: true }).rows([[30], [10], [5]]);

  expect(run.emitted).toEqual([0, 1, 2]);
  expect(run.rows.map(({ emittedAt }) => emittedAt)).toEqual([30, 30, 30]);
});

it('tells how many calls were in flight, and when', async () => {
  const run = await testUdf(lasting).rows([[30], [10], [5]]);

  expect(run.peakInFlight).toBe(2);
  expect(run.inFlight).toEqual([
    { at: 0, calls: 2 },
    { at: 10, calls: 2 },
    { at: 15, calls: 1 },
    { at: 30, calls: 0 },
  ]);
});

it('lets a call time out that never settles, and ends the run with what an engine would say', async () => {
  const hangs = udf({ async: true, timeout: '2s' }, (_n: number): Promise<number> => new Promise(() => {}));
  const run = await testUdf(hangs, { name: 'hangs' }).rows([[1]]);

  expect(run.failure).toMatchObject({ code: 'timeout', row: 0, attempts: 1 });
  expect(run.calls).toMatchObject([
    { outcome: 'timed-out', startedAt: 0, givenUpAt: 2000, settledAt: undefined },
  ]);
  expect(() => run.values).toThrow('row 0: hangs took longer than its timeout of 2 s');
});

it('retries with a backoff that its seed foretells', async () => {
  const attempts: number[] = [];
  const flaky = udf(
    { async: true, retry: { retries: 3, backoff: '100ms', jitter: 0.5 } },
    async (_n: number, ctx: UdfContext): Promise<string> => {
      attempts.push(ctx.attempt);
      if (ctx.attempt < 4) throw new Error('busy');
      return 'done';
    },
  );
  const run = await testUdf(flaky, { seed: 7 }).rows([[1]]);
  const again = await testUdf(flaky, { seed: 7 }).rows([[1]]);

  expect(run.values).toEqual(['done']);
  expect(attempts.slice(0, 4)).toEqual([1, 2, 3, 4]);
  const starts = run.calls.map(({ startedAt }) => startedAt);
  const waits = starts.slice(1).map((start, i) => start - (starts[i] as number));
  for (const [i, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(50 * 2 ** i);
    expect(wait).toBeLessThanOrEqual(150 * 2 ** i);
  }
  expect(again.calls).toEqual(run.calls);
});

it('keeps jitter, and so all times, apart by seed', async () => {
  const flaky = udf(
    { async: true, retry: { retries: 1 }, onError: 'null' },
    async (_n: number): Promise<number> => Promise.reject(new Error('no')),
  );
  const first = await testUdf(flaky, { seed: 1 }).rows([[1]]);
  const second = await testUdf(flaky, { seed: 2 }).rows([[1]]);

  expect(first.calls[1]?.startedAt).not.toBe(second.calls[1]?.startedAt);
});

it('waits as long as a RetryableError asks, does not retry a TerminalError, and asks retry.when of the rest', async () => {
  const asked: unknown[] = [];
  const picky = udf(
    {
      async: true,
      onError: 'capture',
      retry: { retries: 1, when: (error) => asked.push(error) > 1 },
    },
    async (kind: 'later' | 'never' | 'other'): Promise<string> => {
      if (kind === 'later') throw new RetryableError('later', { retryAfter: '9s' });
      if (kind === 'never') throw new TerminalError('never');
      throw new Error('other');
    },
  );
  const run = await testUdf(picky).rows([['later'], ['never'], ['other']]);

  expect(run.rows.map(({ attempts, error }) => [attempts, error?.message])).toEqual([
    [2, 'later'],
    [1, 'never'],
    [1, 'other'],
  ]);
  expect(run.rows[0]?.calls[1]?.startedAt).toBe(9000);
  expect(asked).toHaveLength(1);
});

it('bounds all attempts of a row by timeout.total', async () => {
  const slow = udf(
    {
      async: true,
      timeout: { attempt: '1s', total: '2500ms' },
      retry: { retries: 5, backoff: '1s', jitter: 0 },
      onError: 'null',
    },
    async (_n: number): Promise<number> => {
      await sleep(60_000);
      return 1;
    },
  );
  const run = await testUdf(slow).rows([[1]]);

  expect(run.rows[0]).toMatchObject({
    status: 'error',
    error: { code: 'timeout' },
    attempts: 2,
    settledAt: 2500,
  });
});

it('starts no more calls than the rate limit allows', async () => {
  const limited = udf(
    { async: true, rateLimit: { perSecond: 2, burst: 1 } },
    async (n: number): Promise<number> => n,
  );
  const run = await testUdf(limited).rows([[1], [2], [3]]);

  expect(run.calls.map(({ startedAt }) => startedAt)).toEqual([0, 500, 1000]);
});

it('answers from the cache until its time is over, over several runs', async () => {
  const cached = udf(
    { async: true, deterministic: true, cache: { maxEntries: 10, ttl: '1 minute' } },
    async (text: string): Promise<string> => {
      await sleep(50);
      return text.toUpperCase();
    },
  );
  const test = testUdf(cached);
  const first = await test.rows([['a'], ['b'], ['a']]);
  const second = await test.rows([['a']]);
  const third = await test.rows(
    (async function* () {
      await test.clock.delay('61s');
      yield ['a'];
    })(),
  );

  expect(first.rows.map(({ cached: hit, value }) => [hit, value])).toEqual([
    [false, 'A'],
    [false, 'B'],
    [true, 'A'],
  ]);
  expect(second.calls).toEqual([]);
  expect(second.values).toEqual(['A']);
  expect(third.rows[0]).toMatchObject({ cached: false, startedAt: 50 + 61_000 });
});

it('keeps the order of a key, and at most one call for it', async () => {
  const keyed = udf(
    { async: true, orderBy: 'account' },
    async (account: string, ms: number): Promise<string> => {
      await sleep(ms);
      return `${account}${ms}`;
    },
  );
  const run = await testUdf(keyed).rows([
    ['a', 30],
    ['a', 1],
    ['b', 5],
  ]);

  expect(run.rows.map(({ startedAt }) => startedAt)).toEqual([0, 30, 0]);
});

it('says that a row is null where its function says onError: null, and why', async () => {
  const refuses = udf({ async: true, onError: 'null' }, async (n: number): Promise<number> => {
    if (n < 0) throw new RangeError('negative');
    return n;
  });
  const run = await testUdf(refuses).rows([[1], [-1]]);

  expect(run.values).toEqual([1, null]);
  expect(run.rows[1]).toMatchObject({
    status: 'error',
    error: { code: 'udf-threw', name: 'RangeError', message: 'negative' },
  });
});

it('cancels the rows beside one that failed under onError: fail', async () => {
  const aborted: unknown[] = [];
  const fails = udf({ async: true }, async (n: number, ctx: UdfContext): Promise<number> => {
    await sleep(n, undefined, { signal: ctx.signal }).catch((error) => aborted.push((error as Error).name));
    if (n === 10) throw new Error('ten');
    return n;
  });
  const run = await testUdf(fails).rows([[5], [10], [50]]);

  expect(run.rows.map(({ status }) => status)).toEqual(['value', 'error', 'cancelled']);
  expect(run.calls[2]).toMatchObject({ outcome: 'cancelled', givenUpAt: 10 });
  expect(aborted).toEqual(['AbortError']);
});

it('is cancelled by a signal at a time of the clock', async () => {
  const controller = new AbortController();
  const test = testUdf(lasting);
  test.clock.after('20ms', () => controller.abort(new Error('enough')));
  const run = await test.rows([[10], [40], [40]], { signal: controller.signal });

  expect(run.rows.map(({ status }) => status)).toEqual(['value', 'cancelled', 'cancelled']);
  expect(run.failure).toMatchObject({ code: 'cancelled', row: undefined });
  expect(run.endedAt).toBe(20);
});

it('gives each row an idempotency key that its attempts share', async () => {
  const keys: string[] = [];
  const flaky = udf(
    { async: true, retry: { retries: 1 } },
    async (n: number, ctx: UdfContext): Promise<number> => {
      keys.push(`${n} ${ctx.idempotencyKey}`);
      if (ctx.attempt === 1) throw new Error('busy');
      return n;
    },
  );
  const run = await testUdf(flaky).rows([[1], [2]]);

  expect(new Set(keys).size).toBe(2);
  expect(
    run.rows.map(({ calls }) => new Set(calls.map(({ idempotencyKey }) => idempotencyKey)).size),
  ).toEqual([1, 1]);
});

it('lets rows leave with their batch', async () => {
  const run = await testUdf(lasting, { batchRows: 2, maxInFlight: 10 }).rows([[30], [10], [5]]);

  expect(run.emitted).toEqual([2, 0, 1]);
  expect(run.rows.map(({ emittedAt }) => emittedAt)).toEqual([30, 30, 5]);
});

it('takes rows as they come', async () => {
  const test = testUdf(lasting, { maxInFlight: 10 });
  const run = await test.rows(
    (async function* () {
      yield [1];
      await test.clock.delay(100);
      yield [1];
    })(),
  );

  expect(run.rows.map(({ startedAt }) => startedAt)).toEqual([0, 100]);
});

it('does not call a row whose null is not admitted, and calls one whose null is', async () => {
  const lengths = udf(
    { async: true },
    async (text: string, fallback: number | null): Promise<number> => text.length + (fallback ?? 0),
  );
  const run = await testUdf(lengths, { nullable: [false, true] }).rows([
    ['abc', null],
    [null, 2],
    ['abc', 2],
  ]);

  expect(run.rows.map(({ status, value }) => [status, value])).toEqual([
    ['value', 3],
    ['skipped', null],
    ['value', 5],
  ]);
  expect(run.calls).toHaveLength(2);
});

it('asks for nullable where a row has a null and nothing says what that means', async () => {
  const twice = udf({ async: true }, async (n: number): Promise<number> => 2 * n);

  await expect(testUdf(twice, { name: 'twice' }).rows([[1], [null]])).rejects.toThrow(
    "twice: a row has a null for parameter 'n', and whether its type admits null the run cannot see: say nullable: [false], with true for each parameter that does",
  );
});

it('refuses options that do not go together, as a handle does', async () => {
  const test = testUdf(lasting, { timeout: 'soon' as '1s' });

  await expect(test.rows([[1]])).rejects.toThrow("timeout: invalid duration specification 'soon'");
});
