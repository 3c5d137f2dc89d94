import type { Column, ColumnValues, ResultMemory } from './abi.ts';
import { countNulls } from './validity.ts';

const noChildren: readonly Column[] = [];

/** A column of fixed-width values, whose bitmap may turn out to have no null. */
export function fixedColumn(
  rowCount: number,
  validity: Int32Array | null,
  values: ColumnValues | null,
): Column {
  return makeColumn(rowCount, validity, values, null, noChildren);
}

/** A column of texts or bytes. */
export function bytesColumn(
  rowCount: number,
  validity: Int32Array | null,
  values: Uint8Array,
  offsets: Int32Array,
): Column {
  return makeColumn(rowCount, validity, values, offsets, noChildren);
}

/** A column of nothing but nulls. */
export function nullColumn(rowCount: number): Column {
  return fixedColumn(rowCount, new Int32Array((rowCount + 31) >> 5), null);
}

/** A column of structs. */
export function structColumn(
  rowCount: number,
  validity: Int32Array | null,
  children: readonly Column[],
): Column {
  return makeColumn(rowCount, validity, null, null, children);
}

/**
 * A Bool column of flags that stand a byte a row, each 0 or 1. A loop that stores bytes runs as fast as one over numbers;
 * one that sets bits waits for the byte that it has just written.
 */
export function boolColumn(
  rowCount: number,
  validity: Int32Array | null,
  flags: Uint8Array,
  memory: ResultMemory,
): Column {
  const bits = new Uint8Array(memory.take((rowCount + 7) >> 3), 0, (rowCount + 7) >> 3);
  const words = new Int32Array(flags.buffer, flags.byteOffset, flags.length >> 2);
  const whole = rowCount >> 3;
  for (let at = 0; at < whole; at++) {
    bits[at] = packFour(words[2 * at] as number) | (packFour(words[2 * at + 1] as number) << 4);
  }
  if (whole < bits.length) {
    let last = 0;
    for (let row = whole << 3; row < rowCount; row++) last |= (flags[row] as number) << (row & 7);
    bits[whole] = last;
  }
  return fixedColumn(rowCount, validity, bits);
}

/** The four flags of a word in its lowest four bits: the factor moves each to its place among the highest, and no two meet. */
function packFour(word: number): number {
  return (Math.imul(word, 0x01020408) >>> 24) & 15;
}

function makeColumn(
  length: number,
  validity: Int32Array | null,
  values: ColumnValues | null,
  offsets: Int32Array | null,
  children: readonly Column[],
): Column {
  const nullCount = countNulls(validity, length);
  return { length, nullCount, validity: nullCount === 0 ? null : validity, values, offsets, children };
}
