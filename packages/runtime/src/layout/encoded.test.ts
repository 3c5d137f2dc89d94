import { formatType } from '@sluice/sdk/manifest';
import {
  type Data,
  type DataType,
  Dictionary,
  Field,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Vector,
} from 'apache-arrow';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encode, make, packBits } from '../arrow/testing/encode.ts';
import {
  bool,
  int32,
  list,
  map,
  type Nulls,
  rowsOf,
  slot,
  someRows,
  struct,
  types,
  utf8,
} from '../arrow/testing/fields.ts';
import { imported, importedColumn, importedRows, values, viewedColumn } from '../arrow/testing/read.ts';
import { runsOf } from '../arrow/testing/runs.ts';
import { toDataType } from '../arrow/types.ts';
import type { Column } from '../column/abi.ts';
import type { SourceArray } from './source.ts';

/** An array of indices into the dictionary; null where the index is. */
function encoded(
  dictionary: readonly Data[],
  indices: readonly (number | null)[],
  index: DataType = new Int32(),
): Data {
  const filled = indices.map((at) => at ?? 99); // what stands behind a null is nobody's business
  return make(new Dictionary((dictionary[0] as Data).type, index as Int32), {
    length: indices.length,
    nullBitmap: packBits(indices.map((at) => at !== null)),
    data: index.ArrayType.from([64].includes((index as Int32).bitWidth) ? filled.map(BigInt) : filled),
    dictionary: new Vector(dictionary),
  });
}

const picked = (rows: readonly unknown[], indices: readonly (number | null)[]): unknown[] =>
  indices.map((at) => (at === null ? null : rows[at]));

const indicesInto = (size: number) =>
  fc.array(fc.option(fc.nat({ max: size - 1 }), { freq: 4 }), { maxLength: 40 });

it.each(types.map((type) => [formatType(type), type] as const))(
  'reads dictionaries of any value, with nulls among the values and among the indices: %s',
  (_, type) => {
    const field = slot('value', type, true);
    for (const nulls of ['none', 'some', 'all'] satisfies Nulls[]) {
      const cases = fc.tuple(rowsOf(type, 9, nulls), indicesInto(9), fc.nat({ max: 12 }));
      fc.assert(
        fc.property(cases, ([rows, indices, from]) => {
          const data = encoded([encode(type, rows)], indices);
          const column = importedColumn(field, data);
          expect(values(field, column)).toEqual(picked(rows, indices));
          expect(column.nullCount).toBe(picked(rows, indices).filter((row) => row === null).length);
          const start = Math.min(from, indices.length);
          expect(imported(field, data.slice(start, indices.length - start))).toEqual(
            picked(rows, indices.slice(start)),
          );
        }),
        { numRuns: 12 },
      );
    }
  },
);

it.each([
  new Int8(),
  new Int16(),
  new Int32(),
  new Int64(),
  new Uint8(),
  new Uint16(),
  new Uint32(),
  new Uint64(),
])('reads indices of every width: %s', (index) => {
  const rows = Array.from({ length: 120 }, (_, at) => `value ${at}`);
  const indices = [119, null, 0, 64, 64];
  expect(imported(slot('value', utf8, true), encoded([encode(utf8, rows)], indices, index))).toEqual(
    picked(rows, indices),
  );
});

it.each([
  bool,
  int32,
  utf8,
  list(utf8),
  map(utf8, int32),
  struct(slot('a', list(bool), true), slot('b', utf8)),
])('reads a dictionary that grew by deltas, and one that is a slice: $kind', (type) => {
  const rows = someRows(type, 30);
  const indices = [29, 0, null, 4, 5, 11, 12, 28, 12];
  const deltas = [
    encode(type, rows.slice(0, 5)),
    encode(type, rows).slice(5, 7),
    encode(type, []),
    encode(type, rows.slice(12)),
  ];
  expect(imported(slot('value', type, true), encoded(deltas, indices))).toEqual(picked(rows, indices));
});

it('reads dictionaries inside other types, and inside dictionaries of other types', () => {
  const words = ['a', null, 'ccc'];
  const word = encoded([encode(utf8, words)], [2, 1, null, 0, 2, 2]);
  const lists = make(new List(new Field('item', word.type, true)), {
    length: 3,
    nullCount: 0,
    valueOffsets: Int32Array.of(1, 3, 3, 6),
    child: word,
  });
  const rows = [[null, null], [], ['a', 'ccc', 'ccc']];
  const field = slot('value', list(utf8), true);
  expect(imported(field, lists)).toEqual(rows);
  expect(imported(field, lists.slice(2, 1))).toEqual(rows.slice(2));
  expect(imported(field, encoded([lists, lists.slice(0, 1)], [2, null, 0, 3]))).toEqual([
    rows[2],
    null,
    rows[0],
    rows[0],
  ]);
});

it('reads an array of nulls over a dictionary without values', () => {
  const field = slot('value', utf8, true);
  expect(imported(field, encoded([encode(utf8, [])], [null, null]))).toEqual([null, null]);
  const missing = make(new Dictionary(toDataType(list(utf8)), new Int32()), {
    length: 2,
    nullBitmap: Uint8Array.of(0),
    data: new Int32Array(2),
  });
  expect(imported(slot('value', list(utf8), true), missing)).toEqual([null, null]);
});

