import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import type { Column } from '../column/abi.ts';
import { createBuilder, createReader } from '../column/generic.ts';
import { GroupIndex } from './group-index.ts';

const key = (name: string, type: ArrowType): ArrowField => ({ name, type, nullable: true });
const float = key('f', { kind: 'float', bitWidth: 64 });
const text = key('t', { kind: 'utf8' });
const day = key('d', { kind: 'date', bitWidth: 32 });
const list = key('l', { kind: 'list', element: { ...float, name: 'item' } });

function column(field: ArrowField, values: readonly unknown[]): Column {
  const builder = createBuilder(field, values.length);
  values.forEach((value, row) => {
    builder.set(row, value);
  });
  return builder.finish();
}

function assign(index: GroupIndex, keys: readonly ArrowField[], ...columns: readonly unknown[][]): number[] {
  const given = keys.map((field, at) => column(field, columns[at] ?? []));
  return [...index.assign(columns[0]?.length ?? 0, keys, given)];
}

function valuesOf(field: ArrowField, from: Column | undefined): unknown[] {
  const reader = createReader(field, from as Column);
  return Array.from({ length: from?.length ?? 0 }, (_, row) => reader.get(row));
}

it('numbers groups as they come up, over batches, and keeps the keys of their first rows', () => {
  const index = new GroupIndex();
  expect(assign(index, [text], ['b', 'a', null, 'b'])).toEqual([0, 1, 2, 0]);
  expect(assign(index, [text], ['c', null, 'a'])).toEqual([3, 2, 1]);
  expect(index.count).toBe(4);
  expect(valuesOf(text, index.columns()[0])).toEqual(['b', 'a', null, 'c']);
  expect(assign(index, [text], ['d'])).toEqual([4]);
  expect(valuesOf(text, index.columns()[0])).toEqual(['b', 'a', null, 'c', 'd']);
});

it('takes NaN for equal to NaN and -0 for equal to 0, also inside of lists', () => {
  expect(assign(new GroupIndex(), [float], [Number.NaN, 0, -0, Number.NaN, null])).toEqual([0, 1, 1, 0, 2]);
  const lists = [[Number.NaN], [-0], [0], [], null, [null], [Number.NaN]];
  expect(assign(new GroupIndex(), [list], lists)).toEqual([0, 1, 1, 2, 3, 4, 0]);
});

it('groups by several keys, each combination once', () => {
  const index = new GroupIndex();
  const keys = [text, day, float];
  const monday = new Date(0);
  const tuesday = new Date(86_400_000);
  const groups = assign(
    index,
    keys,
    ['a', 'a', 'b', 'a', null, 'a'],
    [monday, tuesday, monday, monday, null, monday],
    [1, 1, 1, 2, null, 1],
  );
  expect(groups).toEqual([0, 1, 2, 3, 4, 0]);
  const columns = index.columns();
  expect(keys.map((field, at) => valuesOf(field, columns[at]))).toEqual([
    ['a', 'a', 'b', 'a', null],
    [monday, tuesday, monday, monday, null],
    [1, 1, 1, 2, null],
  ]);
  expect(index.describe(1)).toBe(
    "the group where t is 'a' (string) and d is 1970-01-02T00:00:00.000Z (Date) and f is 1 (number)",
  );
});

it('puts all rows in one group where there is no key, and has it before any row', () => {
  const index = new GroupIndex();
  expect([index.count, index.columns()]).toEqual([1, []]);
  expect([...index.assign(3, [], [])]).toEqual([0, 0, 0]);
  expect(index.count).toBe(1);
});
