import { isSluiceError } from '@sluice/sdk';
import { formatType } from '@sluice/sdk/manifest';
import {
  BinaryView,
  type Data,
  type DataType,
  DateMillisecond,
  DenseUnion,
  Dictionary,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float16,
  Int16,
  Int32,
  LargeBinary,
  LargeUtf8,
  List,
  Null,
  RecordBatch,
  Schema,
  Struct,
  TimeMicrosecond,
  Utf8,
  Utf8View,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import { expect, it } from 'vitest';
import { batchOf, encode, make, packBits } from '../arrow/testing/encode.ts';
import { int32, list, map, slot, someRows, struct, types, utf8 } from '../arrow/testing/fields.ts';
import { imported } from '../arrow/testing/read.ts';
import { toField } from '../arrow/types.ts';
import { decodeCheckpoint, encodeCheckpoint } from './codec.ts';
import type { SavedBatch } from './saved.ts';
import { dictionaryOf, inputOf, saved, udfOf, uncalled } from './testing/streams.ts';

/** The batches, as they come out of a checkpoint. */
function restored(...batches: RecordBatch[]): RecordBatch[] {
  const bytes = encodeCheckpoint(udfOf(), saved(batches.map(uncalled)));
  return decodeCheckpoint(udfOf(), bytes).entries.map((entry) => (entry as SavedBatch).batch);
}

const rowsOf = (batch: RecordBatch | undefined, name = 'c'): unknown[] => [...(batch?.getChild(name) ?? [])];
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)));

it.each(types.map((type) => [formatType(type), type] as const))(
  'a column of every type survives, whole, sliced, empty and under other names inside: %s',
  (_, type) => {
    const field = slot('c', type, true);
    const rows = someRows(type, 50);
    const [whole, slice, empty] = restored(
      ...[encode(type, rows), encode(type, rows).slice(11, 30), encode(type, [])].map((c) => inputOf({ c })),
    );
    const read = (batch: RecordBatch | undefined): unknown[] =>
      imported(field, batch?.data.children[0] as Data);
    expect(read(whole)).toEqual(rows);
    expect(read(slice)).toEqual(rows.slice(11, 41));
    expect(read(empty)).toEqual([]);
    // A dictionary that the column is encoded with stays; one inside it is expanded.
    const written = String(toField(field).type);
    const inner = written.startsWith('Dictionary')
      ? written
      : written.replace(/Dictionary<Int32, (\w+)>/g, '$1');
    expect(String(whole?.schema.fields[0]?.type)).toBe(inner);
  },
);

const seq = Array.from({ length: 40 }, (_, at) => at);
const some = (value: (at: number) => unknown): unknown[] =>
  seq.map((at) => (at % 5 === 0 ? null : value(at)));
const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(length);
const union = new DenseUnion([0, 1], [new Field('a', new Int32(), true), new Field('b', new Utf8(), true)]);

// Columns that no function can take and that batches have all the same.
it.each<[string, Data]>([
  [
    'Null',
    vectorFromArray(
      seq.map(() => null),
      new Null(),
    ).data[0] as Data,
  ],
  [
    'LargeUtf8',
    vectorFromArray(
      some((at) => `v${at}`.repeat(at % 7)),
      new LargeUtf8(),
    ).data[0] as Data,
  ],
  ['LargeBinary', vectorFromArray(some(bytes), new LargeBinary()).data[0] as Data],
  [
    'Utf8View',
    vectorFromArray(
      some((at) => `value ${at}`.repeat(at % 4)),
      new Utf8View(),
    ).data[0] as Data,
  ],
  ['BinaryView', vectorFromArray(some(bytes), new BinaryView()).data[0] as Data],
  [
    'FixedSizeBinary',
    vectorFromArray(
      some(() => bytes(3)),
      new FixedSizeBinary(3),
    ).data[0] as Data,
  ],
  [
    'Float16',
    vectorFromArray(
      some((at) => at),
      new Float16(),
    ).data[0] as Data,
  ],
  ['Time', vectorFromArray(some(BigInt as (at: number) => bigint), new TimeMicrosecond()).data[0] as Data],
  [
    'Date64',
    vectorFromArray(
      some((at) => new Date(at * 86_400_000)),
      new DateMillisecond(),
    ).data[0] as Data,
  ],
  [
    'FixedSizeList',
    vectorFromArray(
      some((at) => [at, -at]),
      new FixedSizeList(2, new Field('item', new Int32(), true)),
    ).data[0] as Data,
  ],
  [
    'Union',
    make(union, {
      length: 40,
      nullCount: 0,
      typeIds: Int8Array.from(seq, (at) => at % 2),
      valueOffsets: Int32Array.from(seq, (at) => at >> 1),
      children: [encode(int32, seq.slice(20)), encode(utf8, seq.slice(20).map(String))],
    }),
  ],
])('a column of a type that Sluice does not read survives: %s', (_, data) => {
  const given = [data, data.slice(3, 20), data.slice(17, 0)];
  const batches = restored(...given.map((c) => inputOf({ c })));
  batches.forEach((batch, at) => {
    expect(plain(rowsOf(batch))).toEqual(plain([...new Vector([given[at] as Data])]));
    expect(String(batch.schema.fields[0]?.type)).toBe(String(data.type));
  });
});

