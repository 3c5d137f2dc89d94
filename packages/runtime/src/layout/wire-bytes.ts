import type { Column } from '../column/abi.ts';
import { isNull } from '../column/validity.ts';

/** The offsets of a column as wide as its wire layout has them. */
export function wireOffsets(layout: 'large' | undefined, column: Column): Int32Array | BigInt64Array {
  const offsets = column.offsets ?? new Int32Array(1);
  if (layout === undefined) return offsets;
  const wide = new BigInt64Array(column.length + 1);
  // By words: a bigint a row costs ten times as much. Offsets are not negative: the upper words are 0.
  const words = new Int32Array(wide.buffer);
  for (let row = 0; row <= column.length; row++) words[2 * row] = offsets[row] as number;
  return wide;
}

/** Text or bytes as they lie on the wire. */
export type WireBytes =
  | {
      readonly layout: 'large' | undefined;
      readonly offsets: Int32Array | BigInt64Array;
      readonly values: Uint8Array;
    }
  | { readonly layout: 'view'; readonly views: Uint8Array; readonly variadic: readonly Uint8Array[] };

export function wireBytes(layout: 'large' | 'view' | undefined, column: Column): WireBytes {
  const values = reached(column);
  if (layout !== 'view') return { layout, offsets: wireOffsets(layout, column), values };
  const { views, isInline } = viewsOf(column, values);
  return { layout, views, variadic: isInline ? [] : [values] };
}

/** The bytes that the offsets reach; what lies behind them is of no row. */
function reached({ length, values, offsets }: Column): Uint8Array {
  if (values === null) return new Uint8Array(0);
  return new Uint8Array(values.buffer, values.byteOffset, offsets?.[length] ?? 0);
}

const VIEW_BYTES = 16;
const INLINE_BYTES = 12;
const PREFIX_BYTES = 4;

/**
 * Arrow columnar format, variable-size binary view layout: the length, then up to 12 bytes, or the first 4 of more, the
 * number of the buffer that has them all, and the place in it. Views of nulls are 0.
 */
function viewsOf(
  { length, offsets, validity }: Column,
  values: Uint8Array,
): {
  views: Uint8Array;
  isInline: boolean;
} {
  const views = new Uint8Array(length * VIEW_BYTES);
  const words = new Int32Array(views.buffer);
  let isInline = true;
  for (let row = 0; row < length; row++) {
    if (isNull(validity, row)) continue;
    const start = offsets?.[row] as number; // one more offset than rows
    const size = (offsets?.[row + 1] as number) - start;
    const at = row * VIEW_BYTES;
    words[at >> 2] = size;
    const shown = size > INLINE_BYTES ? PREFIX_BYTES : size;
    for (let byte = 0; byte < shown; byte++) views[at + 4 + byte] = values[start + byte] as number;
    if (size > INLINE_BYTES) {
      isInline = false;
      words[(at >> 2) + 3] = start; // of buffer 0
    }
  }
  return { views, isInline };
}
