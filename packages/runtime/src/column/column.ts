import type { Column, ColumnValues } from './abi.ts';
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

/** A Bool column of a bitmap whose bits behind the last row are 0. */
export function boolColumn(rowCount: number, validity: Int32Array | null, bitmap: Int32Array): Column {
  const bytes = new Uint8Array(bitmap.buffer, bitmap.byteOffset, (rowCount + 7) >> 3);
  return fixedColumn(rowCount, validity, bytes);
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
