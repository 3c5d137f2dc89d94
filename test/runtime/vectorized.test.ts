import { load, type UdfPackage } from '@sluice/runtime';
import {
  Dictionary,
  Float64,
  Int32,
  type RecordBatch,
  Table,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPackage } from '../support/package.ts';

const SOURCE = `
import { type Column, type Int32, udf } from '@sluice/sdk';
export const calls = { scaled: 0, deterministic: 0 };
export const scaled = udf({ vectorized: true }, (x: Float64Array, text: Column<string | null>): Float64Array => {
  if (x.includes(99)) throw new RangeError('not with 99');
  calls.scaled++;
  return x.map((value, row) => value * (text.at(row)?.length ?? -1));
});
export const picky = udf({ vectorized: true, onError: 'capture' }, (x: Float64Array): Int32[] =>
  Array.from(x, (value) => value));
export const same = udf({ vectorized: true }, (x: Float64Array): Float64Array => x);
export const sized = udf({ deterministic: true, onError: 'capture' }, (text: string, by: Int32 | null): number => {
  calls.deterministic++;
  if (text === 'bad') throw new Error('no size');
  return text.length * (by ?? 10);
});
export const counted = udf({}, (which: string): number => calls[which as keyof typeof calls]);
`;

let udfs: UdfPackage;
beforeAll(async () => {
  udfs = await load(await buildPackage('runtime-vectorized', SOURCE));
});
afterAll(() => udfs.close());

const batch = (columns: Record<string, Vector>): RecordBatch => new Table(columns).batches[0] as RecordBatch;
const floats = (values: readonly (number | null)[]): Vector => vectorFromArray(values, new Float64());
const texts = (values: readonly (string | null)[]): Vector => vectorFromArray(values, new Utf8());
const column = (output: RecordBatch, name: string): unknown[] => [...(output.getChild(name) ?? [])];
const callsOf = async (which: string): Promise<number> =>
  column(await udfs.udf('counted').call(batch({ which: texts([which]) })), 'counted')[0] as number;

it('calls a vectorized function once a batch, without rows with a null that it does not admit', async () => {
  const before = await callsOf('scaled');
  const input = batch({ x: floats([1, null, 3, 4]), text: texts(['aa', 'bb', null, '']) });
  const scaled = udfs.udf('scaled');
  expect(column(await scaled.call(input), 'scaled')).toEqual([2, null, -3, 0]);
  expect(await callsOf('scaled')).toBe(before + 1);
  expect(column(await scaled.call(input.slice(2, 4)), 'scaled')).toEqual([-3, 0]);
  expect(column(await scaled.call(input.slice(1, 2)), 'scaled')).toEqual([null]);
  expect((await scaled.call(input.slice(0, 0))).numRows).toBe(0);
  expect(await callsOf('scaled')).toBe(before + 2);
});

it('gives back an argument as a result, batch after batch', async () => {
  const stream = udfs
    .udf('same')
    .stream(Array.from({ length: 20 }, (_, at) => batch({ x: floats([at, at + 1]) })));
  const results: unknown[] = [];
  for await (const output of stream) results.push(column(output, 'same'));
  expect(results).toEqual(Array.from({ length: 20 }, (_, at) => [at, at + 1]));
});

it('makes what a call threw the error of the batch, or of each of its rows', async () => {
  const input = batch({ x: floats([1, null, 99]), text: texts(['a', 'b', 'c']) });
  await expect(udfs.udf('scaled').call(input)).rejects.toMatchObject({
    code: 'udf-threw',
    message: 'scaled: not with 99',
  });
  const output = await udfs.udf('scaled', { onError: 'capture' }).call(input);
  expect(column(output, 'scaled')).toEqual([null, null, null]);
  const messages = column(output, 'scaled_error').map(
    (error) => (error as { message: string } | null)?.message,
  );
  expect(messages).toEqual(['not with 99', undefined, 'not with 99']);
});

it('names the value of an array that does not fit by its row in the batch', async () => {
  const output = await udfs.udf('picky').call(batch({ x: floats([1, null, 2.5, 3]) }));
  expect(column(output, 'picky')).toEqual([1, null, null, 3]);
  const messages = column(output, 'picky_error').map(
    (error) => (error as { message: string } | null)?.message,
  );
  expect(messages).toEqual([undefined, undefined, 'returned 2.5 (number), expected Int32', undefined]);
});

it('calls a deterministic function once for each distinct row of dictionaries', async () => {
  const words = ['one', 'three', 'one', null, 'bad', 'three', 'one', 'bad', 'three', 'one'];
  const by = [1, 1, 1, 1, 1, 1, 2, 1, null, 2];
  const encoded = batch({
    text: vectorFromArray(words, new Dictionary(new Utf8(), new Int32())),
    by: vectorFromArray(by, new Dictionary(new Int32(), new Int32())),
  });
  const plain = batch({ text: texts(words), by: vectorFromArray(by, new Int32()) });
  const sized = udfs.udf('sized', { as: 'size' });
  const results: unknown[] = [];
  const counts: number[] = [];
  for (const input of [encoded, plain]) {
    const before = await callsOf('deterministic');
    const output = await sized.call(input);
    const messages = column(output, 'size_error').map(
      (error) => (error as { message: string } | null)?.message,
    );
    results.push([column(output, 'size'), messages]);
    counts.push((await callsOf('deterministic')) - before);
  }
  const values = [3, 5, 3, null, null, 5, 6, null, 50, 6];
  expect(results[0]).toEqual([values, words.map((word) => (word === 'bad' ? 'no size' : undefined))]);
  expect(results[1]).toEqual(results[0]);
  expect(counts).toEqual([5, 9]);
  const failing = udfs.udf('sized', { onError: 'fail' }).call(encoded);
  await expect(failing).rejects.toThrow('sized: row 4 of the batch: no size');
});
