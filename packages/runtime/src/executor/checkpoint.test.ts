import { expect, it } from 'vitest';
import type { CheckpointedGroup, StreamCheckpoint } from './checkpoint.ts';
import type { ExecutorOptions } from './options.ts';
import { type Body, Harness, type RecordedGroup } from './testing/harness.ts';

/** A new harness that goes on where the checkpoint stands: its groups have the results that were there. */
function restore(
  checkpoint: StreamCheckpoint,
  options: Partial<ExecutorOptions> = {},
  body?: Body,
): { h: Harness; groups: RecordedGroup[] } {
  const h = new Harness(options);
  const groups: RecordedGroup[] = [];
  const entries = checkpoint.entries.map((entry) => {
    if (entry.kind === 'watermark') return entry;
    const old = entry.group as RecordedGroup;
    const group = h.group(old.name, old.rowCount, body);
    for (const row of Object.keys(old.values)) group.values[Number(row)] = old.values[Number(row)];
    groups.push(group);
    return { ...entry, group };
  });
  h.stream.restore({ entries });
  return { h, groups };
}

const group = (checkpoint: StreamCheckpoint, name: string): CheckpointedGroup =>
  checkpoint.entries.find(
    (entry): entry is CheckpointedGroup =>
      entry.kind === 'group' && (entry.group as RecordedGroup).name === name,
  ) as CheckpointedGroup;

it('95: what was in flight is called again, in order, and what comes after follows', async () => {
  const before = new Harness({ maxInFlight: 4 });
  before.send('1 2 3 4');
  const { h } = restore(before.stream.checkpoint(), { maxInFlight: 6 });
  h.send('5 6 7');
  const second = h.stream.checkpoint();
  expect(second.entries).toHaveLength(7);
  h.send('8');
  await h.resolve('1 2 3 4 5 6');
  await h.resolve('7 8');
  expect(h.log).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
});

it('97: a checkpoint of ten rows is taken up by an executor with room for two', async () => {
  const before = new Harness({ maxInFlight: 10 });
  before.send('0 1 2 3 4 5 6 7 8 9');
  const { h } = restore(before.stream.checkpoint(), { maxInFlight: 2, windowRows: 2 }, async () => 1);
  await h.drain();
  expect(h.log).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
});

it('98, 99: a result that has not left is in the checkpoint, and its row is not called again', async () => {
  const before = new Harness();
  const large = before.submit('large', 4);
  before.send('small');
  await before.resolve('large.1', 'one');
  await before.resolve('small', 'kept');
  const checkpoint = before.stream.checkpoint();
  expect(group(checkpoint, 'large').unfinished.map(({ row }) => row)).toEqual([0, 2, 3].slice(0, 3));
  expect(group(checkpoint, 'small')).toMatchObject({ nextRow: 1, unfinished: [] });
  const { h, groups } = restore(checkpoint);
  expect(h.started).toEqual(['large.0', 'large.2', 'large.3']);
  await h.resolve('large.0 large.2 large.3', 'again');
  expect(groups[0]?.values).toEqual(['again', 'one', 'again', 'again']);
  expect(groups[1]?.values).toEqual(['kept']);
  expect(h.log).toEqual(['large', 'small']);
  expect(large.end).toBeUndefined();
});

it('a failure that has been recorded is an outcome as well', async () => {
  const before = new Harness({ onError: 'capture' });
  before.submit('g', 2);
  await before.reject('g.0');
  expect(group(before.stream.checkpoint(), 'g').unfinished).toEqual([{ row: 1, attempts: 0 }]);
});

it('rows that were not started are not listed, and are called after the restore', async () => {
  const before = new Harness({ maxInFlight: 2 });
  before.submit('g', 6);
  await before.resolve('g.0');
  const checkpoint = before.stream.checkpoint();
  expect(group(checkpoint, 'g')).toMatchObject({ nextRow: 3, unfinished: [{ row: 1 }, { row: 2 }] });
  const { h, groups } = restore(checkpoint, { maxInFlight: 10 });
  expect(h.started).toEqual(['g.1', 'g.2', 'g.3', 'g.4', 'g.5']);
  await h.resolve(h.started.join(' '));
  expect(groups[0]?.values).toHaveLength(6);
});

it('watermarks keep their places', async () => {
  const before = new Harness({ ordered: false });
  before.send('a');
  before.stream.watermark(1);
  before.stream.watermark(2);
  before.send('b');
  before.stream.watermark(3);
  await before.resolve('b');
  const { h } = restore(before.stream.checkpoint(), { ordered: false });
  expect(h.log).toEqual([]);
  await h.resolve('a');
  expect(h.log).toEqual(['a', 1, 2, 'b', 3]);
});

