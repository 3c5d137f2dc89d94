import { isNull } from '../column/validity.ts';

/** Rows of a column, by number; -1 where a null stands. */

/** 0, 1, 2, … */
export function identityRows(length: number): Int32Array {
  const rows = new Int32Array(length);
  for (let row = 0; row < length; row++) rows[row] = row;
  return rows;
}

/** -1 also for rows that are null in the column. */
export function withoutNulls(rows: Int32Array, validity: Int32Array | null): Int32Array {
  if (validity === null) return rows;
  return rows.map((row) => (row >= 0 && isNull(validity, row) ? -1 : row));
}

/** How many are -1. */
export function countMissing(rows: Int32Array): number {
  let count = 0;
  for (let at = 0; at < rows.length; at++) if ((rows[at] as number) < 0) count++;
  return count;
}
