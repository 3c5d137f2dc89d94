import { RetryableError } from '@sluice/sdk';
import { expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';
import { Harness } from './testing/harness.ts';

function startTimes(h: Harness, times: number[]) {
  return async (): Promise<void> => {
    times.push(h.clock.time);
  };
}

it('127: 10 a second with a burst of 10: ten calls at once, then one each 100 ms', async () => {
  const h = new Harness({ maxInFlight: 100, rateLimit: { perSecond: 10, burst: 10 } });
  const times: number[] = [];
  h.submit('g', 25, startTimes(h, times));
  await h.clock.advance(3000);
  expect(times).toEqual([...Array(10).fill(0), ...Array.from({ length: 15 }, (_, i) => (i + 1) * 100)]);
});

it('127: no two bursts meet at a boundary', async () => {
  const h = new Harness({ maxInFlight: 100, rateLimit: { perSecond: 10, burst: 10 } });
  const times: number[] = [];
  await h.clock.advance(950);
  h.submit('a', 10, startTimes(h, times));
  await h.clock.advance(100);
  h.submit('b', 10, startTimes(h, times));
  await h.clock.advance(1000);
  for (const start of times) {
    expect(times.filter((time) => time >= start && time < start + 1000).length).toBeLessThanOrEqual(20);
    expect(times.filter((time) => time >= start && time < start + 200).length).toBeLessThanOrEqual(12);
  }
});

it('128: a retryAfter pauses all calls, not only the row that was told', async () => {
  const h = new Harness({
    maxInFlight: 10,
    onError: 'capture',
    retry: { retries: 1, backoffMs: 1, jitter: 0 },
    rateLimit: { perSecond: 1000, burst: 1000 },
  });
  const times: [string, number][] = [];
  h.send('limited', async (_, { attempt }) => {
    times.push(['limited', h.clock.time]);
    if (attempt === 1) throw new RetryableError('429', { retryAfter: '2s' });
  });
  await h.clock.settle();
  h.send('other', async () => void times.push(['other', h.clock.time]));
  await h.clock.advance(1999);
  expect(times).toEqual([['limited', 0]]);
  await h.clock.advance(1);
  expect(
    times
      .slice(1)
      .map(([name]) => name)
      .sort(),
  ).toEqual(['limited', 'other']);
  expect(times.slice(1).every(([, time]) => time === 2000)).toBe(true);
});

it('retries need a token as well', async () => {
  const h = new Harness({
    retry: { retries: 3, backoffMs: 0, jitter: 0 },
    rateLimit: { perSecond: 10, burst: 1 },
  });
  const times: number[] = [];
  h.send('a', async (_, { attempt }) => {
    times.push(h.clock.time);
    if (attempt < 4) throw new Error('no');
  });
  await h.clock.advance(1000);
  expect(times).toEqual([0, 100, 200, 300]);
});

it('several executors share one limit', async () => {
  const rateLimit = new RateLimit({ perSecond: 10, burst: 1 });
  const a = new Harness({ rateLimit });
  const b = new Harness({ rateLimit });
  const times: number[] = [];
  a.submit('a', 2, startTimes(a, times));
  b.submit('b', 1, startTimes(b, times));
  expect(times).toEqual([0]);
  await a.clock.advance(100);
  expect(times).toEqual([0, 100]);
  await b.clock.advance(200);
  expect(times).toEqual([0, 100, 200]);
});

it('a call for several rows is one call', async () => {
  const h: Harness = new Harness({
    batch: { maxRows: 5 },
    callRows: (rows) => rows.map(() => h.clock.time),
    rateLimit: { perSecond: 1, burst: 1 },
  });
  const group = h.submit('g', 10);
  await h.clock.advance(1000);
  expect(group.values).toEqual([0, 0, 0, 0, 0, 1000, 1000, 1000, 1000, 1000]);
});

it('no timer is left for a limit when nothing waits for it', async () => {
  const h = new Harness({ rateLimit: { perSecond: 1, burst: 1 } });
  const [, second] = h.send('a b', async () => 1);
  if (second) h.executor.cancel(second);
  await h.clock.settle();
  expect(h.clock.liveTimers).toBe(0);
});

it.each([0, -1, Number.NaN])('a rate of %s is refused', (perSecond) => {
  expect(() => new Harness({ rateLimit: { perSecond } })).toThrow(
    'f: rateLimit.perSecond must be a number above 0',
  );
});
