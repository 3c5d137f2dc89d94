import { expect, it } from 'vitest';
import { Harness } from './testing/harness.ts';

it('28: waiting for capacity does not count into the timeout', async () => {
  const h = new Harness({ maxInFlight: 1, timeoutMs: 10 });
  h.send('A B', h.lasting(8));
  await h.clock.advance(20);
  expect(h.log).toEqual(['A', 'B']);
});

it('32: a row that takes too long fails, the one behind it is given', async () => {
  const h = new Harness({ timeoutMs: 10, onError: 'capture' });
  const [a] = h.send('A');
  await h.clock.advance(5);
  h.send('B');
  await h.clock.advance(6);
  expect(a?.failures[0]).toEqual({
    code: 'timeout',
    name: 'TimeoutError',
    message: 'f took longer than its timeout of 10 ms: make it faster, or raise `timeout`',
    row: 0,
    attempts: 1,
    cause: undefined,
  });
  await h.resolve('A B');
  expect(h.log).toEqual(['A', 'B']);
  expect(a?.values).toEqual([]);
});

it.each([true, false])(
  '34: a call is out of time when exactly its timeout has passed (ordered: %s)',
  async (ordered) => {
    const h = new Harness({ ordered, timeoutMs: 10, onError: 'null' });
    const [group] = h.send('a');
    await h.clock.advance(9);
    expect(group?.end).toBeUndefined();
    await h.clock.advance(1);
    expect(group?.end).toBe('left');
    expect(h.executor.snapshot()).toMatchObject({ timeouts: 1, errors: 1, zombies: 1, running: 0 });
  },
);

it('35: no timer is left when all rows have left', async () => {
  const h = new Harness({ timeoutMs: 10 });
  h.send('42');
  expect(h.clock.liveTimers).toBe(1);
  await h.resolve('42');
  expect(h.clock.liveTimers).toBe(0);
});

it('36: a call that completed while the loop was busy past its deadline has not timed out', async () => {
  const h = new Harness({ timeoutMs: 10 });
  const [group] = h.send('a');
  // One turn of the loop: the timer fires first, the completion of the same moment is heard after it.
  h.clock.setTimer(10, () => h.call('a').resolve('in time'));
  await h.clock.advance(10);
  expect(group?.values).toEqual(['in time']);
  expect(h.executor.snapshot()).toMatchObject({ timeouts: 0, completed: 1 });
});

it('45: a long timeout leaves instant rows alone', async () => {
  const h = new Harness({ timeoutMs: 10_000 });
  const group = h.submit('g', 3, async (row) => row + 2);
  await h.drain();
  expect(group.values).toEqual([2, 3, 4]);
});

it('46: bodies that run on after their timeout hold their slot: never more than maxInFlight of them', async () => {
  const h = new Harness({ maxInFlight: 2, timeoutMs: 10, onError: 'null' });
  h.submit('g', 6, h.lasting(60));
  await h.clock.advance(15);
  expect(h.executor.snapshot()).toMatchObject({ running: 0, zombies: 2, queued: 4 });
  await h.clock.advance(500);
  expect(h.peakBodies).toBe(2);
  expect(h.log).toEqual(['g']);
});

it('a zombie that never settles is written off after abandonAfterMs, and rows behind it go on', async () => {
  const h = new Harness({ maxInFlight: 1, timeoutMs: 10, abandonAfterMs: 100, onError: 'null' });
  h.send('hangs next');
  await h.clock.advance(109);
  expect(h.started).toEqual(['hangs']);
  await h.clock.advance(1);
  expect(h.started).toEqual(['hangs', 'next']);
  await h.resolve('hangs', 'too late');
  expect(h.executor.snapshot()).toMatchObject({ running: 1, zombies: 0 });
  await h.resolve('next');
  expect(h.log).toEqual(['hangs', 'next']);
});

it('a late result never lands on a row that came after', async () => {
  const h = new Harness({ maxInFlight: 1, timeoutMs: 10, onError: 'null', ordered: false });
  const [a] = h.send('a');
  const [b] = h.send('b');
  await h.clock.advance(10);
  await h.resolve('a', 'late');
  expect(h.started).toEqual(['a', 'b']);
  expect([a?.values, b?.values]).toEqual([[], []]);
  await h.resolve('b', 'own');
  expect(b?.values).toEqual(['own']);
});

it('R13: timeout 0 gives what is ready at once, and nothing else', async () => {
  const h = new Harness({ timeoutMs: 0, onError: 'null' });
  const [sync] = h.send('sync', () => 1);
  const [resolved] = h.send('resolved', async () => 2);
  const [pending] = h.send('pending');
  await h.clock.advance(0);
  expect([sync?.values, resolved?.values, pending?.values]).toEqual([[1], [2], []]);
  expect(h.executor.snapshot()).toMatchObject({ completed: 2, timeouts: 1 });
});

it('R07: a timed-out row does not take with it what has finished', async () => {
  for (const ordered of [true, false]) {
    const h = new Harness({ ordered, timeoutMs: 30, onError: 'capture' });
    const [first] = h.send('1', h.lasting(10));
    const [second] = h.send('2', h.lasting(100));
    await h.clock.advance(200);
    expect(first?.values).toEqual(['ok']);
    expect(second?.failures[0]?.code).toBe('timeout');
  }
});

it('49: 10 000 calls with the same timeout have one timer', async () => {
  const h = new Harness({ maxInFlight: 10_000, windowRows: 10_000, timeoutMs: 10, onError: 'null' });
  h.submit('g', 10_000);
  await h.clock.advance(5);
  expect(h.clock.peakTimers).toBe(1);
  await h.clock.advance(5);
  expect(h.executor.snapshot().timeouts).toBe(10_000);
  expect(h.clock.peakTimers).toBe(1);
});

it('49: the timer is left alone while calls come and go', async () => {
  const h = new Harness({ maxInFlight: 1, timeoutMs: 1000 });
  h.submit('g', 100, h.lasting(1));
  await h.clock.advance(90);
  const others = h.executor.snapshot().started;
  expect(h.clock.timersSet - others).toBe(1);
});

it('a call that starts in the turn in which another is given up has its deadline', async () => {
  const h = new Harness({ maxInFlight: 2, timeoutMs: 10 });
  const body = (row: number): unknown => {
    if (row === 0) return h.promise(() => {});
    throw new Error('no');
  };
  const bad = h.group('bad', 2, body);
  const good = h.group('good', 1);
  bad.abort = () => h.executor.submit(good);
  h.executor.submit(bad);
  expect(h.started).toEqual(['good']);
  await h.clock.advance(10);
  expect(good.failure).toMatchObject({ code: 'timeout' });
});

it('deadlines are kept when the oldest calls settle in any order', async () => {
  const h = new Harness({ timeoutMs: 10, onError: 'null' });
  h.send('a');
  await h.clock.advance(2);
  h.send('b');
  await h.clock.advance(2);
  const [c] = h.send('c');
  await h.resolve('b');
  await h.resolve('a');
  await h.clock.advance(9);
  expect(c?.end).toBeUndefined();
  await h.clock.advance(1);
  expect(c?.end).toBe('left');
});