it.each<DataType>([
  new LargeUtf8(),
  new Utf8View(),
  new FixedSizeList(2, new Field('item', new Utf8(), true)),
  union,
  toField(slot('c', map(utf8, list(int32)))).type,
  new Dictionary(toField(slot('c', map(utf8, int32))).type, new Int16()),
  new Dictionary(new LargeUtf8(), new Int16()),
])('a batch without rows, whose arrays apache-arrow leaves out, survives: %s', (type) => {
  const schema = new Schema([new Field('c', type, true)]);
  const none = new RecordBatch(schema, undefined);
  const [first, second] = restored(none, none);
  expect([first?.numRows, second?.numRows, String(second?.schema.fields[0]?.type)]).toEqual([
    0,
    0,
    String(type),
  ]);
});

/** Indices into a dictionary of those parts. */
function encodedAs(
  parts: readonly Data[],
  indices: readonly (number | null)[],
  type: DataType = utf8Dictionary,
): Data {
  return make(type, {
    length: indices.length,
    nullBitmap: packBits(indices.map((at) => at !== null)),
    data: Int16Array.from(indices, (at) => at ?? 99),
    dictionary: new Vector(parts),
  });
}
const utf8Dictionary = new Dictionary(new Utf8(), new Int16());
const words = (...each: string[]): Data => encode(utf8, each);

it('each batch keeps its own dictionary, also when they begin alike, and the column stays encoded', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((word) => words(word)) as [Data, Data, Data];
  const batches = restored(
    inputOf({ c: encodedAs([a, b], [1, null, 0]) }),
    inputOf({ c: encodedAs([a, c], [1, null, 0]) }),
    inputOf({ c: encodedAs([a], [0, 0]) }),
    inputOf({ c: encodedAs([a, c, b], [2, 1, 0]) }),
    inputOf({ c: encodedAs([c, b], [1, 0]) }),
    inputOf({ c: encodedAs([words()], [null]) }),
  );
  expect(batches.map((batch) => rowsOf(batch))).toEqual([
    ['b', null, 'a'],
    ['c', null, 'a'],
    ['a', 'a'],
    ['b', 'c', 'a'],
    ['b', 'c'],
    [null],
  ]);
  for (const batch of batches) expect(String(batch.schema.fields[0]?.type)).toBe('Dictionary<Int16, Utf8>');
});

it('a dictionary that batches have in common is written once', () => {
  const dictionary = [words('x'.repeat(10_000))];
  const sizes = [1, 2, 3].map((count) => {
    const batches = Array.from({ length: count }, () =>
      uncalled(inputOf({ c: encodedAs(dictionary, [0, null, 0]) })),
    );
    return encodeCheckpoint(udfOf(), saved(batches)).length;
  });
  expect(sizes.map((size) => Math.floor(size / 10_000))).toEqual([1, 1, 1]);
});

