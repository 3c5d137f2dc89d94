import { AsyncLocalStorage } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { Executor } from './executor.ts';
import { systemClock } from './system-clock.ts';
import { DEFAULTS, Harness, RecordedGroup } from './testing/harness.ts';

it('135: a million synchronous rows let the loop turn every sliceRows rows', async () => {
  const h = new Harness({ sliceRows: 1000 });
  let rows = 0;
  h.submit('g', 10_000, () => {
    rows++;
  });
  const first = rows;
  expect(first).toBeGreaterThanOrEqual(1000);
  expect(first).toBeLessThanOrEqual(2048);
  await h.drain();
  expect(rows).toBe(10_000);
  expect(h.clock.yields).toBeGreaterThanOrEqual(4);
  expect(h.clock.yields).toBeLessThanOrEqual(10);
});

it('135: slow synchronous rows let the loop turn after sliceMs', async () => {
  const h = new Harness({ sliceMs: 4 });
  let longestMs = 0;
  let sliceStart = 0;
  let yields = 0;
  h.submit('g', 100, () => {
    if (h.clock.yields > yields) {
      yields = h.clock.yields;
      sliceStart = h.clock.time;
    }
    h.clock.time += 1;
    longestMs = Math.max(longestMs, h.clock.time - sliceStart);
  });
  await h.drain();
  expect(longestMs).toBeLessThanOrEqual(8);
});

it('135: promises that are resolved already do not starve the loop either', async () => {
  const h = new Harness({ maxInFlight: 100, sliceRows: 1000 });
  h.submit('g', 10_000, async (row) => row);
  await h.drain();
  expect(h.clock.yields).toBeGreaterThanOrEqual(4);
});

it('two streams with much to start take turns', () => {
  const h = new Harness({ maxInFlight: 1, ordered: false });
  const order: string[] = [];
  const other = h.executor.open();
  h.send('blocker');
  h.submit('a', 1000, () => void order.push('a'));
  other.submit(h.group('b', 1000, () => void order.push('b')));
  h.call('blocker').resolve();
  return h.drain().then(() => {
    expect(order).toHaveLength(2000);
    expect(order.indexOf('b')).toBeLessThanOrEqual(256);
  });
});

it('133: rejections of all kinds raise no unhandledRejection', async () => {
  const seen: unknown[] = [];
  const listener = (reason: unknown): void => void seen.push(reason);
  process.on('unhandledRejection', listener);
  const h = new Harness({ maxInFlight: 8, timeoutMs: 10 });
  h.send('late', () => h.promise((_, reject) => h.clock.setTimer(50, () => reject(new Error('late')))));
  h.send('bad', async () => {
    throw new Error('bad');
  });
  await h.clock.advance(100);
  process.off('unhandledRejection', listener);
  expect(seen).toEqual([]);
});

it('134: a group that binds its calls gives each row the async context of its submitter', async () => {
  const storage = new AsyncLocalStorage<string>();
  const h = new Harness({ maxInFlight: 1, ordered: false });
  const seen: string[] = [];
  const submit = (name: string): void => {
    const run = AsyncLocalStorage.snapshot();
    h.submit(name, 2, () =>
      run(async () => {
        await null;
        seen.push(`${name} in ${storage.getStore()}`);
      }),
    );
  };
  storage.run('A', () => submit('a'));
  storage.run('B', () => submit('b'));
  await h.drain();
  expect(seen).toEqual(['a in A', 'a in A', 'b in B', 'b in B']);
});

it('47: on the system clock, what is pending keeps a timer and what has drained does not', async () => {
  const executor = new Executor({ ...DEFAULTS, timeoutMs: 60_000 }, systemClock);
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  let resolve = (_: unknown): void => {};
  const body = (): Promise<unknown> =>
    new Promise((done) => {
      resolve = done;
    });
  const group = new RecordedGroup('g', 1, body, []);
  executor.submit(group);
  expect(timers()).toBe(before + 1);
  resolve(1);
  await executor.drain();
  expect(group.values).toEqual([1]);
  expect(timers()).toBe(before);
});

it('48: the system clock does not follow changes of the wall clock', () => {
  const wallClock = vi.spyOn(Date, 'now').mockReturnValue(0);
  const first = systemClock.now();
  wallClock.mockReturnValue(-3_600_000);
  expect(systemClock.now()).toBeGreaterThanOrEqual(first);
  expect(systemClock.now() - first).toBeLessThan(60_000);
  wallClock.mockRestore();
});

it('106: a group that has left is not kept, nor one that timed out while its call still runs', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const h = new Harness({
    maxInFlight: 4,
    timeoutMs: 10,
    onError: 'null',
    retry: { retries: 1, backoffMs: 1 },
  });
  const hung: (() => void)[] = [];
  const submit = (name: string, ms: number): WeakRef<RecordedGroup> => {
    const body = (): Promise<unknown> =>
      new Promise((resolve) => (ms > 10 ? hung.push(() => resolve(1)) : resolve(1)));
    const group = new RecordedGroup(name, 1, body, []);
    h.stream.submit(group);
    return new WeakRef(group);
  };
  const groups = [submit('left', 0), submit('timed-out', 1000)];
  await h.clock.advance(100);
  expect(h.executor.snapshot()).toMatchObject({ zombies: 2, timeouts: 1 });
  collect();
  await h.clock.settle();
  collect();
  expect(groups.map((group) => group.deref()?.name)).toEqual([undefined, undefined]);
  expect(hung).toHaveLength(2);
});

it('132: slots, timers and listeners are all free after many rows', async () => {
  const h = new Harness({ maxInFlight: 64, timeoutMs: 1000, onError: 'null' });
  h.submit('g', 50_000, (row) => {
    if (row % 7 === 0) return row;
    if (row % 11 === 0) throw new Error('no');
    return row % 13 === 0 ? Promise.reject(row) : Promise.resolve(row);
  });
  await h.drain();
  expect(h.executor.snapshot()).toEqual({
    running: 0,
    zombies: 0,
    queued: 0,
    buffered: 0,
    blocked: 0,
    backoff: 0,
    started: 50_000,
    retries: 0,
    completed: expect.any(Number),
    errors: expect.any(Number),
    timeouts: 0,
    cacheHits: 0,
    cacheEntries: 0,
    longestKeyQueue: 0,
    oldestAgeMs: 0,
  });
  expect(h.clock.liveTimers).toBe(0);
});
