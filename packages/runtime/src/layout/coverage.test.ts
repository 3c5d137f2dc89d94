import { isSluiceError } from '@sluice/sdk';
import { type ArrowType, formatType } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { sourceArray } from '../arrow/source.ts';
import { encode, make } from '../arrow/testing/encode.ts';
import {
  bool,
  decimal,
  int32,
  list,
  map,
  type Nulls,
  slot,
  someRows,
  struct,
  types,
  union,
  utf8,
} from '../arrow/testing/fields.ts';
import { importedRows } from '../arrow/testing/read.ts';
import { toDataType } from '../arrow/types.ts';
import type { SourceArray } from './source.ts';

/** The error for the array, which must be one of Sluice's own that names the function and the column. */
function refusal(type: ArrowType, array: SourceArray): string {
  try {
    importedRows(slot('value', type, true), array);
  } catch (error) {
    if (!isSluiceError(error) || error.code !== 'invalid-argument' || error.udf !== 'f') throw error;
    expect(error.message).toMatch(
      /^f: column 'value.*' is truncated or damaged: .*\. Read or build the batch again$/,
    );
    return error.message;
  }
  throw new Error('the array was read');
}

type BufferName = 'values' | 'offsets' | 'validity' | 'typeIds';

/** The same array with some of its parts replaced. */
function patched(array: SourceArray, patch: Partial<SourceArray>): SourceArray {
  const { type, length, nullCount, bitOffset, validity, values, offsets, typeIds, variadic } = array;
  const { children, dictionary } = array;
  const all = { type, length, nullCount, bitOffset, validity, values, offsets, typeIds };
  return { ...all, variadic, children, dictionary, ...patch };
}

const cut = <View extends { subarray(from: number, to: number): View }>(buffer: View): View =>
  buffer.subarray(0, -1);

/** Every way to cut the last element off one of the array's buffers, at any depth. */
function truncations(array: SourceArray): SourceArray[] {
  const own = (['values', 'offsets', 'validity', 'typeIds'] satisfies BufferName[]).flatMap((name) => {
    const buffer = array[name] as Uint8Array | undefined;
    return buffer === undefined || buffer.length === 0 ? [] : [patched(array, { [name]: cut(buffer) })];
  });
  const views = array.variadic.map((buffer, at) =>
    patched(array, { variadic: array.variadic.with(at, cut(buffer)) }),
  );
  const children = array.children.flatMap((child, at) =>
    child === undefined
      ? []
      : truncations(child).map((short) => patched(array, { children: array.children.with(at, short) })),
  );
  const values = (array.dictionary ?? []).flatMap((part, at, parts) =>
    truncations(part).map((short) => patched(array, { dictionary: parts.with(at, short) })),
  );
  return [...own, ...views, ...children, ...values];
}

const isNested = ({ kind }: ArrowType): boolean =>
  ['list', 'fixed-list', 'map', 'struct', 'union', 'dictionary'].includes(kind);

/** A buffer of views may have bytes that no view points to. */
const mayHaveSpare = (type: ArrowType): boolean =>
  isNested(type) || ((type.kind === 'utf8' || type.kind === 'binary') && type.layout === 'view');

it.each(types.filter(({ kind }) => kind !== 'null').map((type) => [formatType(type), type] as const))(
  'refuses an array of which any buffer was cut, unless only nulls lay there: %s',
  (_, type) => {
    for (const nulls of ['none', 'some'] satisfies Nulls[]) {
      // 16 rows, the last of which is not null: the last byte of the outer buffers is needed.
      const rows = [...someRows(type, 15, nulls), someRows(type, 1, 'none')[0]];
      const cuts = truncations(sourceArray(encode(type, rows)));
      const isRead = (array: SourceArray): boolean => {
        try {
          expect(importedRows(slot('value', type, true), array)).toEqual(rows);
          return true;
        } catch (error) {
          if (!isSluiceError(error)) throw error;
          refusal(type, array);
          return false;
        }
      };
      const refused = cuts.filter((array) => !isRead(array));
      expect(refused.length).toBeGreaterThan(0);
      if (!mayHaveSpare(type)) expect(refused.length).toBe(cuts.length);
    }
  },
);

const arrayOf = (type: ArrowType, rows: readonly unknown[]): SourceArray => sourceArray(encode(type, rows));

it('says which buffer of which column is too short', () => {
  const flags = arrayOf(bool, [...Array.from({ length: 9 }, () => true), null]);
  expect(refusal(bool, patched(flags, { validity: Uint8Array.of(255) }))).toContain(
    'its validity bitmap has 1 bytes, and 10 rows need 2',
  );
  const number = arrayOf(int32, [1, 2, 3]);
  expect(refusal(int32, patched(number, { values: Int32Array.of(1) }))).toContain(
    'its buffers end after 1 of 3 rows',
  );
  const text = arrayOf(utf8, ['abc', 'def']);
  expect(refusal(utf8, patched(text, { values: Uint8Array.of(97) }))).toContain(
    'its offsets reach byte 6, and it has 1',
  );
  const lists = arrayOf(list(utf8), [['a'], ['b', 'c']]);
  expect(refusal(list(utf8), patched(lists, { offsets: Int32Array.of(0, 1, 4) }))).toContain(
    'its offsets reach element 4, and it has 3',
  );
  const order = struct(slot('items', list(struct(slot('price', int32)))));
  const orders = arrayOf(order, [{ items: [{ price: 1 }, { price: 2 }] }]);
  expect(refusal(order, truncations(orders).at(-1) as SourceArray)).toContain(
    "column 'value.items[].price' is",
  );
  const counts = arrayOf(map(utf8, int32), [new Map([['a', 1]])]);
  const entries = counts.children[0] as SourceArray;
  const wrong = patched(entries, { children: [entries.children[0]] });
  expect(refusal(map(utf8, int32), patched(counts, { children: [wrong] }))).toContain(
    "column 'value.values()[]'",
  );
});