it.each([
  [3, 'row 1 has index 3, and its dictionary has 3 values'],
  [-1, 'row 1 has index -1, and its dictionary has 3 values'],
])('refuses the index %i into three values', (index, message) => {
  const data = encoded([encode(utf8, ['a', 'b', 'c'])], [0, index]);
  expect(() => imported(slot('value', utf8), data)).toThrow(message);
});

it('refuses an array with fewer indices than rows, and a dictionary whose buffers end before its values', () => {
  const full = encoded([encode(utf8, ['a', 'b'])], [0, 1]);
  const short = make(full.type, {
    length: 3,
    nullCount: 0,
    data: Int32Array.of(0, 1),
    dictionary: full.dictionary,
  });
  expect(() => imported(slot('value', utf8), short)).toThrow('row 2 has no index');

  const cut = make(toDataType(int32), { length: 3, nullCount: 0, data: Int32Array.of(1, 2) });
  expect(() => imported(slot('value', int32), encoded([cut], [0]))).toThrow(
    "column 'value' is truncated or damaged: its buffers end after 2 of 3 rows",
  );
  const text = make(toDataType(utf8), {
    length: 2,
    nullCount: 0,
    valueOffsets: Int32Array.of(0, 1, 9),
    data: Uint8Array.of(97),
  });
  expect(() => imported(slot('value', utf8), encoded([text], [0]))).toThrow(
    'its offsets reach byte 9, and it has 1',
  );
});

it('refuses to write out a dictionary that exceeds what offsets reach, before it takes the memory', () => {
  const large = make(toDataType(utf8), {
    length: 1,
    nullCount: 0,
    valueOffsets: Int32Array.of(0, 2 ** 20),
    data: new Uint8Array(2 ** 20),
  });
  const indices = Array.from({ length: 2 ** 11 }, () => 0);
  expect(() => imported(slot('value', utf8), encoded([large], indices))).toThrow(
    "f: column 'value' has more than 2147483647 bytes or elements in one batch: use smaller batches",
  );
});

it('keeps a dictionary for a function that takes one, without its nulls, and without what no row needs if that is more', () => {
  const words = ['a', null, 'ccc', 'dd'];
  const field = slot('value', { kind: 'dictionary', value: utf8 }, true);
  const indices = [2, 1, null, 2, 0, 2, 0];
  const few = importedColumn(field, encoded([encode(utf8, words)], indices));
  expect([...(few.values as Int32Array)]).toEqual([0, 0, 0, 0, 1, 0, 1]);
  expect(values(slot('value', utf8), few.children[0] as Column)).toEqual(['ccc', 'a']);
  const whole = importedColumn(field, encoded([encode(utf8, ['a', 'b', 'c'])], [2, null, 2, 2]));
  expect([...(whole.values as Int32Array)]).toEqual([2, 0, 2, 2]);
  expect(values(slot('value', utf8), whole.children[0] as Column)).toEqual(['a', 'b', 'c']);
  const source = encode(utf8, ['a', 'b', 'c']);
  const viewed = viewedColumn(field, encoded([source], [2, 0, 2, 2]));
  expect(viewed.children[0]?.values?.buffer).toBe(source.values.buffer);
});

it('gives what is not encoded a dictionary that names each row', () => {
  const field = slot('value', { kind: 'dictionary', value: utf8 }, true);
  const plain = importedColumn(field, encode(utf8, ['a', 'b', 'a']));
  expect([...(plain.values as Int32Array)]).toEqual([0, 1, 2]);
  const nulls = importedColumn(field, encode(utf8, ['a', null, 'b']));
  expect(values(field, nulls)).toEqual(['a', null, 'b']);
  expect(values(slot('value', utf8), nulls.children[0] as Column)).toEqual(['a', 'b']);
});

it.each([
  ['that fall', Int32Array.of(3, 2, 5), 'its run ends fall to 2 after 3'],
  ['that end before the rows', Int32Array.of(1, 2, 4), 'its runs end before row 4 of 5'],
  ['that begin below nothing', Int32Array.of(-3, -1, 5), null],
  [
    'of which there are more than values',
    Int32Array.of(1, 2, 3, 5),
    'it has 3 values, and its rows are in 4 runs',
  ],
  ['that are missing', Int32Array.of(), 'its runs end before row 0 of 5'],
])('refuses run ends %s', (_, values, message) => {
  const array = runsOf(utf8, ['a', 'b', 'b', 'c', 'c']);
  const ends = { ...(array.children[0] as SourceArray), length: values.length, values };
  const read = () =>
    importedRows(slot('value', utf8, true), { ...array, children: [ends, array.children[1]] });
  // Those that end before the first row are of rows that a slice has left behind.
  if (message === null) expect(read()).toEqual(['c', 'c', 'c', 'c', 'c']);
  else expect(read).toThrow(`f: column 'value' is truncated or damaged: ${message}`);
});
