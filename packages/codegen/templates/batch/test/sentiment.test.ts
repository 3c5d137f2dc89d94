import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { load } from '@sluice/runtime';
import { testBatch } from '@sluice/sdk/testing';
import { tableFromArrays } from 'apache-arrow';
import { Model } from '../src/sentiment.ts';
import { startModel } from './fake-model.ts';

let model: Awaited<ReturnType<typeof startModel>>;

// With all its options, and without a build: time passes only where nothing else can happen, so that nobody waits for it.
const sentiment = testBatch(Model, 'sentiment', { nullable: [false] });

before(async () => {
  model = await startModel();
  process.env['MODEL_URL'] = model.url;
});
after(async () => {
  await sentiment.close();
  model.close();
});

test('asks about all rows at once, and again where the model is busy', async () => {
  const { values, calls } = await sentiment.rows([['I love it'], ['awful'], ['it is red']]);
  assert.deepEqual(values, ['positive', 'negative', 'neutral']);
  assert.deepEqual(
    calls.map(({ rows, attempt, startedAt }) => [rows.length, attempt, startedAt]),
    [
      [3, 1, 0],
      [3, 2, 220], // its backoff, and once more the time in which others may join
    ],
  );
});

test('fails the row that the model refuses, and no other', async () => {
  const { rows } = await sentiment.rows([['great'], [''], ['great']]);
  assert.deepEqual(
    rows.map(({ value, error }) => value ?? error?.message),
    ['positive', 'there is no text', 'positive'],
  );
});

test('leaves out nulls, and splits what is more than one request may hold', async () => {
  const texts = [null, ...Array.from({ length: 40 }, () => 'great')];
  const { values, calls } = await sentiment.rows(texts.map((text) => [text]));
  assert.deepEqual([values[0], values[1], values[40]], [null, 'positive', 'positive']);
  assert.deepEqual(
    calls.map(({ rows }) => rows.length),
    [32, 8],
  );
});

test('lets rows that come one by one wait for each other', async () => {
  const { calls } = await sentiment.rows(
    (async function* (): AsyncGenerator<[string]> {
      for (let row = 0; row < 4; row++) {
        yield ['great'];
        await sentiment.clock.delay('15ms');
      }
    })(),
  );
  assert.deepEqual(
    calls.map(({ rows }) => rows),
    [
      [0, 1],
      [2, 3],
    ],
  );
});

// What was built is what an engine loads.
test('runs over record batches', async () => {
  const udfs = await load(new URL('..', import.meta.url));
  try {
    const [batch] = tableFromArrays({ text: ['great', 'awful'] }).batches;
    assert.ok(batch);
    const result = await udfs.udf('sentiment', { ordered: true }).call(batch);
    assert.deepEqual([...(result.getChild('sentiment') ?? [])], ['positive', 'negative']);
  } finally {
    await udfs.close();
  }
});
