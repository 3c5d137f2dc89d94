import type { Column } from '@sluice/sdk';
import { SluiceError } from '@sluice/sdk';
import { vectorRows } from '../column/vector-result.ts';
import { thrown } from '../executor/index.ts';
import { type Nullability, skipsRow } from './nulls.ts';
import type { Recorder } from './recorder.ts';

type TypedArray = Float64Array; // any of them: what is used of it is the same

/** Calls a vectorized function once, for the rows that it admits, and puts each result in its place. */
export function columnsRun(
  columns: readonly ArrayLike<unknown>[],
  recorder: Recorder,
  onError: 'fail' | 'null' | 'capture',
  nulls: Nullability,
  call: (args: readonly unknown[]) => unknown,
): void {
  const rowCount = columns[0]?.length ?? 0;
  for (const [parameter, column] of columns.entries()) {
    if (column.length === rowCount) continue;
    const message = `${nulls.udf}: column #${parameter} has ${column.length} rows, and column #0 has ${rowCount}`;
    throw new SluiceError('invalid-argument', message, { udf: nulls.udf });
  }
  const admitted: number[] = [];
  const rows = Array.from({ length: rowCount }, () => recorder.enter());
  for (const row of rows) {
    const args = columns.map((column) => column[row]);
    if (skipsRow(nulls, args)) recorder.skip(row);
    else admitted.push(row);
  }
  if (admitted.length > 0) {
    try {
      const result = recorder.call(admitted, undefined, () =>
        call(columns.map((column) => pick(column, admitted))),
      );
      const values = isTyped(result)
        ? checked(result, admitted.length)
        : vectorRows(result, admitted.length, 'an array or a Column');
      admitted.forEach((row, i) => {
        recorder.succeed(row, values[i]);
      });
    } catch (error) {
      if (onError === 'fail') {
        recorder.abort(rows, { ...thrown(error, 'udf-threw', 0, 1), row: undefined, suppressed: [] });
        return;
      }
      for (const row of admitted) recorder.fail(row, thrown(error, 'udf-threw', row, 1));
    }
  }
  recorder.leave(rows);
}

function isTyped(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function checked(values: TypedArray, rowCount: number): ArrayLike<unknown> {
  return values.length === rowCount ? values : vectorRows([...values], rowCount, 'a value for each row');
}

function pick(column: ArrayLike<unknown>, rows: readonly number[]): unknown {
  if (isTyped(column)) return column.filter((_, row) => rows.includes(row));
  return columnOf(rows.map((row) => column[row]));
}

/** An array as the column that a function sees. */
function columnOf<T>(values: readonly T[]): Column<T> {
  const isNull = (row: number): boolean => values[row] === null || values[row] === undefined;
  return {
    length: values.length,
    nullCount: values.filter((_, row) => isNull(row)).length,
    at: (row) => values[row] as T, // rows from 0 to length − 1
    isNull,
    [Symbol.iterator]: () => values.values(),
    toArray: () => [...values],
  };
}
