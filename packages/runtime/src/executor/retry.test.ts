import { RetryableError, TerminalError } from '@sluice/sdk';
import { expect, it } from 'vitest';
import type { RetryOptions } from './retry.ts';
import { Harness } from './testing/harness.ts';

/** 5 retries, 10 ms apart, exactly. */
const FIXED: RetryOptions = { retries: 5, backoffMs: 10, factor: 1, jitter: 0 };

/** Fails so many times, then gives its row; notes when it was called. */
function failing(h: () => Harness, times: number, error: unknown = new Error('no')) {
  const calledAt: number[] = [];
  const body = async (row: number): Promise<number> => {
    calledAt.push(h().clock.time);
    if (calledAt.length <= times) throw error;
    return row;
  };
  return { calledAt, body };
}

it('51: a row that fails twice is called three times and gives its result', async () => {
  const h: Harness = new Harness({ retry: FIXED });
  const { calledAt, body } = failing(() => h, 2);
  const [group] = h.send('a', body);
  await h.clock.advance(100);
  expect(calledAt).toEqual([0, 10, 20]);
  expect(group?.values).toEqual([0]);
  expect(h.executor.snapshot()).toMatchObject({ started: 1, retries: 2, completed: 1, errors: 0 });
});

it('52, 58: exponential backoff doubles up to its maximum', async () => {
  const h: Harness = new Harness({ retry: { retries: 5, backoffMs: 10, maxBackoffMs: 50, jitter: 0 } });
  const { calledAt, body } = failing(() => h, 5);
  h.send('a', body);
  await h.clock.advance(1000);
  expect(calledAt).toEqual([0, 10, 30, 70, 120, 170]);
});

it('58: no attempt is made before its delay is over', async () => {
  const h: Harness = new Harness({ retry: { retries: 7, backoffMs: 200, maxBackoffMs: 200, jitter: 0 } });
  const { calledAt, body } = failing(() => h, 7);
  h.send('a', body);
  for (let attempt = 1; attempt <= 7; attempt++) {
    await h.clock.advance(199);
    expect(calledAt).toHaveLength(attempt);
    await h.clock.advance(1);
    expect(calledAt).toHaveLength(attempt + 1);
  }
});

it('53: a result that is not good enough is asked for again', async () => {
  const h = new Harness({ retry: { ...FIXED, whenResult: (value) => value === 'empty' } });
  let calls = 0;
  const [group] = h.send('a', async () => (calls++ === 0 ? 'empty' : 'full'));
  await h.clock.advance(10);
  expect([calls, group?.values]).toEqual([2, ['full']]);
});

it('38, 50, 59: when attempts are used up the last result stands, once', async () => {
  const h = new Harness({ retry: { ...FIXED, whenResult: (value) => value === -1 } });
  let calls = 0;
  const [group] = h.send('a', async () => {
    calls++;
    return -1;
  });
  await h.clock.advance(1000);
  expect([calls, group?.values, h.log]).toEqual([6, [-1], ['a']]);
});

it('54: exhausted retries give the last failure and the number of attempts', async () => {
  const h: Harness = new Harness({ retry: { ...FIXED, retries: 2 } });
  const cause = new Error('IO');
  const { calledAt, body } = failing(() => h, 9, cause);
  const [group] = h.send('a', body);
  await h.clock.advance(100);
  expect(calledAt).toHaveLength(3);
  expect(group?.failure).toMatchObject({ message: 'IO', attempts: 3, cause, row: 0 });
});

it('55, 69: a failure that the predicate does not name is final at once', async () => {
  const h: Harness = new Harness({ retry: { ...FIXED, when: (failure) => failure.message === 'quota' } });
  const other = failing(() => h, 9, new Error('other'));
  const quota = failing(() => h, 1, new Error('quota'));
  h.executor.submit(h.group('a', 1, other.body));
  h.executor.submit(h.group('b', 1, quota.body));
  await h.clock.advance(100);
  expect([other.calledAt.length, quota.calledAt.length]).toEqual([1, 2]);
  expect(h.log).toEqual(['a!', 'b']);
});

it('75: the predicate is asked once for each failure, for a rejection and for a synchronous throw', async () => {
  let asked = 0;
  const h = new Harness({ onError: 'null', retry: { ...FIXED, when: () => ++asked > 9 } });
  h.send('a', () => Promise.reject(new Error('no')));
  h.send('b', () => {
    throw new Error('no');
  });
  await h.drain();
  expect(asked).toBe(2);
});

