import { expect, it } from 'vitest';
import type { RetryOptions } from './retry.ts';
import { Harness } from './testing/harness.ts';

/** 5 retries, 10 ms apart, exactly. */
const FIXED: RetryOptions = { retries: 5, backoffMs: 10, factor: 1, jitter: 0 };

it('56: a retry that hangs ends at the total timeout, and is not called again', async () => {
  const h = new Harness({ retry: FIXED, totalTimeoutMs: 100 });
  const [group] = h.send('a');
  await h.reject('a');
  await h.clock.advance(100);
  expect(h.calls('a')).toHaveLength(2);
  expect(group?.failure).toMatchObject({ code: 'timeout', attempts: 2 });
  expect(h.executor.snapshot()).toMatchObject({ timeouts: 1, retries: 1 });
});

it('57: a retry that succeeds in time is no timeout', async () => {
  const h = new Harness({ retry: FIXED, totalTimeoutMs: 5000 });
  h.send('a');
  await h.reject('a');
  await h.clock.advance(10);
  await h.resolve('a');
  await h.clock.advance(5000);
  expect(h.calls('a')).toHaveLength(2);
  expect(h.executor.snapshot().timeouts).toBe(0);
});

it('39: failing late and always, within a total timeout, is two attempts and one failure', async () => {
  const h = new Harness({
    onError: 'capture',
    totalTimeoutMs: 1000,
    retry: { retries: 5, backoffMs: 100, factor: 1, jitter: 0 },
  });
  let calls = 0;
  const groups = h.send('1 2', () => {
    calls++;
    return h.promise((_, reject) => h.clock.setTimer(501, () => reject(new Error('late'))));
  });
  await h.clock.advance(5000);
  expect(calls).toBe(4);
  for (const group of groups) {
    expect(group.failures[0]).toMatchObject({
      code: 'timeout',
      attempts: 2,
      message: 'f took longer than its timeout.total of 1 s: make it faster, or raise `timeout.total`',
    });
  }
});

it('41: a total timeout is final though the predicate would retry everything', async () => {
  const h = new Harness({ totalTimeoutMs: 20, retry: { ...FIXED, backoffMs: 0, when: () => true } });
  const [group] = h.send('a');
  await h.clock.advance(1000);
  expect(h.calls('a')).toHaveLength(1);
  expect(group?.failure).toMatchObject({ code: 'timeout', attempts: 1 });
});

it('42: a timeout during backoff cancels the retry', async () => {
  const h = new Harness({ totalTimeoutMs: 50, retry: { ...FIXED, backoffMs: 100 } });
  const [group] = h.send('a');
  await h.clock.advance(10);
  await h.reject('a');
  expect(h.executor.snapshot().backoff).toBe(1);
  await h.clock.advance(40);
  expect(group?.failure).toMatchObject({ code: 'timeout', attempts: 1 });
  await h.clock.advance(1000);
  expect(h.calls('a')).toHaveLength(1);
  expect(h.clock.liveTimers).toBe(0);
});

it('43: 20 ms an attempt and 50 ms in all: attempts at 0, 20 and 40, the last cut short', async () => {
  const h = new Harness({ timeoutMs: 20, totalTimeoutMs: 50, retry: { ...FIXED, backoffMs: 0 } });
  const [group] = h.send('a');
  await h.clock.advance(1000);
  expect(h.calls('a').map((call) => call.startedAt)).toEqual([0, 20, 40]);
  expect(h.calls('a').map((call) => call.attempt)).toEqual([1, 2, 3]);
  expect(group?.failure).toMatchObject({
    attempts: 3,
    message: expect.stringContaining('timeout.total of 50 ms'),
  });
});

it('a timed-out attempt is retried beside its zombie, and its late result is not seen', async () => {
  const h = new Harness({ maxInFlight: 2, timeoutMs: 20, retry: FIXED });
  const [group] = h.send('a');
  await h.clock.advance(30);
  expect(h.calls('a')).toHaveLength(2);
  h.calls('a')[0]?.resolve('late');
  await h.resolve('a', 'second');
  expect(group?.values).toEqual(['second']);
});

it('one timer serves backoff, attempts and totals', async () => {
  const h = new Harness({ maxInFlight: 50, timeoutMs: 7, totalTimeoutMs: 60, onError: 'null', retry: FIXED });
  h.submit('g', 100, (row) => {
    if (row % 3 === 0) throw new Error('no');
    return h.lasting(row % 10, row)(row, undefined as never);
  });
  await h.clock.advance(1000);
  expect(h.log).toEqual(['g']);
  expect(h.executor.snapshot()).toMatchObject({ running: 0, backoff: 0, zombies: 0, buffered: 0 });
});
