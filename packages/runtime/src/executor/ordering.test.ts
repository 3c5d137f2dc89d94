import { expect, it } from 'vitest';
import { Harness } from './testing/harness.ts';

const later = Promise.resolve();

it('1: an ordered stream gives results and watermarks in input order', async () => {
  const h = new Harness({ maxInFlight: 2 });
  h.send('1 2');
  h.stream.watermark('WM2');
  h.send('3');
  await h.resolve('2');
  await h.resolve('1 3');
  expect(h.log).toEqual(['1', '2', 'WM2', '3']);
});

it('2: an unordered stream gives rows in any order, but none across a watermark', async () => {
  const h = new Harness({ ordered: false });
  h.send('1 2');
  h.stream.watermark('WM2');
  h.send('3');
  await h.resolve('3');
  expect(h.log).toEqual([]);
  await h.resolve('2 1');
  expect(h.log).toEqual(['2', '1', 'WM2', '3']);
});

it.each([true, false])(
  '3, 4: more input than capacity comes through whole (ordered: %s)',
  async (ordered) => {
    const h = new Harness({ ordered, maxInFlight: 6 });
    const groups = Array.from({ length: 8 }, (_, i) => h.submit(`${i + 1}`, 1, async () => 2 * (i + 1)));
    await h.drain();
    expect(groups.map((group) => group.values[0])).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
    if (ordered) expect(h.log).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  },
);

it('6: nothing leaves an ordered stream before its head', async () => {
  const h = new Harness();
  h.send('R1 R2');
  h.stream.watermark('WM2');
  h.send('R3');
  await h.resolve('R3');
  await h.resolve('R2');
  expect(h.log).toEqual([]);
  await h.resolve('R1');
  expect(h.log).toEqual(['R1', 'R2', 'WM2', 'R3']);
});

it('8: a watermark with nothing before it leaves at once, without a row behind it', () => {
  const h = new Harness();
  h.stream.watermark('WM');
  expect(h.log).toEqual(['WM']);
});

it.each([true, false])('9: consecutive watermarks are all kept, in order (ordered: %s)', async (ordered) => {
  const h = new Harness({ ordered });
  h.send('a');
  h.stream.watermark(5);
  h.stream.watermark(6);
  h.send('b');
  await h.resolve('b');
  await h.resolve('a');
  expect(h.log).toEqual(['a', 5, 6, 'b']);
});

it('R01, R02: rows of 80, 10, 40 and 0 ms leave as they finish, or all behind the slowest', async () => {
  for (const [ordered, expected] of [
    [false, [['4', '2'], ['3'], ['1']]],
    [true, [[], [], ['1', '2', '3', '4']]],
  ] as const) {
    const h = new Harness({ ordered, maxInFlight: 100 });
    for (const [name, ms] of [
      ['1', 80],
      ['2', 10],
      ['3', 40],
      ['4', 0],
    ] as const)
      h.submit(name, 1, h.lasting(ms));
    const drained: unknown[][] = [];
    for (const ms of [20, 30, 60]) {
      await h.clock.advance(ms);
      drained.push(h.log.splice(0));
    }
    expect(drained).toEqual(expected);
  }
});

it('7: a watermark takes no room: rows behind it start while rows before it run', () => {
  const h = new Harness({ maxInFlight: 2, windowRows: 2 });
  h.stream.watermark(0);
  h.send('41');
  h.stream.watermark(1);
  h.send('42 43');
  expect(h.started).toEqual(['41', '42']);
  expect(h.log).toEqual([0]);
});

it('13: rows that complete synchronously keep their place among those that take their time', async () => {
  const h = new Harness({ maxInFlight: 4 });
  for (let i = 1; i <= 50; i++) h.submit(`${i}`, 1, i % 3 === 0 ? () => i : h.lasting((i * 7) % 10));
  await h.clock.advance(500);
  expect(h.log).toEqual(Array.from({ length: 50 }, (_, i) => `${i + 1}`));
});

