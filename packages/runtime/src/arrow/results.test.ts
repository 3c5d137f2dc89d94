import { createRequire } from 'node:module';
import type { UdfModel } from '@sluice/sdk/manifest';
import {
  Field,
  Int32,
  type RecordBatch,
  Schema,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { expect, it } from 'vitest';
import { createBuilder } from '../column/generic.ts';
import { appendResult, checkInput, idBatch, type ResultNaming, resultBatch } from './results.ts';
import { batchOf, make } from './testing/encode.ts';
import { int32, slot } from './testing/fields.ts';

const naming = (as: string, errors = false): ResultNaming => ({
  udf: { name: 'price', result: slot('value', int32) } as UdfModel,
  as,
  errors,
});

const column = (rows: readonly (number | null)[]) => {
  const builder = createBuilder(slot('value', int32, true), rows.length);
  rows.forEach((row, at) => {
    builder.set(at, row);
  });
  return builder.finish();
};

const input = (name = 'n'): RecordBatch =>
  new Table({ [name]: vectorFromArray([1, 2, 3], new Int32()) }).batches[0] as RecordBatch;

const failure = { row: 1, code: 'udf-threw', message: 'no', attempts: 2, at: 'src/price.ts:3:9' } as const;

it('the result stands behind the input and may be null, whatever the function declares', () => {
  const output = appendResult(input(), resultBatch(naming('price'), column([10, null, 30]), []));
  expect(output.schema.fields.map(({ name, nullable }) => [name, nullable])).toEqual([
    ['n', true],
    ['price', true],
  ]);
  expect([...(output.getChild('price') ?? [])]).toEqual([10, null, 30]);
});

it('captured errors stand beside their rows, and survive IPC', () => {
  const result = resultBatch(naming('price', true), column([10, null, null]), [
    failure,
    { row: 2, code: 'timeout', message: 'late', attempts: 1 },
  ]);
  const table = tableFromIPC(tableToIPC(new Table([appendResult(input(), result)])));
  expect([...(table.getChild('price_error') ?? [])].map((error) => error?.toJSON() ?? null)).toEqual([
    null,
    { code: 'udf-threw', message: 'no', attempts: 2, at: 'src/price.ts:3:9' },
    { code: 'timeout', message: 'late', attempts: 1, at: null },
  ]);
});

it('drained rows carry their ids, up to the largest', () => {
  const ids = BigUint64Array.of(7n, 2n ** 64n - 1n);
  const drained = idBatch(naming('price', true), ids, column([1, null]), [failure]);
  expect(drained.schema.fields.map(({ name, nullable }) => [name, nullable])).toEqual([
    ['id', false],
    ['value', true],
    ['error', true],
  ]);
  expect([...(drained.getChild('id') ?? [])]).toEqual([7n, 2n ** 64n - 1n]);
  expect(drained.getChild('error')?.get(1)?.toJSON()).toEqual({
    code: 'udf-threw',
    message: 'no',
    attempts: 2,
    at: 'src/price.ts:3:9',
  });
});

it('refuses a batch that has a column of the name of the result or of its errors', () => {
  const result = resultBatch(naming('price'), column([1, 2, 3]), []);
  const message =
    "price: the batch already has a column 'price', the result's name: choose another with { as: '…' }";
  expect(() => appendResult(input('price'), result)).toThrow(message);
  expect(() => checkInput(input('price_error'), naming('price', true))).toThrow("column 'price_error'");
  expect(() => checkInput(input('price_error'), naming('price'))).not.toThrow();
});

it('refuses a batch of another copy of apache-arrow', () => {
  // The CommonJS build, which a host has whose own code is CommonJS. Its classes are others.
  const other: typeof import('apache-arrow') = createRequire(import.meta.url)('apache-arrow');
  const [batch] = new other.Table({ n: other.vectorFromArray([1, 2, 3]) }).batches;
  expect(() => checkInput(batch as RecordBatch, naming('price'))).toThrow(
    'price: the batch was made by another copy of apache-arrow',
  );
});

it('refuses columns of one name and different types, of which apache-arrow keeps one type only', () => {
  const twice = (second: Int32 | Utf8): RecordBatch => {
    const fields = [new Field('a', new Int32()), new Field('a', second)];
    const children = fields.map(({ type }) => make(type, { length: 0, nullCount: 0 }));
    return batchOf(new Schema(fields), 0, children);
  };
  expect(() => checkInput(twice(new Utf8()), naming('price'))).toThrow(
    "price: column 'a' is Utf8 in the batch's schema and Int32 in its data: give each column a name of its own",
  );
  expect(() => checkInput(twice(new Int32()), naming('price'))).not.toThrow();
});