it.each([
  [[0, 3, 2, 4], 'its offsets fall from 3 to 2'],
  [[2, 3, 4, 1], 'its offsets go from 2 to 1'],
  [[-1, 0, 0, 1], 'its offsets go from -1 to 1'],
])('refuses offsets that fall or are negative: %s', (given, message) => {
  const offsets = Int32Array.from(given);
  expect(refusal(utf8, patched(arrayOf(utf8, ['a', 'b', 'cd']), { offsets }))).toContain(message);
  const lists = [[1], [2], [3, 4]];
  expect(refusal(list(int32), patched(arrayOf(list(int32), lists), { offsets }))).toContain(message);
  const large = { kind: 'utf8', layout: 'large' } as const;
  const wide = { offsets: BigInt64Array.from(given, BigInt) };
  expect(refusal(large, patched(arrayOf(large, ['a', 'b', 'cd']), wide))).toContain(message);
});

it('names the column that 64-bit offsets make larger than a batch may be', () => {
  const type = { kind: 'binary', layout: 'large' } as const;
  const given = patched(arrayOf(type, [Uint8Array.of(1)]), {
    offsets: BigInt64Array.of(0n, 2n ** 31n),
    // As long as it says that it is, and nothing in it.
    values: { buffer: new ArrayBuffer(0), byteOffset: 0, byteLength: 2 ** 31 },
  });
  expect(() => importedRows(slot('value', type), given)).toThrow(
    "f: column 'value' has more than 2147483647 bytes or elements in one batch: use smaller batches",
  );
});

/** The view of 13 bytes in the given buffer. */
const view = (buffer: number, place: number, size = 13): Int32Array => Int32Array.of(size, 0, buffer, place);
const text: ArrowType = { kind: 'utf8', layout: 'view' };

it.each([
  ['in a buffer that there is not', view(2, 1), 'row 0 lies from 1 to 14 of buffer 2, which has 0 bytes'],
  ['in no buffer', view(-1, 1), 'of buffer -1, which has 0 bytes'],
  ['behind its buffer', view(0, 2), 'row 0 lies from 2 to 15 of buffer 0, which has 14 bytes'],
  ['before its buffer', view(0, -1), 'row 0 lies from -1 to 12 of buffer 0'],
  ['of less than nothing', view(0, 0, -1), 'row 0 has -1 bytes'],
])('refuses a view %s', (_, values, message) => {
  const given = arrayOf(text, ['thirteen byte']);
  expect(refusal(text, patched(given, { values }))).toContain(message);
  const hidden = patched(given, { values, validity: Uint8Array.of(0), nullCount: 1 });
  expect(importedRows(slot('value', text, true), hidden)).toEqual([null]);
});

it('refuses a type id that the union lacks, and a place outside its child', () => {
  const type = union('dense', int32);
  const given = arrayOf(type, [
    { kind: 'one', value: 7 },
    { kind: 'other', value: 'x' },
  ]);
  expect(refusal(type, patched(given, { typeIds: Int8Array.of(1, 4) }))).toContain(
    'row 1 has the type id 4, which its type lacks',
  );
  expect(refusal(type, patched(given, { typeIds: Int8Array.of(-1, 2) }))).toContain(
    'row 0 has the type id -1',
  );
  expect(refusal(type, patched(given, { offsets: Int32Array.of(0, 1) }))).toContain(
    "row 1 is at 1 of 'other', which has 1 rows",
  );
  expect(refusal(type, patched(given, { offsets: Int32Array.of(-1, 0) }))).toContain(
    "row 0 is at -1 of 'one'",
  );
});

it('refuses a decimal that does not fit the width that its precision needs, unless it is hidden', () => {
  const wide = decimal(128, 9, 0);
  const given = arrayOf(wide, ['1', '-2']);
  const values = Uint32Array.from(given.values as Uint32Array).fill(1, 5, 6);
  const wanted = decimal(32, 9, 0);
  expect(refusal(wanted, patched(given, { values }))).toContain('row 1 has a value of more than 32 bits');
  const hidden = patched(given, { values, validity: Uint8Array.of(0b01), nullCount: 1 });
  expect(importedRows(slot('value', wanted, true), hidden)).toEqual(['1', null]);
});

it('reads null rows at the end that the buffers do not reach, and no others', () => {
  const nullBitmap = Uint8Array.of(0b0011);
  const type = toDataType(int32);
  const shared = { length: 4, nullCount: 2, nullBitmap };
  const of = (...data: number[]): SourceArray =>
    sourceArray(make(type, { ...shared, data: Int32Array.from(data) }));
  expect(importedRows(slot('value', int32, true), of(1, 2))).toEqual([1, 2, null, null]);
  expect(refusal(int32, of(1))).toContain('its buffers end after 1 of 4 rows');
});

it('does not look at what a null hides: members, elements, and text that is not UTF-8', () => {
  const item = struct(slot('sku', utf8), slot('price', int32));
  const hidden = arrayOf(utf8, ['x', null, 'y']);
  const damagedText = patched(hidden, {
    values: Uint8Array.from(hidden.values as Uint8Array, (byte, at) => (at === 1 ? 0xff : byte)),
  });
  expect(importedRows(slot('value', utf8, true), damagedText)).toEqual(['x', null, 'y']);
  // What encode() puts behind a null has nulls where the type admits none.
  const rows = [[{ sku: 'a', price: 1 }], null, [null, { sku: 'b', price: 2 }]];
  expect(importedRows(slot('value', list(item), true), arrayOf(list(item), rows))).toEqual(rows);
});
