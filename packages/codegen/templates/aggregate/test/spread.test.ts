import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '@sluice/runtime';
import { testAggregate } from '@sluice/sdk/testing';
import { tableFromArrays } from 'apache-arrow';
import { Spread } from '../src/spread.ts';

const values = [2, 4, 4, 4, 5, 5, 7, 9];

test('knows the mean and the deviation, from parts too, wherever they are cut and however they are merged', async () => {
  const { value } = await testAggregate(Spread).rows(values.map((value) => [value]));
  assert.deepEqual(value, { count: 8, mean: 5, deviation: 2 });
});

test('says nothing of no values, and leaves out nulls', async () => {
  const spread = testAggregate(Spread, { nullable: [false] });
  assert.equal((await spread.rows([])).value, null);
  assert.deepEqual((await spread.rows([[null], [3]])).value, { count: 1, mean: 3, deviation: 0 });
});

// A class that is marked with @aggregate() is still that class.
test('is a class like any other', () => {
  const spread = new Spread();
  const state = spread.init();
  spread.accumulate(state, 3);
  assert.deepEqual(state, { count: 1, mean: 3, squares: 0 });
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