it('two columns of one dictionary type have each their own', () => {
  const fields = ['c', 'd'].map((name) => new Field(name, utf8Dictionary, true));
  const columns = [encodedAs([words('a', 'b')], [0, 1]), encodedAs([words('y', 'z')], [0, 1])];
  const [batch] = restored(batchOf(new Schema(fields), 2, columns));
  expect([rowsOf(batch), rowsOf(batch, 'd')]).toEqual([
    ['a', 'b'],
    ['y', 'z'],
  ]);
});

it('dictionaries of values that Sluice does not read, or inside other types, may differ as well', () => {
  const large = new Dictionary(new LargeUtf8(), new Int16());
  const largeWords = (...each: string[]): Data => vectorFromArray(each, new LargeUtf8()).data[0] as Data;
  const first = largeWords('a', 'b');
  const batches = restored(
    inputOf({ c: encodedAs([first], [1, 0], large) }),
    inputOf({ c: encodedAs([first, largeWords('c')], [2, 0], large) }),
    inputOf({ c: encodedAs([first, largeWords('d')], [2, 0], large) }),
    inputOf({ c: encodedAs([largeWords()], [null], large) }),
  );
  expect(batches.map((batch) => rowsOf(batch))).toEqual([['b', 'a'], ['c', 'a'], ['d', 'a'], [null]]);

  const lists = ['p', 'q'].map((word) =>
    make(new List(new Field('element', utf8Dictionary, true)), {
      length: 2,
      nullCount: 0,
      valueOffsets: Int32Array.of(0, 1, 3),
      child: encodedAs([words(word)], [0, null, 0]),
    }),
  );
  const nested = restored(...lists.map((c) => inputOf({ c })));
  expect(nested.map((batch) => plain(rowsOf(batch)))).toEqual([
    [['p'], [null, 'p']],
    [['q'], [null, 'q']],
  ]);
});

it('names, metadata and nullability inside a type survive', () => {
  const member = new Field('x', new Utf8(), false, new Map([['unit', 'm']]));
  const type = new List(new Field('element', new Struct([member]), false));
  const c = make(type, {
    length: 1,
    nullCount: 0,
    valueOffsets: Int32Array.of(0, 1),
    child: encode(struct(slot('x', utf8)), [{ x: 'far' }]),
  });
  const [batch] = restored(inputOf({ c }));
  const element = batch?.schema.fields[0]?.type.children[0] as Field<Struct>;
  expect([element.name, element.nullable]).toEqual(['element', false]);
  const kept = element.type.children[0] as Field;
  expect([kept.name, kept.nullable, [...kept.metadata]]).toEqual(['x', false, [['unit', 'm']]]);
});

it('a column that is shorter than its batch has nulls for the rest, as it had before', () => {
  const short = inputOf({ c: encode(utf8, ['a']), d: encode(int32, [1, 2, 3]) }, 3);
  const [batch] = restored(short);
  expect([rowsOf(batch), rowsOf(batch, 'd')]).toEqual([
    ['a', null, null],
    [1, 2, 3],
  ]);
});

it('a column may be null where it may in any batch', () => {
  const of = (nullable: boolean, rows: unknown[]): RecordBatch =>
    batchOf(new Schema([new Field('c', new Int32(), nullable)]), rows.length, [encode(int32, rows)]);
  const batches = restored(of(false, [1]), of(true, [null]));
  expect(batches.map((batch) => [batch.schema.fields[0]?.nullable, rowsOf(batch)])).toEqual([
    [true, [1]],
    [true, [null]],
  ]);
});

it('batches that come from the bytes of a checkpoint can be checkpointed once more', () => {
  const metadata = new Map([
    ['origin', 'kept'],
    ['sluice.checkpoint', '{}'],
  ]);
  const c = encode(int32, [1]);
  const [batch] = restored(batchOf(new Schema([new Field('c', c.type, true)], metadata), 1, [c]));
  expect([...(batch?.schema.metadata ?? [])]).toEqual([['origin', 'kept']]);
});

function mismatch(...batches: RecordBatch[]): string {
  try {
    encodeCheckpoint(udfOf(), saved(batches.map(uncalled)));
  } catch (error) {
    if (isSluiceError(error) && error.code === 'schema-mismatch') return error.message;
    throw error;
  }
  return 'it was written';
}