it('14: promises that settle in a shuffled order leave in input order', async () => {
  const h = new Harness({ maxInFlight: 25 });
  for (let i = 0; i < 50; i++) h.submit(`${i}`, 1, h.lasting((i * 37) % 51));
  await h.clock.advance(200);
  expect(h.log).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`));
  expect(h.peakBodies).toBe(25);
});

it('15: a synchronous result does not overtake a pending one in ordered mode', async () => {
  const h = new Harness();
  h.send('0');
  h.send('1', () => 'sync');
  expect(h.log).toEqual([]);
  await h.resolve('0');
  expect(h.log).toEqual(['0', '1']);
});

it('15: a synchronous result leaves before a pending one in unordered mode', () => {
  const h = new Harness({ ordered: false });
  h.send('0');
  h.send('1', () => 'sync');
  expect(h.log).toEqual(['1']);
});

it('16: a thenable that calls back inside then(), twice, keeps order and counts once', async () => {
  const h = new Harness();
  const thenable = {
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    then(ok: (value: unknown) => void, err: (error: unknown) => void) {
      ok('first');
      ok('second');
      err(new Error('third'));
    },
  };
  h.send('0');
  const [one, two] = h.send('1 2', () => thenable);
  await h.resolve('0');
  expect(h.log).toEqual(['0', '1', '2']);
  expect([one?.values, two?.values]).toEqual([['first'], ['first']]);
  expect(h.executor.snapshot()).toMatchObject({ running: 0, completed: 3, errors: 0 });
});

it('16: a thenable whose then() throws is a failed row', async () => {
  const h = new Harness({ onError: 'capture' });
  const [group] = h.send('a', () => ({
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    get then(): never {
      throw new TypeError('no then');
    },
  }));
  await h.drain();
  expect(group?.failures[0]).toMatchObject({ code: 'udf-threw', name: 'TypeError', message: 'no then' });
});

it('17: null and undefined are values; every row has a result', async () => {
  const h = new Harness({ maxInFlight: 16 });
  const group = h.submit('all', 201, async (row) => (row % 2 ? null : undefined));
  await h.drain();
  expect(group.values).toHaveLength(201);
  expect(group.end).toBe('left');
});

it('a null argument that the function does not admit skips the call, on the asynchronous path too', async () => {
  const h = new Harness();
  const group = h.group('g', 3, async (row) => row);
  group.skipped = (row) => row === 1;
  h.stream.submit(group);
  await h.drain();
  expect(group.values).toEqual([0, undefined, 2]);
  expect(h.executor.snapshot()).toMatchObject({ started: 2, completed: 2, errors: 0, buffered: 0 });
});

it('an empty group leaves at once, in its turn', async () => {
  const h = new Harness();
  h.submit('empty', 0);
  expect(h.log).toEqual(['empty']);
  h.send('a');
  h.submit('last', 0);
  expect(h.log).toEqual(['empty']);
  await h.resolve('a');
  expect(h.log).toEqual(['empty', 'a', 'last']);
});

it('results come in completion order inside a group, and the group leaves when its last row is done', async () => {
  const h = new Harness();
  const group = h.submit('g', 3);
  await h.resolve('g.2', 'two');
  await h.resolve('g.0', 'zero');
  expect(group.end).toBeUndefined();
  await h.resolve('g.1', 'one');
  expect(group.values).toEqual(['zero', 'one', 'two']);
  expect(h.log).toEqual(['g']);
});

it('a group that submits while it leaves is served by the same turn', async () => {
  const h = new Harness();
  const next = h.group('next', 1, () => later);
  const first = h.group('first', 1, () => later);
  const leave = first.leave.bind(first);
  first.leave = () => {
    leave();
    h.stream.submit(next);
  };
  h.stream.submit(first);
  await h.clock.settle();
  expect(h.log).toEqual(['first', 'next']);
});

it('two streams of one executor take turns and do not wait for each other', async () => {
  const h = new Harness({ maxInFlight: 2 });
  const other = h.executor.open();
  h.send('slow');
  const group = h.group('other', 1, async () => 'done');
  other.submit(group);
  await h.clock.settle();
  expect(h.log).toEqual(['other']);
});
