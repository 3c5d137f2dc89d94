import type { Column, ColumnValues } from './abi.ts';
import { fixedColumn } from './column.ts';
import { describeValue, isThenable } from './describe-value.ts';
import { UdfValueError } from './value-error.ts';

/**
 * The column of a typed array that a vectorized function returned, which is Sluice's from then on. It is copied only
 * where its memory is not its own: part of a larger buffer, shared with another thread, or an argument's.
 *
 * @throws UdfValueError `invalid-result` when it has not a value for each row
 */
export function vectorColumn(values: ColumnValues, rowCount: number, args: readonly Column[]): Column {
  checkLength(values.length, rowCount, values.constructor.name);
  const { buffer } = values;
  const own =
    buffer instanceof ArrayBuffer &&
    buffer.byteLength === values.byteLength &&
    !args.some((argument) => argument.values?.buffer === buffer);
  // By the method of all typed arrays: that of Node's Buffer, which is a Uint8Array, does not copy.
  return fixedColumn(
    rowCount,
    null,
    own ? values : (Uint8Array.prototype.slice.call(values) as ColumnValues),
  );
}

/**
 * The values that a vectorized function returned otherwise than in its typed array: an array, or a column.
 *
 * @param expected what it may return: `a Float64Array or an array of Float64`
 * @throws UdfValueError `invalid-result` when it is neither, or has not a value for each row
 */
export function vectorRows(result: unknown, rowCount: number, expected: string): readonly unknown[] {
  if (isThenable(result)) {
    // Nobody will await it: without a handler its rejection would end the thread.
    result.then(undefined, () => undefined);
    throw refused('returned a Promise: a vectorized function is synchronous');
  }
  const rows = isColumn(result) ? result.toArray() : result;
  if (!Array.isArray(rows)) throw refused(`returned ${describeValue(result)}, expected ${expected}`);
  checkLength(rows.length, rowCount, 'array');
  return rows;
}

function isColumn(value: unknown): value is { toArray(): unknown } {
  return typeof value === 'object' && value !== null && 'toArray' in value && 'isNull' in value;
}

function checkLength(length: number, rowCount: number, what: string): void {
  if (length === rowCount) return;
  const given = length === 0 ? ', or one that it had returned before and no longer owns' : '';
  throw refused(
    `returned ${article(what)} of ${length} values${given}, expected one for each of ${rowCount} rows`,
  );
}

function article(noun: string): string {
  return /^[aeioAEIO]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function refused(reason: string): UdfValueError {
  return new UdfValueError('invalid-result', reason);
}