it('a predicate that throws makes its error the row’s, and nothing hangs', async () => {
  const h = new Harness({
    onError: 'capture',
    retry: {
      ...FIXED,
      when: () => {
        throw new Error('bad predicate');
      },
    },
  });
  const [group] = h.send('a', () => Promise.reject(new Error('no')));
  await h.drain();
  expect(group?.failures[0]).toMatchObject({ message: 'bad predicate', attempts: 1 });
});

it('61: an error’s own retryAfter wins over the backoff, and the original error surfaces at the end', async () => {
  const h: Harness = new Harness({ retry: { ...FIXED, retries: 3, backoffMs: 1 } });
  const cause = new RetryableError('429', { retryAfter: 100 });
  const { calledAt, body } = failing(() => h, 9, cause);
  const [group] = h.send('a', body);
  await h.clock.advance(1000);
  expect(calledAt).toEqual([0, 100, 200, 300]);
  expect(group?.failure?.cause).toBe(cause);
});

it('a TerminalError is never retried; a RetryableError needs no predicate', async () => {
  const h: Harness = new Harness({ onError: 'null', retry: { ...FIXED, when: () => false } });
  const never = failing(() => h, 9, new TerminalError('bad request'));
  const yes = failing(() => h, 1, new RetryableError('try again'));
  h.send('a', never.body);
  h.send('b', yes.body);
  const always: Harness = new Harness({ onError: 'null', retry: FIXED });
  const terminal = failing(() => always, 9, new TerminalError('bad request'));
  always.send('a', terminal.body);
  await h.clock.advance(100);
  await always.clock.advance(100);
  expect([never.calledAt.length, yes.calledAt.length, terminal.calledAt.length]).toEqual([1, 2, 1]);
});

it('62: without retries one call is all', async () => {
  const h: Harness = new Harness();
  const { calledAt, body } = failing(() => h, 1);
  h.send('a', body);
  await h.clock.advance(1000);
  expect(calledAt).toEqual([0]);
});

it('a result that does not fit is not asked for again', async () => {
  const h: Harness = new Harness({ onError: 'null', retry: FIXED });
  const { calledAt, body } = failing(() => h, 0);
  const group = h.group('a', 1, body);
  group.onSucceed = () => {
    throw new Error('does not fit');
  };
  h.stream.submit(group);
  await h.clock.advance(100);
  expect(calledAt).toHaveLength(1);
});

it('64: a retry gets the next free slot, before new rows; in backoff it holds none', async () => {
  const h = new Harness({ maxInFlight: 2, onError: 'null', ordered: false, retry: FIXED });
  h.send('r x n1 n2 n3');
  await h.reject('r');
  expect(h.started).toEqual(['r', 'x', 'n1']);
  await h.clock.advance(10);
  await h.resolve('x');
  expect(h.started).toEqual(['r', 'x', 'n1', 'r']);
});

it('64: a row that is called again at once goes before the new rows of its own group', () => {
  const h = new Harness({ maxInFlight: 1, onError: 'null', retry: FIXED });
  const called: string[] = [];
  h.send('blocker');
  h.submit('g', 3, (row, { attempt }) => {
    called.push(`${row}#${attempt}`);
    throw new Error('no');
  });
  h.stream.end();
  h.call('blocker').resolve();
  return h.drain().then(() => {
    expect(called).toEqual(['0#1', '0#2', '1#1', '1#2', '2#1', '2#2']);
  });
});

it('65: retries keep the order of an ordered stream', async () => {
  const h: Harness = new Harness({ maxInFlight: 8, retry: FIXED });
  h.send('0', failing(() => h, 2).body);
  h.send('1 2 3 4 5', async () => 1);
  await h.clock.advance(100);
  expect(h.log).toEqual(['0', '1', '2', '3', '4', '5']);
});

it('66: jitter stays within its bounds and comes from the given randomness', async () => {
  for (const [random, after] of [
    [0, 75],
    [0.5, 100],
    [1, 125],
  ]) {
    const h = new Harness(
      { retry: { retries: 1, backoffMs: 100, jitter: 0.25 } },
      {},
      { random: () => random ?? 0 },
    );
    h.send('a');
    await h.reject('a');
    await h.clock.advance((after ?? 0) - 0.001);
    expect(h.calls('a')).toHaveLength(1);
    await h.clock.advance(0.001);
    expect(h.calls('a')).toHaveLength(2);
  }
});

