import { load } from '@sluice/runtime';
import { tableFromArrays } from 'apache-arrow';
import { startModel } from './test/fake-model.ts';

// Set MODEL_URL to ask a model of your own.
const fake = process.env['MODEL_URL'] === undefined ? await startModel() : undefined;
if (fake !== undefined) process.env['MODEL_URL'] = fake.url;

const reviews = tableFromArrays({
  text: ['I love it', 'It is awful, I hate it', 'It is red', null, '', 'Great, just great'],
});
const udfs = await load(new URL('.', import.meta.url)); // dist/udf.json; the bundle runs on a thread of its own
for await (const batch of udfs.udf('sentiment', { ordered: true }).stream(reviews.batches)) {
  console.table(
    batch.toArray().map(({ text, sentiment, sentiment_error }) => ({
      text,
      sentiment,
      error: sentiment_error?.message ?? null,
    })),
  );
}
await udfs.close();
if (fake !== undefined) console.log(`${fake.requests.length} requests`);
fake?.close();
