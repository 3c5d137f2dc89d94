import type { Column, ColumnValues } from './abi.ts';
import { countNulls } from './validity.ts';

/** A column of fixed-width values, whose bitmap may turn out to have no null. */
export function fixedColumn(
  rowCount: number,
  validity: Int32Array | null,
  values: ColumnValues | null,
): Column {
  const nullCount = countNulls(validity, rowCount);
  return {
    length: rowCount,
    nullCount,
    validity: nullCount === 0 ? null : validity,
    values,
    offsets: null,
    children: [],
  };
}

/** A column of structs. */
export function structColumn(
  rowCount: number,
  validity: Int32Array | null,
  children: readonly Column[],
): Column {
  return { ...fixedColumn(rowCount, validity, null), children };
}

/** A column of nothing but nulls. */
export function nullColumn(rowCount: number): Column {
  return fixedColumn(rowCount, new Int32Array((rowCount + 31) >> 5), null);
}
