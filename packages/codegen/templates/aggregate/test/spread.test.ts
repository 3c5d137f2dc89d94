import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '@sluice/runtime';
import { tableFromArrays } from 'apache-arrow';
import { Spread } from '../src/spread.ts';

const values = [2, 4, 4, 4, 5, 5, 7, 9];

// A class that is marked with @aggregate() is still that class.
function stateOf(some: readonly number[]) {
  const spread = new Spread();
  const state = spread.init();
  for (const value of some) spread.accumulate(state, value);
  return state;
}

test('knows the mean and the deviation', () => {
  assert.deepEqual(new Spread().finish(stateOf(values)), { count: 8, mean: 5, deviation: 2 });
});

test('says nothing of no values', () => {
  assert.equal(new Spread().finish(stateOf([])), null);
});

test('gives the same from parts, wherever they are cut', () => {
  for (let cut = 0; cut <= values.length; cut++) {
    const state = stateOf(values.slice(0, cut));
    new Spread().merge(state, stateOf(values.slice(cut)));
    const { count, mean, squares } = state;
    assert.equal(count, 8);
    assert.ok(
      Math.abs(mean - 5) < 1e-12 && Math.abs(squares - 32) < 1e-12,
      `cut at ${cut}: ${mean}, ${squares}`,
    );
  }
});

// What was built is what an engine loads.
test('groups record batches, and leaves nulls out', async () => {
  const udfs = await load(new URL('..', import.meta.url));
  try {
    const { batches } = tableFromArrays({ city: ['Lima', 'Lima', 'Oslo', 'Lima'], value: [1, 3, 8, null] });
    const result = await udfs.aggregate('spread').run(batches, { by: ['city'] });
    assert.deepEqual(
      result.toArray().map(({ city, spread }) => ({ city, ...spread.toJSON() })),
      [
        { city: 'Lima', count: 2, mean: 2, deviation: 1 },
        { city: 'Oslo', count: 1, mean: 8, deviation: 0 },
      ],
    );
  } finally {
    await udfs.close();
  }
});
