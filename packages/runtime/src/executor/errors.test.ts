import { SluiceError } from '@sluice/sdk';
import { expect, it } from 'vitest';
import { Harness } from './testing/harness.ts';

it.each([true, false])(
  '71: a failure surfaces though no other row completes (ordered: %s)',
  async (ordered) => {
    const h = new Harness({ ordered, maxInFlight: 2 });
    const [group] = h.send('a');
    await h.reject('a', new TypeError('bad'));
    expect(group?.failure).toMatchObject({
      code: 'udf-threw',
      name: 'TypeError',
      message: 'bad',
      row: 0,
      attempts: 1,
    });
    expect(h.stream.failure).toBe(group?.failure);
  },
);

it('72: a failed row frees its slot', async () => {
  const h = new Harness({ maxInFlight: 1, onError: 'null' });
  h.send('A B');
  await h.reject('A');
  expect(h.started).toEqual(['A', 'B']);
});

it('73: under fail the consumer sees a prefix and then the error', async () => {
  const h = new Harness({ maxInFlight: 5 });
  const groups = h.send('a b c d e');
  await h.resolve('d e');
  await h.resolve('a');
  await h.reject('c');
  await h.resolve('b');
  expect(h.log).toEqual(['a', 'b!', 'c!', 'd!', 'e!']);
  expect(groups.map((group) => group.failure?.row)).toEqual([undefined, undefined, 0, undefined, undefined]);
  expect(new Set(groups.slice(1).map((group) => group.failure?.message))).toEqual(new Set(['no']));
});

it('73: what has finished in the same turn as a failure leaves before it', async () => {
  const h = new Harness({ maxInFlight: 1 });
  h.send('slow');
  h.send('good', () => 1);
  h.send('bad', () => {
    throw new Error('no');
  });
  await h.resolve('slow');
  expect(h.log).toEqual(['slow', 'good', 'bad!']);
});

it('74: an error does not wait for the slow head of an ordered stream', async () => {
  const h = new Harness();
  h.send('0 1');
  await h.reject('1');
  expect(h.log).toEqual(['0!', '1!']);
  expect(h.executor.snapshot()).toMatchObject({ running: 0, zombies: 1 });
});

it('74: a stream that has failed aborts what is submitted to it, and calls nothing', async () => {
  const h = new Harness();
  h.send('0');
  await h.reject('0', new Error('first'));
  const [late] = h.send('late');
  expect(late?.failure).toMatchObject({ message: 'first', row: undefined });
  expect(h.started).toEqual(['0']);
});

it('a group that stands alone fails alone', async () => {
  const h = new Harness({ ordered: false });
  const bad = h.group('bad', 2);
  const good = h.group('good', 1);
  h.executor.submit(bad);
  h.executor.submit(good);
  await h.reject('bad.1');
  expect(bad.failure?.row).toBe(1);
  await h.resolve('good');
  expect(good.end).toBe('left');
});

it('75, 78, 79: under null and capture one bad row is one row without a result', async () => {
  const h = new Harness({ onError: 'capture' });
  const group = h.submit('g', 3, async (row) => {
    if (row === 1) throw new RangeError('two is bad');
    return row + 1;
  });
  await h.drain();
  expect(group.values).toEqual([1, undefined, 3]);
  expect(group.failures).toEqual([
    undefined,
    expect.objectContaining({ name: 'RangeError', message: 'two is bad', attempts: 1, row: 1 }),
  ]);
  expect(group.end).toBe('left');
});

it('76, 77: failures, the last row among them, do not keep a stream from ending', async () => {
  const h = new Harness({ maxInFlight: 2, onError: 'null' });
  h.send('a b happy last');
  await h.reject('a b');
  await h.resolve('happy', 'happy!');
  await h.reject('last');
  await h.drain();
  expect(h.log).toEqual(['a', 'b', 'happy', 'last']);
});

it('80: failures are counted, and timeouts apart', async () => {
  const h = new Harness({ onError: 'null', timeoutMs: 5 });
  h.send('slow');
  h.send('bad', async () => {
    throw new Error('no');
  });
  h.send('worse', () => {
    throw new Error('no');
  });
  await h.clock.advance(5);
  expect(h.executor.snapshot()).toMatchObject({ started: 3, errors: 3, timeouts: 1, completed: 0 });
});

it.each([
  [undefined, 'threw undefined, which is not an Error'],
  ['text', 'text'],
  [{ code: 7 }, 'threw {"code":7}, which is not an Error'],
  [Object.create(null), 'threw {}, which is not an Error'],
  [{ message: 'no stack' }, 'no stack'],
  [Symbol('s'), 'threw Symbol(s), which is not an Error'],
])('82: whatever is thrown is one failed row: %j', async (cause, message) => {
  const h = new Harness({ onError: 'capture' });
  const [rejected] = h.send('r', () => Promise.reject(cause));
  const [threw] = h.send('t', () => {
    throw cause;
  });
  await h.drain();
  for (const group of [rejected, threw]) {
    expect(group?.failures[0]).toMatchObject({ code: 'udf-threw', message });
    expect(group?.failures[0]?.cause).toBe(cause);
  }
});

it('82: an object whose message cannot be read is a failed row as well', async () => {
  const h = new Harness({ onError: 'capture' });
  const hostile = {
    get message(): string {
      throw new Error('gotcha');
    },
  };
  const [group] = h.send('r', () => Promise.reject(hostile));
  await h.drain();
  expect(group?.failures[0]?.message).toBe('threw an object that cannot be read');
});

it('82: of two rows that fail in the same tick one is the cause and the other is kept beside it', async () => {
  const h = new Harness();
  const [a] = h.send('a b');
  await h.reject('a b', new Error('both'));
  expect(a?.failure).toMatchObject({ message: 'both', suppressed: [{ message: 'both', row: 0 }] });
});

it('84: a synchronous throw takes the way of a rejection, and no slot', async () => {
  const h = new Harness({ maxInFlight: 1, onError: 'null' });
  const group = h.submit('g', 3, (row) => {
    if (row < 2) throw new Error('no');
    return row;
  });
  expect(group.values).toEqual([undefined, undefined, 2]);
  expect(group.failures[0]).toMatchObject({ code: 'udf-threw', attempts: 1 });
  expect(h.executor.snapshot()).toMatchObject({ running: 0, started: 3, errors: 2, completed: 1 });
});

it('84: a synchronous throw under fail starts no row behind it', () => {
  const h = new Harness();
  const called: number[] = [];
  const group = h.submit('g', 3, (row) => {
    called.push(row);
    throw new Error('no');
  });
  expect(called).toEqual([0]);
  expect(group.end).toBe('aborted');
});

it('a result that does not fit is that row’s error, sync and async alike, with the code that it carries', async () => {
  const h = new Harness({ onError: 'capture' });
  const group = h.group('g', 4, (row) => (row % 2 ? Promise.resolve(row) : row));
  group.onSucceed = (row) => {
    if (row === 0) throw new Error('does not fit');
    if (row === 1) throw new SluiceError('invalid-argument', 'own code');
  };
  h.stream.submit(group);
  await h.drain();
  expect(group.failures.map((failure) => failure?.code)).toEqual(['invalid-result', 'invalid-argument']);
  expect(group.values).toEqual([undefined, undefined, 2, 3]);
});
