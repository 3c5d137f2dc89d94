import type { ArrowField } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { type Column, concatColumns, createBuilder, createReader, sliceColumn, takeColumn } from './index.ts';

const words: ArrowField = {
  name: 'word',
  type: { kind: 'dictionary', value: { kind: 'utf8' } },
  nullable: true,
};

function build(field: ArrowField, rows: readonly unknown[]): Column {
  const builder = createBuilder(field, rows.length);
  rows.forEach((value, row) => {
    builder.set(row, value);
  });
  return builder.finish();
}

function read(field: ArrowField, column: Column): unknown[] {
  const reader = createReader(field, column);
  return Array.from({ length: column.length }, (_, row) => reader.get(row));
}

function valuesOf(dictionary: Column): unknown[] {
  return read(
    { name: '', type: { kind: 'utf8' }, nullable: false },
    dictionary.children[0] as Column, // as a dictionary has one
  );
}

it('slices a dictionary with the values that its rows have', () => {
  const column = build(words, ['a', 'b', null, 'c', 'b', 'd']);
  const slice = sliceColumn(words, column, 2, 5);
  expect(read(words, slice)).toEqual([null, 'c', 'b']);
  expect(valuesOf(slice)).toEqual(['c', 'b']);
});

it('joins the batches of a stream over one dictionary, and different ones side by side', () => {
  const first = build(words, ['a', 'b']);
  const again = build(words, ['a', 'b', 'b']);
  const other = build(words, ['b', null, 'z']);
  expect(valuesOf(concatColumns(words, [first, again]))).toEqual(['a', 'b']);
  const joined = concatColumns(words, [first, other, again]);
  expect(read(words, joined)).toEqual(['a', 'b', 'b', null, 'z', 'a', 'b', 'b']);
  expect(valuesOf(joined)).toEqual(['a', 'b', 'b', 'z']);
});

it('takes rows of a dictionary by their indices alone', () => {
  const column = build(words, ['a', null, 'b']);
  const taken = takeColumn(words, column, new Int32Array([2, -1, 1, 0, 2]));
  expect(taken.children).toBe(column.children);
  expect(taken.values).toEqual(new Int32Array([1, 0, 0, 0, 1]));
  expect(read(words, taken)).toEqual(['b', null, null, 'a', 'b']);
});

it('keeps a variant that the type lacks when it takes, slices and joins', () => {
  const field: ArrowField = {
    name: 'shape',
    type: {
      kind: 'union',
      mode: 'dense',
      tag: 'kind',
      variants: [{ field: { name: 'named', type: { kind: 'utf8' }, nullable: true }, content: 'value' }],
    },
    nullable: true,
  };
  const known = build(field, [{ kind: 'named', value: 'x' }, null]);
  const column = { ...known, values: new Int8Array([0, -1]), nullCount: 0, validity: null };
  const joined = concatColumns(field, [column, takeColumn(field, column, new Int32Array([1, 0]))]);
  expect(joined.values).toEqual(new Int8Array([0, -1, -1, 0]));
  expect(() => createReader(field, joined).get(1)).toThrow('`shape` is of a variant that its type lacks');
  expect(createReader(field, joined).get(3)).toEqual({ kind: 'named', value: 'x' });
});
