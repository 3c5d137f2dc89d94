import { load } from '@sluice/runtime';
import { tableFromArrays } from 'apache-arrow';

const readings = tableFromArrays({
  city: ['Lima', 'Oslo', 'Lima', 'Oslo', 'Lima', 'Oslo'],
  celsius: [18.5, -2.5, 19.1, 1.2, 18.9, null],
});

const udfs = await load(new URL('.', import.meta.url)); // dist/udf.json; the bundle runs on a thread of its own
const spread = udfs.aggregate('spread', { columns: { value: 'celsius' } });
const result = await spread.run(readings.batches, { by: ['city'] });
console.table(result.toArray().map(({ city, spread }) => ({ city, ...spread?.toJSON() })));
await udfs.close();