it('a checkpoint of nothing restores nothing', () => {
  const { h } = restore(new Harness().stream.checkpoint());
  h.stream.watermark('WM');
  expect(h.log).toEqual(['WM']);
});

it('102: attempts that are used up stay so: with three allowed and two made, one is left', async () => {
  const retry = { retries: 2, backoffMs: 10, jitter: 0 };
  const before = new Harness({ retry });
  before.send('a');
  await before.reject('a');
  await before.clock.advance(10);
  await before.reject('a');
  const checkpoint = before.stream.checkpoint();
  expect(group(checkpoint, 'a').unfinished).toEqual([{ row: 0, attempts: 2 }]);
  const { h, groups } = restore(checkpoint, { retry });
  expect(h.call('a').attempt).toBe(3);
  await h.reject('a', new Error('last'));
  expect(groups[0]?.failure).toMatchObject({ message: 'last', attempts: 3 });
  expect(h.started).toEqual(['a']);
});

it('102: an attempt that was running does not count as used', async () => {
  const retry = { retries: 2, backoffMs: 10, jitter: 0 };
  const before = new Harness({ retry });
  before.send('a');
  await before.reject('a');
  await before.clock.advance(10);
  expect(group(before.stream.checkpoint(), 'a').unfinished).toEqual([{ row: 0, attempts: 1 }]);
});

it('70: the idempotency key of a row is the same after a restore, and new rows do not share it', async () => {
  const keys: string[] = [];
  const body: Body = (_, context) => {
    keys.push(context.idempotencyKey);
    return new Promise(() => {});
  };
  const before = new Harness({}, { id: 'orders' });
  before.send('a b', body);
  const { h } = restore(before.stream.checkpoint(), {}, body);
  h.send('c', body);
  expect(keys.slice(0, 2)).toEqual(['orders/0:0', 'orders/1:0']);
  expect(keys.slice(2, 4)).toEqual(['orders/0:0', 'orders/1:0']);
  expect(new Set(keys).size).toBe(3);
});

it('a row that is just being called is one that has not started, not one to be called again besides', () => {
  const checkpoints: StreamCheckpoint[] = [];
  const h = new Harness();
  h.submit('a', 1, () => void checkpoints.push(h.stream.checkpoint()));
  expect(checkpoints[0]?.entries).toMatchObject([{ nextRow: 0, unfinished: [] }]);
});

it('108: with keys, a restore keeps the order of each key', async () => {
  const keyed = (h: Harness, name: string): RecordedGroup => {
    const one = h.group(name, 1);
    one.key = () => name[0];
    return one;
  };
  const before = new Harness({ keyed: true, ordered: false });
  for (const name of ['o1', 'e2', 'o3', 'e4']) before.stream.submit(keyed(before, name));
  await before.resolve('e2');
  const h = new Harness({ keyed: true, ordered: false });
  const entries = before.stream
    .checkpoint()
    .entries.map((entry) =>
      entry.kind === 'group' ? { ...entry, group: keyed(h, (entry.group as RecordedGroup).name) } : entry,
    );
  h.stream.restore({ entries });
  for (const name of ['o5', 'e6']) h.stream.submit(keyed(h, name));
  expect(h.started).toEqual(['o1', 'e4']);
  await h.resolve('o1 e4');
  await h.resolve('o3 e6');
  expect(h.started).toEqual(['o1', 'e4', 'o3', 'e6', 'o5']);
});

it('124: rows in a micro-batch are in the checkpoint', () => {
  const before = new Harness({ batch: { maxRows: 10, lingerMs: 50 }, callRows: () => [] });
  before.submit('g', 3);
  expect(group(before.stream.checkpoint(), 'g')).toMatchObject({
    nextRow: 3,
    unfinished: [{ row: 0 }, { row: 1 }, { row: 2 }],
  });
});

it('a checkpoint changes nothing: what runs goes on', async () => {
  const h = new Harness();
  h.send('a');
  h.stream.checkpoint();
  await h.resolve('a');
  expect(h.log).toEqual(['a']);
});

it('W08: a call that has settled, unheard, counts as unfinished', () => {
  const h = new Harness();
  h.send('a');
  h.call('a').resolve('ok');
  expect(group(h.stream.checkpoint(), 'a').unfinished).toEqual([{ row: 0, attempts: 0 }]);
});
