import { load } from '@sluice/runtime';
import { tableFromArrays } from 'apache-arrow';
import { startGeocoder } from './test/fake-geocoder.ts';

// Set GEOCODER_URL to ask a service of your own.
const fake = process.env['GEOCODER_URL'] === undefined ? await startGeocoder() : undefined;
if (fake !== undefined) process.env['GEOCODER_URL'] = fake.url;

const cities = tableFromArrays({ city: ['Berlin', 'Lima', null, 'Atlantis', 'Nowhere', 'Lagos'] });
const udfs = await load(new URL('.', import.meta.url)); // dist/udf.json; the bundle runs on a thread of its own
for await (const batch of udfs.udf('locate', { ordered: true }).stream(cities.batches)) {
  console.table(
    batch.toArray().map(({ city, locate, locate_error }) => ({
      city,
      latitude: locate?.latitude ?? null,
      longitude: locate?.longitude ?? null,
      error: locate_error?.message ?? null,
    })),
  );
}
await udfs.close();
fake?.close();
