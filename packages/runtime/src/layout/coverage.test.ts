import { isSluiceError } from '@sluice/sdk';
import { type ArrowType, formatType } from '@sluice/sdk/manifest';
import type { Data } from 'apache-arrow';
import { expect, it } from 'vitest';
import { encode, make } from '../arrow/testing/encode.ts';
import {
  bool,
  int32,
  list,
  map,
  type Nulls,
  slot,
  someRows,
  struct,
  types,
  utf8,
} from '../arrow/testing/fields.ts';
import { imported } from '../arrow/testing/read.ts';
import { toDataType } from '../arrow/types.ts';

/** The error for the array, which must be one of Sluice's own that names the function and the column. */
function refusal(type: ArrowType, data: Data): string {
  try {
    imported(slot('value', type, true), data);
  } catch (error) {
    if (!isSluiceError(error) || error.code !== 'invalid-argument' || error.udf !== 'f') throw error;
    expect(error.message).toMatch(
      /^f: column 'value.*' is truncated or damaged: .*\. Read or build the batch again$/,
    );
    return error.message;
  }
  throw new Error('the array was read');
}

interface Buffers {
  readonly values: ArrayBufferView | undefined;
  readonly valueOffsets: Int32Array | undefined;
  readonly nullBitmap: Uint8Array | undefined;
}

/** The same array with some of its buffers replaced. */
function patched(
  { type, length, nullCount, values, valueOffsets, nullBitmap, children }: Data,
  patch: Partial<Buffers>,
): Data {
  const all = { values, valueOffsets, nullBitmap, ...patch };
  return make(type, {
    length,
    nullCount,
    nullBitmap: all.nullBitmap,
    data: all.values,
    valueOffsets: all.valueOffsets,
    children,
    child: children[0],
  });
}

/** Every way to cut the last element off one of the array's buffers, at any depth. */
function truncations(data: Data): Data[] {
  const own = (['values', 'valueOffsets', 'nullBitmap'] as const).flatMap((name) => {
    const buffer = data[name] as Uint8Array | undefined;
    return buffer === undefined || buffer.length === 0
      ? []
      : [patched(data, { [name]: buffer.subarray(0, -1) })];
  });
  const nested = data.children.flatMap((child, at) =>
    truncations(child).map((cut) =>
      data.clone(data.type, 0, data.length, data.nullCount, undefined, data.children.with(at, cut)),
    ),
  );
  return [...own, ...nested];
}

it.each(types.map((type) => [formatType(type), type] as const))(
  'refuses an array of which any buffer was cut, unless only nulls lay there: %s',
  (_, type) => {
    for (const nulls of ['none', 'some'] satisfies Nulls[]) {
      // 16 rows, the last of which is not null: the last byte of the outer buffers is needed.
      const rows = [...someRows(type, 15, nulls), someRows(type, 1, 'none')[0]];
      const whole = encode(type, rows);
      const cuts = truncations(whole);
      const refused = cuts.filter((cut) => {
        if (!isRefused(type, cut)) expect(imported(slot('value', type, true), cut)).toEqual(rows);
        return isRefused(type, cut);
      });
      expect(refused.length).toBeGreaterThan(0);
      if (type.kind !== 'list' && type.kind !== 'map' && type.kind !== 'struct')
        expect(refused).toEqual(cuts);
    }
  },
);

function isRefused(type: ArrowType, data: Data): boolean {
  try {
    imported(slot('value', type, true), data);
    return false;
  } catch {
    return refusal(type, data) !== '';
  }
}

it('says which buffer of which column is too short', () => {
  const flags = encode(bool, [...Array.from({ length: 9 }, () => true), null]);
  expect(refusal(bool, patched(flags, { nullBitmap: Uint8Array.of(255) }))).toContain(
    'its validity bitmap has 1 bytes, and 10 rows need 2',
  );
  const number = encode(int32, [1, 2, 3]);
  expect(refusal(int32, patched(number, { values: Int32Array.of(1) }))).toContain(
    'its buffers end after 1 of 3 rows',
  );
  const text = encode(utf8, ['abc', 'def']);
  expect(refusal(utf8, patched(text, { values: Uint8Array.of(97) }))).toContain(
    'its offsets reach byte 6, and it has 1',
  );
  const lists = encode(list(utf8), [['a'], ['b', 'c']]);
  expect(refusal(list(utf8), patched(lists, { valueOffsets: Int32Array.of(0, 1, 4) }))).toContain(
    'its offsets reach element 4, and it has 3',
  );
  const order = struct(slot('items', list(struct(slot('price', int32)))));
  const orders = encode(order, [{ items: [{ price: 1 }, { price: 2 }] }]);
  const cut = truncations(orders).at(-1) as Data;
  expect(refusal(order, cut)).toContain("column 'value.items[].price' is");
  const counts = encode(map(utf8, int32), [new Map([['a', 1]])]);
  const [entries] = counts.children;
  const wrong = entries?.clone(entries.type, 0, 1, 0, undefined, [entries.children[0] as Data]) as Data;
  expect(refusal(map(utf8, int32), counts.clone(counts.type, 0, 1, 0, undefined, [wrong]))).toContain(
    "column 'value.values()[]'",
  );
});

it.each([
  [Int32Array.of(0, 3, 2, 4), 'its offsets fall from 3 to 2'],
  [Int32Array.of(2, 3, 4, 1), 'its offsets go from 2 to 1'],
  [Int32Array.of(-1, 0, 0, 1), 'its offsets go from -1 to 1'],
])('refuses offsets that fall or are negative: %s', (valueOffsets, message) => {
  expect(refusal(utf8, patched(encode(utf8, ['a', 'b', 'cd']), { valueOffsets }))).toContain(message);
  expect(refusal(list(int32), patched(encode(list(int32), [[1], [2], [3, 4]]), { valueOffsets }))).toContain(
    message,
  );
});

it('reads null rows at the end that the buffers do not reach, and no others', () => {
  const nullBitmap = Uint8Array.of(0b0011);
  const type = toDataType(int32);
  const shared = { length: 4, nullCount: 2, nullBitmap };
  expect(imported(slot('value', int32, true), make(type, { ...shared, data: Int32Array.of(1, 2) }))).toEqual([
    1,
    2,
    null,
    null,
  ]);
  expect(refusal(int32, make(type, { ...shared, data: Int32Array.of(1) }))).toContain(
    'its buffers end after 1 of 4 rows',
  );
});

it('does not look at what a null hides: members, elements, and text that is not UTF-8', () => {
  const item = struct(slot('sku', utf8), slot('price', int32));
  const hidden = encode(utf8, ['x', null, 'y']);
  const damagedText = patched(hidden, {
    values: Uint8Array.from(hidden.values as Uint8Array, (byte, at) => (at === 1 ? 0xff : byte)),
  });
  expect(imported(slot('value', utf8, true), damagedText)).toEqual(['x', null, 'y']);
  // What encode() puts behind a null has nulls where the type admits none.
  const rows = [[{ sku: 'a', price: 1 }], null, [null, { sku: 'b', price: 2 }]];
  expect(imported(slot('value', list(item), true), encode(list(item), rows))).toEqual(rows);
});
