import type { ArrowField, UdfModel } from '@sluice/sdk/manifest';
import {
  type DataType,
  Dictionary,
  Field,
  FixedSizeBinary,
  Int8,
  Int32,
  Int64,
  type RecordBatch,
  Schema,
  Table,
  Timestamp,
  TimeUnit,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { expect, it } from 'vitest';
import type { Column } from '../column/abi.ts';
import type { ColumnBinding } from '../layout/find-columns.ts';
import { viewColumns } from '../layout/pack-columns.ts';
import { BatchBinder } from './bind-batch.ts';
import { batchOf, make } from './testing/encode.ts';
import { int32, slot, utf8 } from './testing/fields.ts';
import { values } from './testing/read.ts';

function model(...parameters: ArrowField[]): UdfModel {
  return {
    kind: 'scalar',
    name: 'price',
    options: {
      async: false,
      ordered: false,
      maxInFlight: 1000,
      windowRows: 64_000,
      windowBytes: 2 ** 26,
      timeoutMs: 5000,
      onError: 'fail',
      deterministic: false,
    },
    parameters,
    result: slot('value', int32),
    takesContext: false,
    binding: { kind: 'function', module: 'src/price.ts', export: 'price' },
    source: { file: 'src/price.ts', line: 1, column: 1 },
  } as UdfModel;
}

const numbers = vectorFromArray([1, 2, 3], new Int32());
const words = vectorFromArray(['a', 'b', 'c'], new Utf8());
const batch = (columns: Record<string, typeof numbers | typeof words>): RecordBatch =>
  new Table(columns).batches[0] as RecordBatch;

function bind(udf: UdfModel, input: RecordBatch, binding: ColumnBinding = {}): unknown[] {
  return new BatchBinder(udf, binding)
    .bind(input)
    .map(({ field, array }) =>
      values(field, viewColumns([{ field, array, origin: { udf: 'f', path: 'v' } }])[0] as Column),
    );
}

it('takes the column of each parameter, wherever it stands', () => {
  const udf = model(slot('text', utf8), slot('count', int32));
  expect(bind(udf, batch({ other: words, count: numbers, text: words }))).toEqual([
    ['a', 'b', 'c'],
    [1, 2, 3],
  ]);
});

it('takes the columns that it is told, one of them twice', () => {
  const udf = model(slot('a', int32), slot('b', int32));
  expect(bind(udf, batch({ n: numbers, b: words }), { a: 'n', b: 'n' })).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

it('binds batches of one schema, and of another', () => {
  const binder = new BatchBinder(model(slot('a', int32)), {});
  const first = batch({ a: numbers, b: words });
  expect(binder.bind(first)[0]?.array.values).toBe(first.data.children[0]?.values);
  expect(binder.bind(first.slice(1))[0]?.array.length).toBe(2);
  const second = batch({ b: words, a: numbers });
  expect(binder.bind(second)[0]?.array.values).toBe(second.data.children[1]?.values);
});

it.each(['constructor', 'toString', '__proto__'])('a parameter may be named %s', (name) => {
  expect(bind(model(slot(name, int32)), batch({ ['n']: numbers, [name]: numbers }))).toEqual([[1, 2, 3]]);
});

it('knows what to say about damage in the column that it was told to take', () => {
  const [array] = new BatchBinder(model(slot('a', int32)), { a: 'n' }).bind(batch({ n: numbers }));
  expect(array?.origin).toEqual({ udf: 'price', path: 'n' });
});

/** A batch of no rows with a column `a` of an extension type. */
function extension(name: string, type: DataType): RecordBatch {
  const field = new Field('a', type, true, new Map([['ARROW:extension:name', name]]));
  return batchOf(new Schema([field]), 0, [make(type, { length: 0, nullCount: 0 })]);
}

it.each([
  [
    'a parameter that the function has not',
    { c: 'n' },
    batch({ n: numbers }),
    "price: has no parameter 'c' to bind a column to; its parameters: a",
  ],
  [
    'no column of that name',
    {},
    batch({ n: numbers, m: words }),
    "price: the batch has no column 'a' for parameter 'a'; its columns: n, m. Say which one to use: { columns: { a: '…' } }",
  ],
  [
    'a column of another type',
    {},
    batch({ a: words }),
    "price: column 'a' has type Utf8, but parameter 'a' takes Int32: cast the column, or declare the parameter as Utf8",
  ],
  [
    'a dictionary of another type',
    {},
    batch({ a: vectorFromArray(['x'], new Dictionary(new Utf8(), new Int32())) as never }),
    "column 'a' has type Dictionary<Utf8>, but parameter 'a' takes Int32: cast the column, or declare the parameter as Utf8",
  ],
  [
    'a type of other precision',
    {},
    batch({ a: vectorFromArray([1], new Timestamp(TimeUnit.MICROSECOND, 'UTC')) as never }),
    "column 'a' has type Timestamp(us, UTC), but parameter 'a' takes Int32: cast the column, or declare the parameter as Timestamp(us, UTC)",
  ],
  [
    'an extension that Sluice has',
    {},
    extension('arrow.uuid', new FixedSizeBinary(16)),
    "column 'a' has type Uuid, but parameter 'a' takes Int32: cast the column, or declare the parameter as Uuid",
  ],
  [
    'an extension that is read as what it is stored as',
    {},
    extension('arrow.bool8', new Int8()),
    "column 'a' has type Int8 (arrow.bool8), but parameter 'a' takes Int32: cast the column, or declare the parameter as Int8",
  ],
])('says what to do about %s', (_, binding, input, message) => {
  expect(() => bind(model(slot('a', int32)), input, binding as ColumnBinding)).toThrow(message);
});

it('refuses to choose between two columns of one name', () => {
  const fields = [new Field('a', new Int32()), new Field('a', new Int64())];
  const children = fields.map(({ type }) => make(type, { length: 0, nullCount: 0 }));
  const twice = batchOf(new Schema(fields), 0, children);
  expect(() => bind(model(slot('a', int32)), twice)).toThrow(
    "the batch has 2 columns named 'a': rename all but one",
  );
});
