import { load } from '@sluice/runtime';
import { tableFromArrays } from 'apache-arrow';

const udfs = await load('.'); // dist/udf.json, verified; the bundle runs on a thread of its own
const people = tableFromArrays({ name: ['Ada Lovelace', null, 'Grace Hopper'] });

const initials = udfs.udf('initials');
const digests = udfs.udf('sha256', { columns: { text: 'name' } });
for await (const batch of digests.stream(initials.stream(people.batches))) {
  console.table(batch.toArray().map((row) => row.toJSON()));
}
await udfs.close();
