import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { Dictionary, Field, Int32, tableFromArrays, Utf8 } from 'apache-arrow';
import { expect, it } from 'vitest';
import { buildBatch, joinColumns, readColumn, takeRows } from './rows.ts';
import { fieldOf, fitsField } from './source-field.ts';

const field = (type: ArrowType, name = 'x'): ArrowField => ({ name, type, nullable: true });
const utf8 = field({ kind: 'utf8' });
const int64 = field({ kind: 'int', bitWidth: 64, signed: true, as: 'bigint' });

/** The values of a column, read back. */
function read(wanted: ArrowField, batch: ReturnType<typeof buildBatch>['batch'], at = 0): unknown[] {
  const data = batch.data.children[at];
  if (data === undefined) throw new Error('no such column');
  const cell = readColumn(wanted, data);
  return Array.from({ length: batch.numRows }, (_, row) => cell(row));
}

it('makes a batch of values and reads them back', () => {
  const list = field({ kind: 'list', element: field({ kind: 'float', bitWidth: 64 }, 'item') }, 'y');
  const { batch, errors } = buildBatch(3, [
    { field: int64, values: [1n, null, 2n ** 62n] },
    { field: list, values: [[1.5, null], [], null] },
  ]);
  expect(errors).toEqual([]);
  expect(read(int64, batch)).toEqual([1n, null, 2n ** 62n]);
  expect(read(list, batch, 1)).toEqual([[1.5, null], [], null]);
});

it('names the cells that do not fit, and makes them null even where nulls are not admitted', () => {
  const strict = { ...int64, nullable: false };
  const { batch, errors } = buildBatch(3, [
    { field: utf8, values: ['a', 'b', 'c'] },
    { field: strict, values: [1n, 'two', 3n] },
  ]);
  expect(errors).toEqual([{ row: 1, column: 1, message: "got 'two' (string), expected Int64 (a bigint)" }]);
  expect(read(int64, batch, 1)).toEqual([1n, null, 3n]);
});

it('takes rows in any order, and null for -1', () => {
  const { batch } = buildBatch(3, [{ field: utf8, values: ['a', null, 'c'] }]);
  expect(read(utf8, takeRows(batch, Int32Array.of(2, -1, 0, 0, 1)))).toEqual(['c', null, 'a', 'a', null]);
});

it('puts columns of several batches beside each other, under other names', () => {
  const columns = ['a', 'b'].map((name, at) => {
    const { batch } = buildBatch(1, [{ field: utf8, values: [`value ${at}`] }]);
    const [made, data] = [batch.schema.fields[0], batch.data.children[0]];
    if (made === undefined || data === undefined) throw new Error('one column was made');
    return { name, field: made, data };
  });
  expect(joinColumns(1, columns).toArray().map(String)).toEqual(['{"a": "value 0", "b": "value 1"}']);
});

it('says how a column that nobody declared reads', () => {
  const table = tableFromArrays({ n: Int32Array.of(1), text: ['a'] });
  const [n, text] = table.schema.fields.map(fieldOf);
  expect(n?.type).toEqual({ kind: 'int', bitWidth: 32, signed: true, as: 'number' });
  expect(text?.type).toEqual({ kind: 'dictionary', value: { kind: 'utf8' } });
  const uuid = new Map([['ARROW:extension:name', 'arrow.json']]);
  expect(fieldOf(new Field('j', new Utf8(), true, uuid))?.type).toEqual({ kind: 'json' });
});

it('knows which columns a parameter takes as they are', () => {
  const encoded = new Field('x', new Dictionary(new Utf8(), new Int32()), true);
  expect(fitsField(utf8, encoded)).toBe(true);
  expect(fitsField(int64, new Field('x', new Int32(), true))).toBe(false);
});
