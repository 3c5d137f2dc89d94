import { afterEach, expect, it, vi } from 'vitest';
import { Harness } from './testing/harness.ts';

afterEach(() => vi.unstubAllGlobals());

it('85: when one of three running calls fails, the others see their signal aborted', async () => {
  const h = new Harness();
  h.send('a b c');
  const signals = ['a', 'b', 'c'].map((row) => h.call(row).context.signal);
  await h.reject('b', new Error('bad'));
  expect(signals.map((signal) => signal.aborted)).toEqual([true, false, true]);
  expect(signals[0]?.reason).toMatchObject({
    code: 'cancelled',
    message: 'given up, because another row failed: bad',
  });
});

it('86, 94: cancelling a stream aborts its running calls with the canceller’s reason', async () => {
  const h = new Harness();
  const [group] = h.send('a');
  const { signal } = h.call('a').context;
  const reason = new Error('enough');
  h.stream.cancel(reason);
  expect(signal.reason).toBe(reason);
  expect(group?.failure).toMatchObject({ code: 'cancelled', cause: reason, row: undefined });
});

it('86: cancelling one group leaves the others of its stream alone', async () => {
  const h = new Harness({ maxInFlight: 2 });
  const [a, b] = h.send('a b c');
  if (a) h.executor.cancel(a);
  expect(h.log).toEqual(['a!']);
  // The slot of the cancelled call is taken until its body settles.
  expect(h.started).toEqual(['a', 'b']);
  await h.resolve('a');
  expect(h.started).toEqual(['a', 'b', 'c']);
  await h.resolve('b c');
  expect(h.log).toEqual(['a!', 'b', 'c']);
  expect(b?.values).toEqual(['ok']);
});

it('88: a group that is cancelled while it waits is never called, and the next one is', async () => {
  const h = new Harness({ maxInFlight: 1 });
  const [, b] = h.send('a b c');
  if (b) h.executor.cancel(b);
  await h.resolve('a');
  await h.resolve('c');
  expect(h.started).toEqual(['a', 'c']);
  expect(h.log).toEqual(['b!', 'a', 'c']);
  expect(h.executor.snapshot()).toMatchObject({ running: 0, zombies: 0, queued: 0, buffered: 0 });
});

it('90: with an aborted signal nothing is called', () => {
  const h = new Harness();
  const group = h.group('a', 1);
  h.stream.submit(group, { signal: AbortSignal.abort('gone') });
  expect(h.started).toEqual([]);
  expect(group.failure).toMatchObject({ code: 'cancelled', cause: 'gone' });
  const other = h.group('b', 1);
  h.executor.open({ signal: AbortSignal.abort('gone') }).submit(other);
  expect(other.failure).toMatchObject({ code: 'cancelled', cause: 'gone' });
  expect(h.started).toEqual([]);
});

it('91: a function that does not read its signal makes no AbortController', async () => {
  let made = 0;
  vi.stubGlobal(
    'AbortController',
    class extends AbortController {
      constructor() {
        super();
        made++;
      }
    },
  );
  const h = new Harness({ timeoutMs: 10, onError: 'null' });
  h.send('times-out');
  h.send('settles', async () => 1);
  h.send('sync', () => 1);
  await h.clock.advance(20);
  expect(made).toBe(0);
  expect(h.call('times-out').context.signal.aborted).toBe(true);
  expect(made).toBe(1);
});

it('44, 91: the signal is aborted at the deadline, and read later is aborted already', async () => {
  const h = new Harness({ timeoutMs: 10, onError: 'null' });
  h.send('early late');
  const { signal } = h.call('early').context;
  await h.clock.advance(9);
  expect(signal.aborted).toBe(false);
  await h.clock.advance(1);
  expect(signal.aborted).toBe(true);
  expect(h.call('late').context.signal.reason).toMatchObject({ code: 'timeout', udf: 'f' });
});

it('a signal that one row has read is not the signal of the next row in its slot', async () => {
  const h = new Harness({ maxInFlight: 1 });
  const signals: AbortSignal[] = [];
  h.submit('g', 3, (row, context) => {
    signals.push(context.signal);
    return row === 0 ? row : Promise.resolve(row);
  });
  await h.drain();
  expect(new Set(signals).size).toBe(3);
  h.stream.cancel();
  expect(signals.some((signal) => signal.aborted)).toBe(false);
});

