import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  DenseUnion,
  Dictionary,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float64,
  Int32,
  Int64,
  LargeUtf8,
  List,
  Map_,
  makeData,
  makeVector,
  Null,
  RecordBatch,
  Schema,
  SparseUnion,
  Struct,
  TimestampMillisecond,
  Utf8,
  Utf8View,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import { expect, it } from 'vitest';
import { repeatRows } from './repeat-rows.ts';

const item = (type: DataType): Field => new Field('item', type, true);

function union(type: DenseUnion | SparseUnion): Vector {
  const dense = type instanceof DenseUnion;
  const numbers = vectorFromArray(dense ? [1, null, 5] : [1, 0, null, 0, 5, 0, 0], new Int32()).data[0];
  const texts = vectorFromArray(dense ? ['b', 'd', 'f', 'g'] : ['', 'b', '', 'd', '', 'f', 'g'], new Utf8())
    .data[0];
  return makeVector(
    makeData({
      type,
      length: 7,
      nullCount: 0,
      typeIds: Int8Array.of(0, 1, 0, 1, 0, 1, 1),
      ...(dense ? { valueOffsets: Int32Array.of(0, 0, 1, 1, 2, 2, 3) } : {}),
      children: [numbers, texts],
    } as Parameters<typeof makeData>[0]),
  );
}

const unionFields = [new Field('n', new Int32(), true), new Field('t', new Utf8(), true)];

/** Seven rows of each type, most with a null. */
const columns: Record<string, Vector> = {
  null: makeVector(makeData({ type: new Null(), length: 7 })),
  bool: vectorFromArray([true, null, false, true, true, false, true], new Bool()),
  int64: vectorFromArray([1n, null, -3n, 4n, 5n, 6n, 7n], new Int64()),
  float64: vectorFromArray([1.5, Number.NaN, null, 4, 5, 6, 7], new Float64()),
  day: vectorFromArray(
    [0, 1, null, 3, 4, 5, 6].map((day) => day && new Date(day * 864e5)),
    new DateDay(),
  ),
  time: vectorFromArray([1, 2, 3, null, 5, 6, 7], new TimestampMillisecond()),
  decimal: makeVector(
    makeData({
      type: new Decimal(2, 10, 128),
      length: 7,
      nullCount: 0,
      data: Uint32Array.from({ length: 28 }, (_, at) => at),
    }),
  ),
  utf8: vectorFromArray(['a', '', null, 'größer', 'e', 'f', 'g'], new Utf8()),
  large: vectorFromArray(['a', '', null, 'größer', 'e', 'f', 'g'], new LargeUtf8()),
  view: vectorFromArray(['a', 'one that is longer than a view', null, 'd', 'e', 'f', 'g'], new Utf8View()),
  binary: vectorFromArray(
    [1, 2, 3, 4, 5, 6, 7].map((n) => new Uint8Array(n).fill(n)),
    new Binary(),
  ),
  fixed: vectorFromArray(
    [1, 2, 3, 4, 5, 6, 7].map((n) => new Uint8Array(3).fill(n)),
    new FixedSizeBinary(3),
  ),
  dictionary: vectorFromArray(['x', 'y', null, 'x', 'z', 'y', 'x'], new Dictionary(new Utf8(), new Int32())),
  list: vectorFromArray([[1, 2], [], null, [null, 3], [4], [5], [6]], new List(item(new Float64()))),
  triple: vectorFromArray(
    [[1, 2], [3, 4], null, [5, null], [6, 7], [8, 9], [0, 0]],
    new FixedSizeList(2, item(new Float64())),
  ),
  struct: vectorFromArray(
    [
      { a: 1, b: 'x' },
      null,
      { a: null, b: 'y' },
      { a: 2, b: null },
      { a: 3, b: 'z' },
      { a: 4, b: '' },
      { a: 5, b: 'w' },
    ],
    new Struct([new Field('a', new Int32(), true), new Field('b', new Utf8(), true)]),
  ),
  map: vectorFromArray(
    [
      new Map([['k', 1]]),
      new Map(),
      null,
      new Map([
        ['l', 2],
        ['m', 3],
      ]),
      new Map(),
      new Map(),
      new Map([['n', 4]]),
    ],
    new Map_(
      new Field(
        'entries',
        new Struct<{ key: DataType; value: DataType }>([
          new Field('key', new Utf8(), false),
          new Field('value', new Int32(), true),
        ]),
        false,
      ),
    ),
  ),
  dense: union(new DenseUnion([0, 1], unionFields)),
  sparse: union(new SparseUnion([0, 1], unionFields)),
};

function batchOf(vectors: Record<string, Vector>): RecordBatch {
  const fields = Object.entries(vectors).map(
    ([name, { type }]) => new Field(name, type, true, new Map([['of', name]])),
  );
  const children = Object.values(vectors).map(({ data }) => data[0] as (typeof data)[0]);
  const type = new Struct(fields);
  const length = children[0]?.length ?? 0;
  const metadata = new Map([['schema', 'kept']]);
  return new RecordBatch(new Schema(fields, metadata), makeData({ type, length, nullCount: 0, children }));
}

const plain = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  if (value instanceof Date) return value.getTime();
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, plain);
  return 'toJSON' in value ? (value as { toJSON(): unknown }).toJSON() : value;
};

const valuesOf = (batch: RecordBatch, name: string): unknown[] => {
  const column = batch.getChild(name);
  return Array.from({ length: batch.numRows }, (_, row) => plain(column?.get(row)));
};

it.each([
  ['each row as often as it is named', [0, 0, 1, 2, 2, 2, 3, 6]],
  ['rows in any order', [6, 1, 3, 3, 0]],
  ['no row', []],
])('gives %s, of columns of every type and of slices', (_, named) => {
  for (const [from, to] of [
    [0, 7],
    [1, 7],
  ] as const) {
    const batch = batchOf(columns).slice(from, to);
    const rows = Int32Array.from(named, (row) => Math.max(0, row - from));
    const repeated = repeatRows(batch, rows);
    expect(repeated.numRows).toBe(rows.length);
    expect(repeated.schema.fields).toEqual(batch.schema.fields);
    expect(repeated.schema.metadata).toEqual(batch.schema.metadata);
    for (const name of Object.keys(columns)) {
      const given = valuesOf(batch, name);
      expect(valuesOf(repeated, name), `${name} from ${from}`).toEqual(Array.from(rows, (row) => given[row]));
      const nulls = valuesOf(repeated, name).filter((value) => value === null).length;
      if (name !== 'dense' && name !== 'sparse') {
        expect(repeated.getChild(name)?.nullCount, `${name} from ${from}`).toBe(nulls);
      }
    }
  }
});

it('shares dictionaries with the batch', () => {
  const batch = batchOf({ word: columns['dictionary'] as Vector });
  const repeated = repeatRows(batch, Int32Array.of(0, 1));
  expect(repeated.data.children[0]?.dictionary).toBe(batch.data.children[0]?.dictionary);
});
