import { type ArrowField, formatType } from '@sluice/sdk/manifest';
import {
  type Data,
  Field,
  Int32,
  type RecordBatch,
  Schema,
  type Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Vector,
} from 'apache-arrow';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Column } from '../column/abi.ts';
import { appendColumns, exportBatch, exportColumn } from './export-columns.ts';
import { decode } from './testing/decode.ts';
import { batchOf, encode } from './testing/encode.ts';
import { int32, list, type Nulls, rowsOf, slot, someRows, struct, types, utf8 } from './testing/fields.ts';
import { imported, importedColumn } from './testing/read.ts';
import { DictionaryIds, toField } from './types.ts';

/** A column of the rows, as a function might give it. */
function built(field: ArrowField, rows: readonly unknown[]): Column {
  return importedColumn(field, encode(field.type, rows));
}

const vectorIn = (table: Table, name: string): Vector => table.getChild(name) as Vector;

it.each(types.map((type) => [formatType(type), type] as const))(
  'apache-arrow reads a result as it was set, before and after IPC, and Sluice reads it again: %s',
  (_, type) => {
    for (const nulls of ['none', 'some', 'all'] satisfies Nulls[]) {
      const field = slot('value', type, nulls !== 'none');
      const cases = fc.constantFrom(0, 1, 31, 32, 33, 70).chain((length) => rowsOf(type, length, nulls));
      fc.assert(
        fc.property(cases, (rows) => {
          const column = built(field, rows);
          const data = exportColumn(field, column);
          expect(decode(type, new Vector([data]))).toEqual(rows);
          const batch = exportBatch(rows.length, [{ field, column }]);
          const table = tableFromIPC(tableToIPC(new Table([batch])));
          expect(decode(type, vectorIn(table, 'value'))).toEqual(rows);
          expect(table.schema.fields.map(String)).toEqual([String(toField(field))]);
          expect(table.schema.fields[0]?.nullable).toBe(field.nullable);
          expect(imported(field, (table.batches[0] as RecordBatch).data.children[0] as Data)).toEqual(rows);
        }),
        { numRuns: 8 },
      );
    }
  },
);

it.each(types.map((type) => [formatType(type), type] as const))(
  'what Sluice copies in for a function is what it copies out: %s',
  (_, type) => {
    const field = slot('value', type, true);
    const rows = someRows(type, 40);
    const packed = imported(field, encode(type, rows).slice(3, 33));
    expect(decode(type, new Vector([exportColumn(field, built(field, packed))]))).toEqual(rows.slice(3, 36));
  },
);

it('uses the buffers of the column as they are', () => {
  const column = built(slot('value', int32, true), [1, null, 3]);
  const data = exportColumn(slot('value', int32, true), column);
  expect((data.values as Int32Array).buffer).toBe(column.values?.buffer);
  expect(data.nullBitmap?.buffer).toBe(column.validity?.buffer);
});

/** A batch with metadata wherever Arrow has some. */
function described(): RecordBatch {
  const fields = [
    new Field(
      'geometry',
      toField(slot('', utf8)).type,
      true,
      new Map([['ARROW:extension:name', 'geoarrow.wkt']]),
    ),
    new Field('point', toField(slot('', struct(slot('x', int32)))).type, false),
  ];
  const children = [
    encode(utf8, ['a', null, 'c']),
    encode(struct(slot('x', int32)), [{ x: 1 }, { x: 2 }, { x: 3 }]),
  ];
  const schema = new Schema(fields, new Map([['pandas', '{}']]));
  return batchOf(schema, 3, children, new Map([['partition', '2024-01-01']]));
}

it('keeps the columns and all metadata of the batch that the result is appended to', () => {
  const input = described();
  const field = slot('n', int32, true);
  const output = appendColumns(input, [{ field, column: built(field, [1, null, 3]) }]);
  expect(output.schema.metadata).toEqual(new Map([['pandas', '{}']]));
  expect(output.schema.fields.map((each) => [each.name, each.nullable, [...each.metadata]])).toEqual([
    ['geometry', true, [['ARROW:extension:name', 'geoarrow.wkt']]],
    ['point', false, []],
    ['n', true, []],
  ]);
  expect(output.metadata).toEqual(new Map([['partition', '2024-01-01']]));
  expect(output.data.children.slice(0, 2)).toEqual(input.data.children);

  const [read] = tableFromIPC(tableToIPC(new Table([output]))).batches;
  expect(read?.schema.metadata).toEqual(output.schema.metadata);
  expect(read?.schema.fields[0]?.metadata).toEqual(output.schema.fields[0]?.metadata);
  expect(read?.metadata).toEqual(output.metadata);
});

it('appends to a slice of a batch, and the whole survives IPC', () => {
  const type = list(struct(slot('on', { kind: 'bool' }, true), slot('name', utf8, true)));
  const given = slot('given', type, true);
  const rows = someRows(type, 60);
  const slice = batchOf(new Schema([toField(given)]), 60, [encode(type, rows)]).slice(13, 46);
  const field = slot('n', int32, true);
  const numbers = someRows(int32, 33);
  const output = appendColumns(slice, [{ field, column: built(field, numbers) }]);
  const table = tableFromIPC(tableToIPC(new Table([output])));
  expect(table.numRows).toBe(33);
  expect(decode(type, vectorIn(table, 'given'))).toEqual(rows.slice(13, 46));
  expect(decode(int32, vectorIn(table, 'n'))).toEqual(numbers);
});

it('appends to a batch without columns, which has rows all the same', () => {
  const batch = batchOf(new Schema([]), 3, []);
  const field = slot('n', int32);
  const output = appendColumns(batch, [{ field, column: built(field, [1, 2, 3]) }]);
  expect([output.numRows, output.numCols]).toEqual([3, 1]);
  expect(output.getChild('n')?.toArray()).toEqual(Int32Array.of(1, 2, 3));
});

it.each(types.map((type) => [formatType(type), type] as const))(
  'appends to the batch without rows that apache-arrow makes for a stream without batches: %s',
  (_, type) => {
    const ids = new DictionaryIds();
    const given = [slot('flat', type), slot('given', list(type), true)].map((each) => toField(each, ids));
    const { batches } = tableFromIPC(tableToIPC(new Table(new Schema(given))));
    const field = slot('value', type, true);
    const output = appendColumns(batches[0] as RecordBatch, [{ field, column: built(field, []) }]);
    const table = tableFromIPC(tableToIPC(new Table([output])));
    expect(table.batches.map((batch) => batch.numRows)).toEqual([0]);
    expect(table.schema.fields.map(String)).toEqual(output.schema.fields.map(String));
    expect(imported(slot('given', list(type), true), vectorIn(table, 'given').data[0] as Data)).toEqual([]);
  },
);

it('names the parts of nested types as Arrow readers expect them', () => {
  const { type } = toField(
    slot('value', { kind: 'map', key: slot('key', utf8), value: slot('value', int32, true) }),
  );
  const [entries] = type.children as Field<Struct>[];
  expect([entries?.name, entries?.nullable]).toEqual(['entries', false]);
  expect(entries?.type.children.map((child) => [child.name, child.nullable])).toEqual([
    ['key', false],
    ['value', true],
  ]);
  expect(new Int32().toString()).toBe(String(toField(slot('value', int32)).type));
});