const numbers = encode(int32, [1, 2]);
const noted = batchOf(new Schema([new Field('c', numbers.type, true, new Map([['unit', 'm']]))]), 2, [
  numbers,
]);

it.each([
  [
    'type',
    inputOf({ c: words('a') }),
    "'c' Int32 in the first batch that is in flight and 'c' Utf8 in batch 2",
  ],
  [
    'name',
    inputOf({ d: numbers }),
    "'c' Int32 in the first batch that is in flight and 'd' Int32 in batch 2",
  ],
  ['number', inputOf({}, 2), "'c' Int32 in the first batch that is in flight and missing in batch 2"],
  ['metadata', noted, `and 'c' Int32 with metadata {"unit":"m"} in batch 2`],
  ['encoding', inputOf({ c: dictionaryOf([numbers], [0]) }), "and 'c' Dictionary<Int16, Int32> in batch 2"],
])('batches that differ in the %s of a column are refused, and the column is named', (_, other, sentence) => {
  const message = mismatch(inputOf({ c: numbers }), other);
  expect(message).toContain(
    "price: the stream's batches must have one schema to be checkpointed, and their column 0 ",
  );
  expect(message).toContain(sentence);
  expect(message).toContain('Select and cast the columns alike before the stream');
});

it('batches whose lists may have nulls in one and not in another are refused with both types', () => {
  const lists = [true, false].map((nullable) => inputOf({ c: encode(list(int32, nullable), [[1]]) }));
  expect(mismatch(...lists)).toContain(
    "'c' List<Int32?> in the first batch that is in flight and 'c' List<Int32> in",
  );
});

it.each(['sluice.value', 'sluice.error', 'sluice.attempts', 'sluice.state'])(
  'a column that is named %s is refused',
  (name) => {
    expect(mismatch(inputOf({ c: numbers, [name]: numbers }))).toBe(
      `price: the batch has a column '${name}', a name that checkpoints use themselves: rename it`,
    );
  },
);

it('columns of one name are refused when their types differ, of which apache-arrow keeps one only', () => {
  const fields = [new Field('c', new Int32(), true), new Field('c', new Utf8(), true)];
  expect(mismatch(batchOf(new Schema(fields), 2, [numbers, words('a', 'b')]))).toContain(
    "column 'c' is Utf8 in the",
  );
  const same = [new Field('c', new Int32(), true), new Field('c', new Int32(), true)];
  const [batch] = restored(batchOf(new Schema(same), 2, [numbers, encode(int32, [3, 4])]));
  expect([0, 1].map((at) => [...(batch?.getChildAt(at) ?? [])])).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

it('views inside other types survive slices, of which apache-arrow writes the wrong ones', () => {
  const views = vectorFromArray(['a', 'longer than twelve', null, 'd'], new Utf8View()).data[0];
  const c = make(new List(new Field('item', new Utf8View(), true)), {
    length: 3,
    nullCount: 0,
    valueOffsets: Int32Array.of(0, 1, 3, 4),
    child: views,
  });
  const [batch] = restored(inputOf({ c }).slice(1, 3));
  expect(plain(rowsOf(batch))).toEqual([['longer than twelve', null], ['d']]);
});

it('a type that neither Sluice nor apache-arrow can write in slices is refused by name', () => {
  const type = new Struct([new Field('a', new Utf8View(), true), new Field('a', new Utf8View(), true)]);
  const c = make(type, { length: 0, nullCount: 0, children: [] });
  expect(mismatch(inputOf({ c }))).toBe(
    "price: column 'c' has type Struct<a: Utf8View?, a: Utf8View?>, which a checkpoint cannot hold: give its members " +
      'names of their own, or drop it',
  );
});

it('a column whose buffers do not hold its rows is refused by name', () => {
  const cut = (type: DataType): RecordBatch =>
    inputOf({
      c: make(type, { length: 2, nullCount: 0, valueOffsets: new type.OffsetArrayType(2), data: bytes(1) }),
    });
  for (const type of [new Utf8(), new LargeUtf8()]) {
    expect(() => encodeCheckpoint(udfOf(), saved([uncalled(cut(type))]))).toThrow(
      "price: column 'c' is truncated or damaged: its buffers end after 1 of 2",
    );
  }
});
