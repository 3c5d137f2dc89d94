import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { load } from '@sluice/runtime';
import { testUdf } from '@sluice/sdk/testing';
import { tableFromArrays } from 'apache-arrow';
import { Geocoder } from '../src/geocoder.ts';
import { startGeocoder } from './fake-geocoder.ts';

let geocoder: Awaited<ReturnType<typeof startGeocoder>>;

// With all its options, and without a build: time passes only where nothing else can happen, so that nobody waits for it.
const locate = testUdf(Geocoder, 'locate', { nullable: [false] });

before(async () => {
  geocoder = await startGeocoder();
  process.env['GEOCODER_URL'] = geocoder.url;
});
after(async () => {
  await locate.close();
  geocoder.close();
});

test('locates cities, and knows that it does not know one', async () => {
  const { values } = await locate.rows([['Berlin'], ['Atlantis'], ['Lagos']]);
  assert.deepEqual(
    values.map((place) => place?.latitude),
    [52.52, undefined, 6.45],
  );
});

test('asks nothing about a city that is null', async () => {
  const { rows, calls } = await locate.rows([[null]]);
  assert.equal(rows[0]?.status, 'skipped');
  assert.deepEqual(calls, []);
});

test('asks again where the service is busy, as late as it wants, and once where it refuses', async () => {
  const { rows } = await locate.rows([['Lima'], ['Nowhere']]);
  const [first, second] = rows[0]?.calls ?? [];
  assert.equal(rows[0]?.value?.latitude, -12.05);
  assert.equal((second?.startedAt ?? 0) - (first?.startedAt ?? 0), 10);
  assert.equal(rows[1]?.error?.message, 'the geocoder refuses Nowhere (400)');
  assert.equal(rows[1]?.attempts, 1);
});

test('gives a call up that takes too long, and keeps the rows beside it', async () => {
  const { rows } = await locate.rows([['Limbo'], ['Berlin']]);
  assert.equal(rows[0]?.error?.code, 'timeout');
  assert.equal(rows[0]?.attempts, 4);
  assert.equal(rows[1]?.value?.latitude, 52.52);
});

// What was built is what an engine loads.
test('runs over record batches', async () => {
  const udfs = await load(new URL('..', import.meta.url));
  try {
    const [batch] = tableFromArrays({ city: ['Berlin', 'Nowhere'] }).batches;
    assert.ok(batch);
    const result = await udfs.udf('locate', { ordered: true }).call(batch);
    assert.equal(result.getChild('locate')?.get(0)?.latitude, 52.52);
    assert.equal(result.getChild('locate_error')?.get(1)?.code, 'udf-threw');
  } finally {
    await udfs.close();
  }
});
