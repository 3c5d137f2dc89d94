import { expect, it } from 'vitest';
import { Harness, type RecordedGroup } from './testing/harness.ts';

/** One-row groups whose key is the first letter of their name: `a1`, `a2`, `b1`. */
function sendKeyed(h: Harness, names: string): RecordedGroup[] {
  return names.split(' ').map((name) => {
    const group = h.group(name, 1);
    group.key = () => name[0];
    h.stream.submit(group);
    return group;
  });
}

it('109: with keys even and odd, one row of each runs at a time', async () => {
  const h = new Harness({ keyed: true, ordered: false, maxInFlight: 4 });
  sendKeyed(h, 'o1 e2 o3 e4 o5 e6');
  expect(h.started).toEqual(['o1', 'e2']);
  await h.resolve('o1');
  expect(h.started).toEqual(['o1', 'e2', 'o3']);
  await h.resolve('e2');
  expect(h.started).toEqual(['o1', 'e2', 'o3', 'e4']);
  await h.resolve('o3 e4');
  await h.resolve('o5 e6');
  expect(h.log).toHaveLength(6);
  expect(h.peakBodies).toBe(2);
});

it('110, 113: rows that wait for their key are counted', async () => {
  const h = new Harness({ keyed: true, ordered: false, maxInFlight: 10 });
  sendKeyed(h, '1a 2a 2b 3a 3b 3c 4a');
  expect(h.executor.snapshot()).toMatchObject({ running: 4, blocked: 3, queued: 3, longestKeyQueue: 2 });
  await h.resolve('1a 2a 3a 4a');
  await h.resolve('2b 3b');
  await h.resolve('3c');
  expect(h.executor.snapshot()).toMatchObject({ running: 0, blocked: 0, queued: 0, longestKeyQueue: 0 });
});

it('111: rows of one key run strictly in order, between their watermarks', async () => {
  const h = new Harness({ keyed: true, ordered: false });
  for (const [names, watermark] of [
    ['k1 k2', 5],
    ['k3', 6],
    ['k4 k5 k6', 9],
  ] as const) {
    sendKeyed(h, names);
    h.stream.watermark(watermark);
  }
  for (const name of ['k1', 'k2', 'k3', 'k4', 'k5', 'k6']) {
    expect(h.started.at(-1)).toBe(name);
    await h.resolve(name);
  }
  expect(h.log).toEqual(['k1', 'k2', 5, 'k3', 6, 'k4', 'k5', 'k6', 9]);
});

it('114: the order of each key does not depend on the capacity', async () => {
  for (let maxInFlight = 1; maxInFlight <= 9; maxInFlight++) {
    const h = new Harness({ keyed: true, ordered: false, maxInFlight });
    sendKeyed(h, 'a1 b1 c1 a2 b2 a3');
    for (let round = 0; h.log.length < 6 && round < 10; round++) {
      for (const name of [...h.started]) if (!h.log.includes(name)) await h.resolve(name);
    }
    const order = h.started.filter((name) => name[0] === 'a');
    expect([order, h.log.length]).toEqual([['a1', 'a2', 'a3'], 6]);
  }
});

it('a hot key does not fill the window and stop others', async () => {
  const h = new Harness({ keyed: true, ordered: false, maxInFlight: 2, windowRows: 4 });
  sendKeyed(h, 'h1 h2 h3 h4 a1 a2 b1');
  expect(h.started).toEqual(['h1', 'a1']);
  await h.resolve('a1');
  await h.resolve('a2');
  expect(h.started).toEqual(['h1', 'a1', 'a2', 'b1']);
  await h.resolve('b1');
  expect(h.log).toEqual(['a1', 'a2', 'b1']);
});

it('how many rows may wait for their keys is bounded: the stream stops accepting', () => {
  const h = new Harness({ keyed: true, ordered: false, maxInFlight: 2, windowRows: 4 });
  let sent = 0;
  while (h.stream.accepts && sent < 100) sendKeyed(h, `h${sent++}`);
  expect(sent).toBe(6);
});

