import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { load, type UdfPackage } from '@sluice/runtime';
import { Table, Utf8, vectorFromArray } from 'apache-arrow';
import { startModel } from './fake-model.ts';

let model: Awaited<ReturnType<typeof startModel>>;
let udfs: UdfPackage;

before(async () => {
  model = await startModel();
  process.env['MODEL_URL'] = model.url;
  udfs = await load(new URL('..', import.meta.url));
});
after(async () => {
  await udfs.close();
  model.close();
});

/** What becomes of each text: its label, the message of its error, or null. */
async function judge(...texts: (string | null)[]): Promise<unknown[]> {
  const [batch] = new Table({ text: vectorFromArray(texts, new Utf8()) }).batches;
  assert.ok(batch);
  const result = await udfs.udf('sentiment', { ordered: true }).call(batch);
  const labels = result.getChild('sentiment');
  const errors = result.getChild('sentiment_error');
  return texts.map((_, row) => labels?.get(row) ?? errors?.get(row)?.message ?? null);
}

test('asks about all rows at once, and again where the model is busy', async () => {
  assert.deepEqual(await judge('I love it', 'awful', 'it is red'), ['positive', 'negative', 'neutral']);
  assert.deepEqual(model.requests, [3, 3]);
});

test('fails the row that the model refuses, and no other', async () => {
  assert.deepEqual(await judge('great', '', 'great'), ['positive', 'there is no text', 'positive']);
});

test('leaves out nulls, and splits what is more than one request may hold', async () => {
  const before = model.requests.length;
  const labels = await judge(null, ...Array.from({ length: 40 }, () => 'great'));
  assert.deepEqual([labels[0], labels[1], labels[40]], [null, 'positive', 'positive']);
  const sizes = model.requests.slice(before);
  assert.deepEqual(sizes, [32, 8]);
});
