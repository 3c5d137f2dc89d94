import { expect, it } from 'vitest';
import { Executor } from './executor.ts';
import { DEFAULTS, Harness } from './testing/harness.ts';

it('18: at capacity a row waits until a call settles', async () => {
  const h = new Harness({ maxInFlight: 1 });
  h.send('a b');
  expect(h.started).toEqual(['a']);
  await h.resolve('a');
  expect(h.started).toEqual(['a', 'b']);
});

it('20: 10 000 rows never have more bodies running than maxInFlight', async () => {
  const h = new Harness({ maxInFlight: 8, windowRows: 512 });
  h.submit('g', 10_000, () => h.promise((resolve) => queueMicrotask(() => resolve(1))));
  await h.drain();
  expect(h.peakBodies).toBe(8);
  expect(h.executor.snapshot()).toMatchObject({ completed: 10_000, running: 0, queued: 0, buffered: 0 });
});

it('21: a slow head lets only windowRows rows start', async () => {
  const h = new Harness({ maxInFlight: 2, windowRows: 4 });
  h.send('0');
  const rest = ['1', '2', '3', '4', '5'];
  const started: string[] = [];
  for (const name of rest) {
    h.submit(name, 1, async () => {
      started.push(name);
    });
  }
  await h.clock.settle();
  expect(started).toEqual(['1', '2', '3']);
  expect(h.executor.snapshot()).toMatchObject({ running: 1, buffered: 3, queued: 2 });
  await h.resolve('0');
  expect(h.log).toEqual(['0', ...rest]);
});

it('22: behind a slow head, the other slot goes on up to the window', async () => {
  const h = new Harness({ maxInFlight: 2, windowRows: 8 });
  h.send('0');
  h.send('1 2 3 4 5 6 7', async () => 'fast');
  await h.clock.settle();
  expect(h.executor.snapshot()).toMatchObject({ running: 1, buffered: 7, completed: 7 });
});

it('23: results of 1 MB under a window of 4 MB: the fifth row waits until one has left', async () => {
  const h = new Harness({ maxInFlight: 2, windowBytes: 4_000_000 });
  h.send('head');
  const called: string[] = [];
  for (const name of ['1', '2', '3', '4', '5']) {
    const group = h.group(name, 1, async () => called.push(name));
    group.resultBytes = () => 1_000_000;
    h.stream.submit(group);
  }
  await h.clock.settle();
  expect(called).toEqual(['1', '2', '3', '4']);
  await h.resolve('head');
  expect(called).toEqual(['1', '2', '3', '4', '5']);
});

it('23: what a group keeps from its start counts as well', async () => {
  const h = new Harness({ windowBytes: 4_000_000 });
  for (const name of ['1', '2', '3']) {
    const group = h.group(name, 1);
    group.byteLength = 2_000_000;
    h.stream.submit(group);
  }
  expect(h.started).toEqual(['1', '2']);
  await h.resolve('1');
  expect(h.started).toEqual(['1', '2', '3']);
});

it('23: synchronous results stop starting when their bytes fill the window', async () => {
  const h = new Harness({ maxInFlight: 2, windowBytes: 4_000_000 });
  h.send('head');
  const called: number[] = [];
  const group = h.group('big', 10, (row) => called.push(row));
  group.resultBytes = () => 1_000_000;
  h.stream.submit(group);
  expect(called).toEqual([0, 1, 2, 3]);
  h.call('head').resolve();
  await h.drain();
  expect(called).toHaveLength(10);
});

it('24: one row completes without a second being asked for', async () => {
  for (const maxInFlight of [1, 2]) {
    const h = new Harness({ maxInFlight });
    h.send('sync', () => 1);
    h.send('resolved', async () => 1);
    await h.clock.settle();
    expect(h.log).toEqual(['sync', 'resolved']);
  }
});

it('25, R03: never-ending calls: maxInFlight start and one row more is accepted', () => {
  const h = new Harness({ maxInFlight: 3 });
  let accepted = 0;
  while (h.stream.accepts && accepted < 100) {
    h.send(`${accepted}`);
    accepted++;
  }
  expect(accepted).toBe(4);
  expect(h.started).toHaveLength(3);
});

it('onAccept is called once for each time that a producer was told to wait', async () => {
  const calls: number[] = [];
  const h = new Harness({ maxInFlight: 1 }, { onAccept: () => calls.push(h.started.length) });
  h.send('a b');
  expect(h.stream.accepts).toBe(false);
  await h.resolve('a');
  expect(calls).toEqual([2]);
  await h.resolve('b');
  expect(calls).toEqual([2]);
});

it('a producer that submits from onAccept keeps the executor full', async () => {
  let next = 0;
  const h: Harness = new Harness(
    { maxInFlight: 2 },
    {
      onAccept: () => {
        while (h.stream.accepts && next < 20) h.submit(`${next++}`, 1, h.lasting(5));
      },
    },
  );
  while (h.stream.accepts) h.submit(`${next++}`, 1, h.lasting(5));
  await h.clock.advance(200);
  expect(h.log).toHaveLength(20);
  expect(h.peakBodies).toBe(2);
});

it.each([
  ['maxInFlight', 0],
  ['maxInFlight', -1],
  ['maxInFlight', 1.5],
  ['maxInFlight', Number.NaN],
  ['maxInFlight', '1'],
  ['windowRows', 0],
  ['timeoutMs', -1],
  ['timeoutMs', Number.NaN],
])('26: %s %s is refused, with what is allowed', (option, value) => {
  const { clock } = new Harness();
  expect(() => new Executor({ ...DEFAULTS, [option]: value }, clock)).toThrow(
    new RegExp(`^f: ${option} must be .* of at least [01], not `),
  );
});

it('26: maxInFlight may be Infinity', async () => {
  const h = new Harness({ maxInFlight: Number.POSITIVE_INFINITY, windowRows: Number.POSITIVE_INFINITY });
  h.submit('g', 3000);
  expect(h.started).toHaveLength(3000);
});

it('30: what is submitted beyond what is accepted waits and is not lost', async () => {
  const h = new Harness({ maxInFlight: 5 });
  for (let i = 0; i < 10; i++) h.send(`${i}`);
  expect(h.executor.snapshot()).toMatchObject({ running: 5, queued: 5 });
  await h.resolve('0 1 2 3 4');
  await h.resolve('5 6 7 8 9');
  expect(h.log).toHaveLength(10);
});

it('31: a group larger than the window completes; a smaller one does not wait for more', async () => {
  const h = new Harness({ maxInFlight: 64, windowRows: 1024 });
  const large = h.submit('large', 10_000, async (row) => row);
  const small = h.submit('small', 2, async (row) => row);
  await h.drain();
  expect(large.values).toHaveLength(10_000);
  expect(small.values).toEqual([0, 1]);
});

it('31: rows of a large group start as slots free up, before the group is through', async () => {
  const h = new Harness({ maxInFlight: 2 });
  h.submit('g', 5);
  expect(h.started).toEqual(['g.0', 'g.1']);
  await h.resolve('g.1');
  expect(h.started).toEqual(['g.0', 'g.1', 'g.2']);
});

it('a row whose function returns no promise takes no slot, but does not start without a free one', async () => {
  const h = new Harness({ maxInFlight: 1, ordered: false });
  h.send('s1 s2', () => 1);
  expect(h.log).toEqual(['s1', 's2']);
  h.send('a');
  h.send('s3', () => 1);
  expect(h.log).toEqual(['s1', 's2']);
  await h.resolve('a');
  expect(h.log).toEqual(['s1', 's2', 'a', 's3']);
});
