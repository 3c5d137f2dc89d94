import { createRequire } from 'node:module';
import { type ArrowField, type ArrowType, formatType } from '@sluice/sdk/manifest';
import {
  type Data,
  type DataType,
  Dictionary,
  Schema,
  Table,
  tableFromIPC,
  tableToIPC,
  Vector,
} from 'apache-arrow';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sourceArray } from '../arrow/source.ts';
import { batchOf, encode, make } from '../arrow/testing/encode.ts';
import {
  bool,
  float64,
  int32,
  list,
  type Nulls,
  rowsOf,
  slot,
  someRows,
  struct,
  types,
  utf8,
} from '../arrow/testing/fields.ts';
import { imported, importedColumn, values, viewedColumn } from '../arrow/testing/read.ts';
import { toField } from '../arrow/types.ts';
import type { Column } from '../column/abi.ts';
import { transferables } from '../worker/protocol.ts';
import { packColumns, viewColumns } from './pack-columns.ts';
import type { SourceArray } from './source.ts';

const offsets = [0, 3, 5, 8, 13, 31, 32, 33];
const kinds: readonly Nulls[] = ['none', 'some', 'all'];

it.each(types.map((type) => [formatType(type), type] as const))(
  'reads whole and sliced arrays, with and without nulls: %s',
  (_, type) => {
    for (const nulls of kinds) {
      const field = slot('value', type, nulls !== 'none');
      const slices = fc
        .tuple(fc.constantFrom(...offsets), fc.constantFrom(0, 1, 7, 33, 64), fc.nat({ max: 9 }))
        .chain(([offset, length, behind]) =>
          fc.record({
            offset: fc.constant(offset),
            length: fc.constant(length),
            rows: rowsOf(type, offset + length + behind, nulls),
          }),
        );
      fc.assert(
        fc.property(slices, ({ offset, length, rows }) => {
          const expected = rows.slice(offset, offset + length);
          const column = importedColumn(field, encode(type, rows).slice(offset, length));
          expect(values(field, column)).toEqual(expected);
          expect(column.length).toBe(length);
          expect(column.nullCount).toBe(expected.filter((row) => row === null).length);
          expect(column.validity === null).toBe(column.nullCount === 0);
        }),
        { numRuns: 20 },
      );
    }
  },
);

it.each([bool, int32, utf8, list(bool), struct(slot('on', bool, true), slot('in', list(utf8), true))])(
  'reads a slice of a slice: $kind',
  (type) => {
    for (const first of offsets) {
      for (const second of offsets) {
        const rows = someRows(type, first + second + 40);
        const data = encode(type, rows)
          .slice(first, second + 36)
          .slice(second, 30);
        expect(imported(slot('value', type, true), data)).toEqual(
          rows.slice(first + second, first + second + 30),
        );
      }
    }
  },
);

it.each(types.map((type) => [formatType(type), type] as const))(
  'reads the batches of a stream and of a file, and a slice of each: %s',
  (_, type) => {
    const field = slot('value', type, true);
    const rows = someRows(type, 70);
    const batches = [encode(type, rows.slice(0, 40)), encode(type, rows.slice(40))].map((data) =>
      tableOf(field, data),
    );
    // A file has one dictionary for all its batches.
    const formats = holdsDictionary(type) ? (['stream'] as const) : (['stream', 'file'] as const);
    for (const format of formats) {
      const table = tableFromIPC(tableToIPC((batches[0] as Table).concat(batches[1] as Table), format));
      expect(table.batches.map((batch) => batch.numRows)).toEqual([40, 30]);
      expect(table.batches.flatMap((batch) => imported(field, batch.data.children[0] as Data))).toEqual(rows);
      const sliced = table.batches.map((batch) => batch.slice(9, 25).data.children[0] as Data);
      expect(sliced.flatMap((data) => imported(field, data))).toEqual([
        ...rows.slice(9, 25),
        ...rows.slice(49, 65),
      ]);
    }
  },
);

function holdsDictionary(type: ArrowType): boolean {
  return JSON.stringify(type).includes('"kind":"dictionary"');
}

function tableOf(field: ArrowField, data: Data): Table {
  return new Table(batchOf(new Schema([toField(field)]), data.length, [data]));
}

