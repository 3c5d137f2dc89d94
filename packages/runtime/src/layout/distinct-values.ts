import type { ArrowField } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import type { Origin } from './damaged.ts';
import type { Memory, Write } from './memory.ts';
import { identityRows, withoutNulls } from './rows.ts';
import { planTake, planValidity } from './take.ts';

/** Values, of which each row has one or none. */
interface DistinctValues {
  /** Of the values. */
  readonly field: ArrowField;
  readonly values: Column;
  /** -1 where a null stands. */
  readonly rows: Int32Array;
  readonly origin: Origin;
}

/**
 * A dictionary-encoded column of them. Its dictionary has those that rows have, in the order of their first rows, where
 * there are nulls among the values or more values than rows; else all.
 */
export function planDistinct(
  { field, values, rows: chosen, origin }: DistinctValues,
  memory: Memory,
): Write<Column> {
  const rows = withoutNulls(chosen, values.validity);
  const some = values.nullCount > 0 || values.length > rows.length;
  const { used, indices } = some ? usedRows(rows, values.length) : { used: undefined, indices: rows };
  const kept =
    used === undefined && memory.keeps
      ? () => values
      : planTake({ field, column: values, rows: used ?? identityRows(values.length), origin }, memory);
  const nulls = planValidity(rows, memory);
  const places = memory.filled(Int32Array, rows.length, (target) => {
    for (let row = 0; row < rows.length; row++) target[row] = Math.max(0, indices[row] as number);
  });
  return (buffer) => ({
    ...nulls(buffer),
    values: places(buffer),
    offsets: null,
    children: [kept(buffer)],
  });
}

/** The values that rows have, and for each row which of these it has. */
function usedRows(rows: Int32Array, count: number): { used: Int32Array; indices: Int32Array } {
  const places = new Int32Array(count).fill(-1);
  const used: number[] = [];
  const indices = rows.map((row) => {
    if (row < 0) return -1;
    if ((places[row] as number) < 0) places[row] = used.push(row) - 1;
    return places[row] as number; // rows are rows of the values
  });
  return { used: Int32Array.from(used), indices };
}
