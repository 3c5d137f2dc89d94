import { expect, it } from 'vitest';
import { type Body, Harness, type RecordedGroup } from './testing/harness.ts';

/** Whether `target` can be reached from `from` through properties, Maps and Sets. */
function reaches(from: object, target: object): boolean {
  const seen = new Set<object>([from]);
  // A Set gives what is added while it is gone through.
  for (const object of seen) {
    if (object === target) return true;
    const properties = Object.values(Object.getOwnPropertyDescriptors(object)).map(({ value }) => value);
    const members = object instanceof Map ? [...object].flat() : object instanceof Set ? [...object] : [];
    for (const value of [...properties, ...members]) {
      if ((typeof value === 'object' && value !== null) || typeof value === 'function') seen.add(value);
    }
  }
  return false;
}

const held = (h: Harness, groups: readonly RecordedGroup[]): string[] =>
  groups.filter((group) => reaches(h.executor, group)).map(({ name }) => name);

it('after a group of synchronous rows has left, nothing in the executor refers to it', () => {
  const h = new Harness();
  const groups = [h.submit('a', 3, (row) => row), h.submit('b', 3, (row) => row)];
  expect(h.log).toEqual(['a', 'b']);
  expect(held(h, groups)).toEqual([]);
});

it('a group is held until its last row has settled, and no longer', async () => {
  const h = new Harness({ maxInFlight: 2 });
  const body: Body = (row) => (row === 1 ? h.lasting(10)(row, undefined as never) : row);
  const groups = [h.submit('a', 3, body), h.submit('b', 3, (row) => row)];
  expect(held(h, groups)).toEqual(['a', 'b']);
  await h.clock.advance(10);
  expect(h.log).toEqual(['a', 'b']);
  expect(held(h, groups)).toEqual([]);
});

it('no group is held whose last row throws, is skipped, or does not fit', () => {
  const h = new Harness({ onError: 'null' });
  const throwing: Body = () => {
    throw new Error('no');
  };
  const skipping = h.group('skips', 2, (row) => row);
  skipping.skipped = (row) => row === 1;
  const misfit = h.group('misfit', 2, (row) => row);
  misfit.onSucceed = () => throwing(0, undefined as never);
  h.stream.submit(skipping);
  h.stream.submit(misfit);
  const groups = [skipping, misfit, h.submit('throws', 2, throwing)];
  expect(h.log).toEqual(['skips', 'misfit', 'throws']);
  expect(held(h, groups)).toEqual([]);
});

it('no group is held whose rows were retried, or that an error has ended', async () => {
  const h = new Harness({ retry: { retries: 1, backoffMs: 10, jitter: 0 } });
  const retried = h.submit('retried', 2, (_, { attempt }) => {
    if (attempt === 1) throw new Error('no');
  });
  const failed = h.submit('failed', 2, () => {
    throw new Error('no');
  });
  await h.clock.advance(20);
  expect([retried.end, failed.end]).toEqual(['left', 'aborted']);
  expect(reaches(h.executor, retried)).toBe(false);
});

it('a call that runs on after its row has given up keeps nothing of the group', async () => {
  const h = new Harness({ timeoutMs: 10, onError: 'null' });
  const groups = h.send('a');
  await h.clock.advance(10);
  expect(h.executor.snapshot()).toMatchObject({ zombies: 1 });
  expect(held(h, groups)).toEqual([]);
});