it.each(types.map((type) => [formatType(type), type] as const))(
  'reads the empty arrays that apache-arrow makes for a stream without batches: %s',
  (_, type) => {
    const field = slot('value', type, true);
    const empty = tableFromIPC(tableToIPC(tableOf(field, encode(type, [])).slice(0, 0)));
    for (const { data } of [...empty.batches, ...new Table(empty.schema).batches]) {
      expect(imported(field, data.children[0] as Data)).toEqual([]);
    }
    expect(imported(field, make(toField(field).type, { length: 0, nullCount: 0 }))).toEqual([]);
  },
);

it.each(types.map((type) => [formatType(type), type] as const))(
  'reads nulls with which apache-arrow fills a column up to the length of its batch: %s',
  (_, type) => {
    const field = slot('value', type, true);
    const rows = someRows(type, 11);
    const longer = encode(
      int32,
      Array.from({ length: 40 }, () => 1),
    );
    const { batches } = new Table({ value: new Vector([encode(type, rows)]), longer: new Vector([longer]) });
    const seen = batches.flatMap((batch) => imported(field, batch.data.children[0] as Data));
    expect(seen).toEqual([...rows, ...Array.from({ length: 29 }, () => null)]);
    if (type.kind === 'union') return; // apache-arrow fills up a union in this way only when it has no null
    expect(imported(field, encode(type, rows)._changeLengthAndBackfillNullBitmap(40))).toEqual(seen);
  },
);

it('finds struct members by name: in another order, and beside others', () => {
  const wanted = struct(slot('b', utf8), slot('a', int32));
  const given = struct(slot('a', int32), slot('extra', list(utf8)), slot('b', utf8));
  const rows = [
    { a: 1, extra: ['x'], b: 'one' },
    { a: 2, extra: [], b: 'two' },
  ];
  expect(imported(slot('value', wanted), encode(given, rows))).toEqual([
    { b: 'one', a: 1 },
    { b: 'two', a: 2 },
  ]);
  expect(imported(slot('value', list(wanted)), encode(list(given), [rows, null, []]))).toEqual([
    [
      { b: 'one', a: 1 },
      { b: 'two', a: 2 },
    ],
    null,
    [],
  ]);
});

it('reads a member whose array is longer than its struct', () => {
  const point = struct(slot('x', int32), slot('y', utf8));
  const members = [encode(int32, [1, 2, 3, 4]), encode(utf8, ['a', 'b', 'c'])];
  const data = make(toField(slot('value', point)).type, { length: 2, nullCount: 0, children: members });
  expect(imported(slot('value', point), data)).toEqual([
    { x: 1, y: 'a' },
    { x: 2, y: 'b' },
  ]);
});

it('counts an array whose null count is not known yet', () => {
  const bitmap = Uint8Array.of(0b0101);
  const data = make(toField(slot('value', int32)).type, {
    length: 3,
    nullBitmap: bitmap,
    data: Int32Array.of(1, 2, 3),
  });
  expect(imported(slot('value', int32, true), data)).toEqual([1, null, 3]);
  expect(imported(slot('value', int32, true), data.clone(data.type, 0, 3, -1))).toEqual([1, null, 3]);
  const unknown = make(toField(slot('value', int32)).type, {
    length: 3,
    nullCount: -1,
    data: Int32Array.of(1, 2, 3),
  });
  expect(imported(slot('value', int32), unknown)).toEqual([1, 2, 3]);
});

it('leaves the source as it was, and puts all columns in one buffer that nobody else holds', () => {
  const rows = ['a', null, 'ccc'];
  const source = encode(list(utf8), [rows, null, rows]);
  const before = structuredClone(bytesOf(source));
  const field = slot('value', list(utf8), true);
  const packed = packColumns(
    ['a', 'b'].map((path) => ({ field, array: sourceArray(source), origin: { udf: 'f', path } })),
  );
  expect(transferables(packed.columns)).toEqual([packed.buffer]);
  const moved = structuredClone(packed.columns, { transfer: [packed.buffer] });
  expect(packed.buffer.byteLength).toBe(0);
  expect(moved.map((column) => values(field, column))).toEqual([
    [rows, null, rows],
    [rows, null, rows],
  ]);
  expect(bytesOf(source)).toEqual(before);
});

function bytesOf(data: Data): unknown[] {
  return [data.values, data.valueOffsets, data.nullBitmap, ...data.children.map(bytesOf)];
}