it('92: no listener is left on the canceller’s signal, whatever becomes of the groups', async () => {
  const { signal } = new AbortController();
  const add = vi.spyOn(signal, 'addEventListener');
  const remove = vi.spyOn(signal, 'removeEventListener');
  const h = new Harness({ maxInFlight: 20, onError: 'null' }, { signal });
  for (let i = 0; i < 9; i++) h.stream.submit(h.group(`${i}`, 1), { signal });
  await h.reject('0 1 2 3 4');
  await h.resolve('5 6 7 8');
  h.stream.end();
  expect(add).toHaveBeenCalledTimes(10);
  expect(remove).toHaveBeenCalledTimes(10);
});

it('93: after a cancellation no call starts, and stop resolves when the aborted calls have settled', async () => {
  const h = new Harness({ maxInFlight: 8 });
  h.submit('g', 100);
  await h.resolve('g.0');
  expect(h.started).toHaveLength(9);
  h.stream.cancel();
  const stopped = h.executor.stop({ graceMs: 1000 });
  await h.resolve('g.1 g.2 g.3 g.4 g.5 g.6 g.7 g.8');
  expect(await stopped).toEqual({ abandonedCalls: 0 });
  expect(h.started).toHaveLength(9);
  expect(h.clock.liveTimers).toBe(0);
});

it('93: a call that does not settle is abandoned when the grace period is over, at full capacity too', async () => {
  const h = new Harness({ maxInFlight: 2 });
  const groups = h.send('a b c');
  const report = h.executor.stop({ graceMs: 100 });
  expect(h.log).toEqual(['a!', 'b!', 'c!']);
  expect(groups[2]?.failure?.code).toBe('stopped');
  await h.clock.advance(100);
  expect(await report).toEqual({ abandonedCalls: 2 });
  expect(h.executor.snapshot()).toMatchObject({ running: 0, zombies: 0 });
  expect(h.clock.liveTimers).toBe(0);
});

it('98, W11: what completes after a stop is not given', async () => {
  const h = new Harness();
  h.send('1 2');
  await h.resolve('2');
  const stopped = h.executor.stop({ graceMs: 10 });
  await h.resolve('1');
  await stopped;
  expect(h.log).toEqual(['1!', '2!']);
});

it('stop with drainMs lets rows finish, and aborts those that do not', async () => {
  const h = new Harness({ maxInFlight: 1 });
  h.send('a', h.lasting(30));
  h.send('b', h.lasting(30));
  h.send('c', h.lasting(1000));
  const stopped = h.executor.stop({ drainMs: 100, graceMs: 5 });
  const [late] = h.send('late');
  expect(late?.failure?.code).toBe('stopped');
  await h.clock.advance(105);
  expect(h.log).toEqual(['late!', 'a', 'b', 'c!']);
  expect(await stopped).toEqual({ abandonedCalls: 1 });
});

it('stop with drainMs is over as soon as nothing is left, and stopping twice is stopping once', async () => {
  const h = new Harness();
  h.send('a');
  const first = h.executor.stop({ drainMs: 1000 });
  expect(h.executor.stop()).toBe(first);
  await h.resolve('a');
  expect(await first).toEqual({ abandonedCalls: 0 });
  expect(h.log).toEqual(['a']);
  expect(h.clock.liveTimers).toBe(0);
});

it('105, W10: drain resolves when everything has left, synchronous and pending rows alike', async () => {
  const h = new Harness();
  let drained = false;
  h.send('a');
  h.send('b', () => 1);
  void h.executor.drain().then(() => {
    drained = true;
  });
  await h.clock.settle();
  expect(drained).toBe(false);
  await h.resolve('a');
  expect(drained).toBe(true);
});

it('101: draining a call that hangs ends at its timeout', async () => {
  const h = new Harness({ timeoutMs: 50, onError: 'null' });
  h.send('hangs');
  let drained = false;
  void h.stream.drain().then(() => {
    drained = true;
  });
  await h.clock.advance(49);
  expect(drained).toBe(false);
  await h.clock.advance(1);
  expect(drained).toBe(true);
});
