import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { load, type UdfPackage } from '@sluice/runtime';
import { Table, Utf8, vectorFromArray } from 'apache-arrow';
import { startGeocoder } from './fake-geocoder.ts';

let geocoder: Awaited<ReturnType<typeof startGeocoder>>;
let udfs: UdfPackage;

before(async () => {
  geocoder = await startGeocoder();
  process.env['GEOCODER_URL'] = geocoder.url;
  udfs = await load(new URL('..', import.meta.url));
});
after(async () => {
  await udfs.close();
  geocoder.close();
});

/** What becomes of each city: its latitude, the code of its error, or null. */
async function locate(...cities: (string | null)[]): Promise<unknown[]> {
  const [batch] = new Table({ city: vectorFromArray(cities, new Utf8()) }).batches;
  assert.ok(batch);
  const result = await udfs.udf('locate', { ordered: true, timeout: '300ms' }).call(batch);
  const places = result.getChild('locate');
  const errors = result.getChild('locate_error');
  return cities.map((_, row) => places?.get(row)?.latitude ?? errors?.get(row)?.code ?? null);
}

test('locates cities, and knows that it does not know one', async () => {
  assert.deepEqual(await locate('Berlin', 'Atlantis', 'Lagos'), [52.52, null, 6.45]);
});

test('asks nothing about a city that is null', async () => {
  const before = geocoder.asked.length;
  assert.deepEqual(await locate(null), [null]);
  assert.equal(geocoder.asked.length, before);
});

test('asks again where the service is busy, and once where it refuses', async () => {
  assert.deepEqual(await locate('Lima', 'Nowhere'), [-12.05, 'udf-threw']);
  assert.equal(geocoder.asked.filter((city) => city === 'Lima').length, 2);
  assert.equal(geocoder.asked.filter((city) => city === 'Nowhere').length, 1);
});

test('gives a call up that takes too long, and keeps the rows beside it', async () => {
  assert.deepEqual(await locate('Limbo', 'Berlin'), ['timeout', 52.52]);
});