it('67: with a budget of a tenth, a dead backend is called 1.1 times a row', async () => {
  const h = new Harness({
    maxInFlight: 10,
    onError: 'null',
    retry: { ...FIXED, backoffMs: 0, budget: 0.1 },
  });
  let calls = 0;
  h.submit('g', 500, async () => {
    calls++;
    throw new Error('dead');
  });
  await h.clock.advance(1000);
  expect(h.log).toEqual(['g']);
  expect(calls).toBeLessThanOrEqual(550);
  expect(calls).toBeGreaterThan(530);
});

it('68: a synchronous throw is an attempt, and is retried like a rejection', async () => {
  const h = new Harness({ retry: FIXED });
  const calledAt: number[] = [];
  const [group] = h.send('a', (_, context) => {
    calledAt.push(h.clock.time);
    if (context.attempt < 3) throw new Error('no');
    return context.attempt;
  });
  await h.clock.advance(100);
  expect(calledAt).toEqual([0, 10, 20]);
  expect(group?.values).toEqual([3]);
});

it('70: the idempotency key is the same for all attempts of a row and another for each row', async () => {
  const h = new Harness({ retry: FIXED }, { id: 'orders' });
  const keys: string[] = [];
  h.submit('g', 2, (_, context) => {
    keys.push(context.idempotencyKey);
    if (context.attempt === 1) throw new Error('no');
  });
  await h.clock.advance(10);
  expect(keys).toEqual(['orders/0:0', 'orders/0:1', 'orders/0:0', 'orders/0:1']);
});

it('the context of a slot is at attempt 1 again for a new row', async () => {
  const h = new Harness({ maxInFlight: 1, retry: FIXED });
  const attempts: number[] = [];
  h.submit('a', 1, async (_, { attempt }) => {
    attempts.push(attempt);
    if (attempt < 3) throw new Error('no');
  });
  await h.clock.advance(100);
  h.submit('b', 1, async (_, { attempt }) => void attempts.push(attempt));
  await h.drain();
  expect(attempts).toEqual([1, 2, 3, 1]);
});

it('87, 89: cancelling during backoff ends the row at once, and it is never called again', async () => {
  const h = new Harness({ retry: { ...FIXED, backoffMs: 100 } });
  const [group] = h.send('a');
  await h.reject('a');
  h.stream.cancel('enough');
  expect(group?.failure).toMatchObject({ code: 'cancelled', cause: 'enough' });
  await h.clock.advance(1000);
  expect(h.calls('a')).toHaveLength(1);
  expect(h.executor.snapshot()).toMatchObject({ backoff: 0, buffered: 0 });
  expect(h.clock.liveTimers).toBe(0);
});

it('100: at the end of the input a row in backoff has one attempt at once, which is its last', async () => {
  const h = new Harness({ onError: 'capture', retry: { ...FIXED, backoffMs: 3_600_000 } });
  const [waits, runs] = h.send('waits runs');
  await h.reject('waits');
  h.stream.end();
  expect(h.calls('waits')).toHaveLength(2);
  await h.reject('waits');
  expect(waits?.failures[0]?.attempts).toBe(2);
  await h.reject('runs');
  expect(h.calls('runs')).toHaveLength(2);
  await h.resolve('runs');
  expect(runs?.values).toEqual(['ok']);
  expect(h.clock.time).toBe(0);
  expect(h.clock.liveTimers).toBe(0);
});

it('100: the end of the input may also wait for retries', async () => {
  const h = new Harness({ retry: { ...FIXED, backoffMs: 1000 } });
  h.send('a');
  await h.reject('a');
  h.stream.end({ waitForRetries: true });
  expect(h.calls('a')).toHaveLength(1);
  await h.clock.advance(1000);
  await h.reject('a');
  await h.clock.advance(1000);
  await h.resolve('a');
  expect(h.log).toEqual(['a']);
});

it('92: fifteen retries leave nothing behind', async () => {
  const { signal } = new AbortController();
  const h: Harness = new Harness(
    { retry: { ...FIXED, retries: 15 }, timeoutMs: 1000, totalTimeoutMs: 10_000 },
    { signal },
  );
  const { calledAt, body } = failing(() => h, 15);
  h.send('a', body);
  await h.clock.advance(1000);
  expect(calledAt).toHaveLength(16);
  expect(h.log).toEqual(['a']);
  expect(h.clock.peakTimers).toBe(1);
  expect(h.clock.liveTimers).toBe(0);
});
