import { type ArrowType, formatType } from '@sluice/sdk/manifest';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sourceArray } from '../arrow/source.ts';
import { encode, packBits } from '../arrow/testing/encode.ts';
import { int32, list, type Nulls, rowsOf, slot, types, utf8 } from '../arrow/testing/fields.ts';
import { importedRows } from '../arrow/testing/read.ts';
import { describeType } from './describe-type.ts';
import { fitsType } from './fits-type.ts';
import type { SourceArray } from './source.ts';

type Lists = readonly (readonly unknown[] | null)[];

/** How the lists lie among the elements: one behind the other, or each behind one of nobody's, the last row first. */
type Order = 'in order' | 'reversed';

function viewsOf(element: ArrowType, rows: Lists, order: Order, isLarge: boolean, from = 0): SourceArray {
  const items: unknown[] = [];
  const places = new Array<number>(rows.length).fill(-5); // what stands behind a null is nobody's business
  const sizes = rows.map((row) => row?.length ?? 1_000_000);
  const numbers = [...rows.keys()];
  for (const row of order === 'reversed' ? numbers.reverse() : numbers) {
    const given = rows[row];
    if (given === null || given === undefined) continue;
    if (order === 'reversed') items.push(given[0] ?? null);
    places[row] = items.length;
    items.push(...given);
  }
  const wide = (values: number[]): Int32Array | BigInt64Array =>
    isLarge ? BigInt64Array.from(values, BigInt) : Int32Array.from(values);
  const child = sourceArray(encode(element, items));
  const field = { name: 'item', type: child.type, nullable: true, metadata: new Map<string, string>() };
  const shown = rows.slice(from);
  return {
    type: { kind: 'list', element: field, layout: isLarge ? 'large-view' : 'view' },
    length: shown.length,
    nullCount: -1,
    validity: packBits(rows.map((row) => row !== null)),
    bitOffset: from,
    values: undefined,
    offsets: wide(places).subarray(from),
    sizes: wide(sizes).subarray(from),
    typeIds: undefined,
    variadic: [],
    children: [child],
    dictionary: undefined,
  };
}

it.each(types.map((type) => [formatType(type), type] as const))(
  'reads list views of any element, wherever their lists lie: %s',
  (_, element) => {
    const field = slot('value', list(element), true);
    const cases = fc
      .record({
        order: fc.constantFrom<Order>('in order', 'reversed'),
        isLarge: fc.boolean(),
        from: fc.constantFrom(0, 3, 5, 13),
        nulls: fc.constantFrom<Nulls>('none', 'some', 'all'),
        length: fc.constantFrom(0, 1, 33),
      })
      .chain((given) => rowsOf(field.type, given.length, given.nulls).map((rows) => ({ ...given, rows })));
    fc.assert(
      fc.property(cases, ({ order, isLarge, rows, ...given }) => {
        const from = Math.min(given.from, rows.length);
        const array = viewsOf(element, rows as Lists, order, isLarge, from);
        expect(importedRows(field, array)).toEqual(rows.slice(from));
      }),
      { numRuns: 20 },
    );
  },
);

it('lists that lie over each other are copied for each row', () => {
  const array = viewsOf(int32, [[1, 2, 3], [9], []], 'in order', false);
  const shared = { ...array, offsets: Int32Array.of(0, 1, -7), sizes: Int32Array.of(3, 2, 0) };
  expect(importedRows(slot('value', list(int32)), shared)).toEqual([[1, 2, 3], [2, 3], []]);
});

it.each([
  ['behind the elements', 1, 3, 'row 1 has 3 elements from 1 on, and there are 3'],
  ['before the elements', -1, 1, 'row 1 has 1 elements from -1 on, and there are 3'],
  ['of a negative size', 0, -1, 'row 1 has -1 elements from 0 on, and there are 3'],
])('a list %s is damage', (_, offset, size, message) => {
  const array = viewsOf(int32, [[1, 2], [3]], 'in order', false);
  const bad = { ...array, offsets: Int32Array.of(0, offset), sizes: Int32Array.of(2, size) };
  expect(() => importedRows(slot('value', list(int32)), bad)).toThrow(
    `f: column 'value' is truncated or damaged: ${message}`,
  );
});

it('so are fewer sizes than rows', () => {
  const array = viewsOf(int32, [[1, 2], [3]], 'in order', false);
  const short = { ...array, sizes: Int32Array.of(2) };
  expect(() => importedRows(slot('value', list(int32)), short)).toThrow('its buffers end after 1 of 2 rows');
});

it('is a list for a function, and a list view in messages', () => {
  const { type } = viewsOf(utf8, [['a']], 'in order', false);
  const { type: large } = viewsOf(utf8, [['a']], 'in order', true);
  expect([type, large].map((given) => fitsType(list(utf8), given))).toEqual([true, true]);
  expect([type, large].map(describeType)).toEqual(['ListView<Utf8?>', 'LargeListView<Utf8?>']);
});