it('reads arrays of another copy of apache-arrow', () => {
  // The CommonJS build, which a host has whose own code is CommonJS. Its classes are others.
  const other: typeof import('apache-arrow') = createRequire(import.meta.url)('apache-arrow');
  const array = (rows: unknown[], type: DataType): Data =>
    other.vectorFromArray(rows, type as DataType).data[0] as unknown as Data;
  const words = new other.Dictionary(new other.Utf8(), new other.Int32());
  expect(words).not.toBeInstanceOf(Dictionary);
  expect(imported(slot('value', utf8, true), array(['a', null, 'a'], words))).toEqual(['a', null, 'a']);
  const lists = new other.List(new other.Field('item', new other.Bool(), true));
  expect(imported(slot('value', list(bool), true), array([[true, null], null, []], lists))).toEqual([
    [true, null],
    null,
    [],
  ]);
});

it('copies only what the rows of a slice cover', () => {
  const data = encode(
    utf8,
    Array.from({ length: 1000 }, () => 'x'.repeat(100)),
  );
  const origin = { udf: 'f', path: 'value' };
  const { buffer } = packColumns([
    { field: slot('value', utf8), array: sourceArray(data.slice(500, 2)), origin },
  ]);
  expect(buffer.byteLength).toBe(200 + 16);
  const nested = encode(
    list(float64),
    Array.from({ length: 100 }, () => [1, 2]),
  );
  const packed = packColumns([
    { field: slot('value', list(float64)), array: sourceArray(nested.slice(50, 2)), origin },
  ]);
  expect(packed.buffer.byteLength).toBe(32 + 16);
});

it('clears the bits behind the last row, which belong to a neighbour', () => {
  const data = encode(bool, [true, null, ...Array.from({ length: 62 }, () => true)]);
  const column: Column = importedColumn(slot('value', bool, true), data.slice(0, 3));
  expect([...(column.validity as Int32Array)]).toEqual([0b101]);
  expect((column.values as Uint8Array)[0]).toBe(0b111);
});

it('looks at memory where it lies as a column does, and copies what does not', () => {
  const source = encode(list(utf8), [['a', 'bc'], [], ['d']]);
  const column = viewedColumn(slot('value', list(utf8)), source);
  expect(column.offsets).toBe(source.valueOffsets);
  expect(column.children[0]?.offsets).toBe(source.children[0]?.valueOffsets);
  expect(column.children[0]?.values?.buffer).toBe(source.children[0]?.values.buffer);

  const number = encode(int32, [1, null, 3, 4]);
  const field = slot('value', int32, true);
  expect(viewedColumn(field, number).values).toBe(number.values);
  const sliced = viewedColumn(field, number.slice(1, 3));
  expect(sliced.values?.buffer).toBe(number.values.buffer);
  expect(values(field, sliced)).toEqual([null, 3, 4]);

  const rebased = viewedColumn(slot('value', list(utf8)), source.slice(1, 2));
  expect(rebased.offsets).toEqual(Int32Array.of(0, 0, 1));
  const odd = new Uint8Array(13).subarray(1);
  odd.set(new Uint8Array(number.values.buffer, 0, 12));
  const array = {
    ...sourceArray(encode(int32, [1, 2, 3])),
    type: { kind: 'int', bitWidth: 32, signed: true },
  };
  const unaligned = { ...array, length: 3, nullCount: 0, values: odd, validity: undefined } as SourceArray;
  const [copied] = viewColumns([{ field, array: unaligned, origin: { udf: 'f', path: 'v' } }]);
  expect(copied?.values).toEqual(Int32Array.of(1, 77, 3)); // what stands behind the null too
});

it('takes the rows of an array that it is told', () => {
  const type = struct(slot('on', bool, true), slot('in', list(utf8), true));
  const field = slot('value', type, true);
  const rows = someRows(type, 70);
  const array = sourceArray(encode(type, rows));
  for (const [start, end] of [
    [0, 70],
    [3, 40],
    [33, 33],
    [64, 70],
  ] as const) {
    const bound = { field, array, origin: { udf: 'f', path: 'v' }, rows: { start, end } };
    for (const [column] of [packColumns([bound]).columns, viewColumns([bound])]) {
      expect(values(field, column as Column)).toEqual(rows.slice(start, end));
    }
  }
});