it('116: a row in retry blocks its key alone, and when it is exhausted the key goes on', async () => {
  const h = new Harness({
    keyed: true,
    ordered: false,
    onError: 'capture',
    retry: { retries: 1, backoffMs: 10, jitter: 0 },
  });
  sendKeyed(h, 'a1 a2 b1');
  await h.reject('a1');
  await h.resolve('b1');
  expect(h.started).toEqual(['a1', 'b1']);
  await h.clock.advance(10);
  expect(h.started).toEqual(['a1', 'b1', 'a1']);
  await h.reject('a1');
  expect(h.started).toEqual(['a1', 'b1', 'a1', 'a2']);
  await h.resolve('a2');
  expect(h.log).toEqual(['b1', 'a1', 'a2']);
});

it('117: a key that cannot be told is the row’s failure, by the error policy', async () => {
  const h = new Harness({ keyed: true, onError: 'capture', retry: { retries: 3 } });
  const group = h.group('g', 2);
  group.key = (row) => {
    if (row === 0) throw new Error('no key');
    return row;
  };
  h.stream.submit(group);
  await h.resolve('g.1');
  expect(group.failures[0]).toMatchObject({ message: 'no key', code: 'udf-threw', attempts: 0 });
  expect(group.end).toBe('left');
});

it('a key stays taken while a call that has timed out still runs', async () => {
  const h = new Harness({ keyed: true, ordered: false, timeoutMs: 10, onError: 'null' });
  sendKeyed(h, 'a1 a2');
  await h.clock.advance(10);
  expect(h.log).toEqual(['a1']);
  expect(h.started).toEqual(['a1']);
  await h.resolve('a1', 'late');
  expect(h.started).toEqual(['a1', 'a2']);
});

it('a retry of a key waits for its own call that has timed out and still runs', async () => {
  const h = new Harness({
    keyed: true,
    ordered: false,
    timeoutMs: 10,
    abandonAfterMs: 100,
    retry: { retries: 1, backoffMs: 0 },
  });
  const [a] = sendKeyed(h, 'a1 a2');
  await h.clock.advance(50);
  expect(h.started).toEqual(['a1']);
  await h.clock.advance(60);
  expect(h.started).toEqual(['a1', 'a1']);
  await h.resolve('a1', 'second');
  expect(a?.values).toEqual(['second']);
  expect(h.started).toEqual(['a1', 'a1', 'a2']);
});

it('a row that is cancelled while it waits for its key is passed over', async () => {
  const h = new Harness({ keyed: true, ordered: false });
  const [, a2] = sendKeyed(h, 'a1 a2 a3');
  if (a2) h.executor.cancel(a2);
  expect(h.executor.snapshot().blocked).toBe(1);
  await h.resolve('a1');
  expect(h.started).toEqual(['a1', 'a3']);
  await h.resolve('a3');
  expect(h.executor.snapshot()).toMatchObject({ blocked: 0, buffered: 0, queued: 0 });
});

it('a row cancelled while it runs keeps its key until its call has settled', async () => {
  const h = new Harness({ keyed: true, ordered: false });
  const [a1] = sendKeyed(h, 'a1 a2');
  if (a1) h.executor.cancel(a1);
  expect(h.started).toEqual(['a1']);
  await h.resolve('a1');
  expect(h.started).toEqual(['a1', 'a2']);
});

it('rows of a group have keys of their own, and synchronous rows release them at once', () => {
  const h = new Harness({ keyed: true, maxInFlight: 1 });
  const group = h.group('g', 6, (row) => row);
  group.key = (row) => row % 2;
  group.skipped = (row) => row === 3;
  h.stream.submit(group);
  expect(group.values).toEqual([0, 1, 2, undefined, 4, 5]);
  expect(h.log).toEqual(['g']);
});
