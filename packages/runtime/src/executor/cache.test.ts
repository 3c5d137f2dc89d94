import { expect, it } from 'vitest';
import type { ExecutorOptions } from './options.ts';
import { ResultCache } from './result-cache.ts';
import { Harness, type RecordedGroup } from './testing/harness.ts';

/** A harness whose rows are cached by the first letter of their group's name. */
function caching(options: Partial<ExecutorOptions> = {}) {
  const h = new Harness({ cache: { maxEntries: 100 }, ordered: false, ...options });
  const send = (names: string): RecordedGroup[] =>
    names.split(' ').map((name) => {
      const group = h.group(name, 1);
      group.cacheKey = () => name[0];
      h.stream.submit(group);
      return group;
    });
  return { h, send };
}

it('rows with the same arguments while one is under way are one call, and all get its result', async () => {
  const { h, send } = caching();
  const groups = send('a1 a2 b1 a3');
  expect(h.started).toEqual(['a1', 'b1']);
  await h.resolve('a1', 'A');
  expect(groups.map((group) => group.values[0])).toEqual(['A', 'A', undefined, 'A']);
  expect(h.log).toEqual(['a1', 'a2', 'a3']);
});

it('a result that is known takes no call and no slot', async () => {
  const { h, send } = caching();
  send('a1');
  await h.resolve('a1', 'A');
  const [again] = send('a2');
  expect(again?.values).toEqual(['A']);
  expect(h.started).toEqual(['a1']);
  expect(h.executor.snapshot()).toMatchObject({ cacheHits: 1, cacheEntries: 1, started: 1, completed: 2 });
});

it('a result is forgotten after its ttl', async () => {
  const { h, send } = caching({ cache: { maxEntries: 10, ttlMs: 100 } });
  send('a1');
  await h.resolve('a1');
  await h.clock.advance(99);
  send('a2');
  expect(h.started).toEqual(['a1']);
  await h.clock.advance(1);
  send('a3');
  expect(h.started).toEqual(['a1', 'a3']);
});

it('131: of very many keys maxEntries are kept, the latest used', () => {
  const cache = new ResultCache(1000, Number.POSITIVE_INFINITY);
  for (let i = 0; i < 100_000; i++) {
    cache.set(i, i, 0);
    cache.get(7, 0);
  }
  expect(cache.size).toBe(1000);
  expect(cache.get(7, 0)).toMatchObject({ value: 7 });
  expect(cache.get(99_001, 0)).toMatchObject({ value: 99_001 });
  expect(cache.get(99_000, 0)).toBeUndefined();
});

it('a failure is shared by the rows that waited for it and not kept', async () => {
  const { h, send } = caching({ onError: 'capture' });
  const groups = send('a1 a2');
  await h.reject('a1', new Error('down'));
  expect(groups.map((group) => group.failures[0]?.message)).toEqual(['down', 'down']);
  send('a3');
  expect(h.started).toEqual(['a1', 'a3']);
});

it('a retry is made once for all rows that wait', async () => {
  const { h, send } = caching({ retry: { retries: 1, backoffMs: 10, jitter: 0 } });
  const groups = send('a1 a2');
  await h.reject('a1');
  send('a3');
  await h.clock.advance(10);
  expect(h.started).toEqual(['a1', 'a1']);
  await h.resolve('a1', 'A');
  expect(groups.map((group) => group.values[0])).toEqual(['A', 'A']);
  expect(h.log).toEqual(['a1', 'a2', 'a3']);
});

it('the timeout of one row that waits does not cancel the call that others wait for', async () => {
  const { h, send } = caching({ totalTimeoutMs: 50, onError: 'capture' });
  const [first] = send('a1');
  const { signal } = h.call('a1').context;
  await h.clock.advance(30);
  const [second] = send('a2');
  await h.clock.advance(20);
  expect(first?.failures[0]).toMatchObject({ code: 'timeout' });
  expect(signal.aborted).toBe(false);
  await h.resolve('a1', 'A');
  expect(second?.values).toEqual(['A']);
  expect(h.started).toEqual(['a1']);
});

it('rows that share a call and run out of time together all fail', async () => {
  const { h, send } = caching({
    timeoutMs: 40,
    totalTimeoutMs: 60,
    onError: 'capture',
    retry: { retries: 9, backoffMs: 0 },
  });
  const groups = send('a1 a2');
  await h.clock.advance(60);
  expect(groups.map((group) => group.failures[0]?.code)).toEqual(['timeout', 'timeout']);
  expect(h.executor.snapshot()).toMatchObject({ running: 0, zombies: 2, buffered: 0 });
});

it('when nobody waits any more the shared call is aborted', () => {
  const { h, send } = caching();
  const [a, b] = send('a1 a2');
  const { signal } = h.call('a1').context;
  if (a) h.executor.cancel(a);
  expect(signal.aborted).toBe(false);
  if (b) h.executor.cancel(b);
  expect(signal.aborted).toBe(true);
  expect(h.executor.snapshot()).toMatchObject({ running: 0, zombies: 1, buffered: 0 });
});

it('a row that takes over from a cancelled one is retried with the attempts that are left', async () => {
  const { h, send } = caching({ onError: 'capture', retry: { retries: 1, backoffMs: 10, jitter: 0 } });
  const [a, b] = send('a1 a2');
  await h.reject('a1');
  if (a) h.executor.cancel(a);
  await h.clock.advance(10);
  expect(h.started).toEqual(['a1', 'a2']);
  await h.reject('a2', new Error('again'));
  expect(b?.failures[0]).toMatchObject({ message: 'again', attempts: 2 });
});

it('cancelling a whole stream does not hand its calls from one of its rows to the next', () => {
  const { h, send } = caching();
  send('a1 a2 a3');
  h.stream.cancel();
  expect(h.log).toEqual(['a1!', 'a2!', 'a3!']);
  expect(h.executor.snapshot()).toMatchObject({ running: 0, zombies: 1, buffered: 0 });
});

it('a row without a cache key is always called', async () => {
  const { h } = caching();
  h.send('x y');
  expect(h.started).toEqual(['x', 'y']);
});

it('a result that does not fit its column is not kept', async () => {
  const { h } = caching({ onError: 'capture' });
  const group = h.group('a', 2, () => 'wrong');
  group.cacheKey = () => 1;
  group.onSucceed = () => {
    throw new Error('does not fit');
  };
  h.stream.submit(group);
  expect(group.failures.map((failure) => failure?.code)).toEqual(['invalid-result', 'invalid-result']);
  expect(h.executor.snapshot()).toMatchObject({ cacheHits: 0, cacheEntries: 0 });
});
