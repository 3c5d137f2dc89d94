import type { ArrowField, UdfModel } from '@sluice/sdk/manifest';
import type { Data } from 'apache-arrow';
import { resultBatch } from '../arrow/results.ts';
import { sourceArray } from '../arrow/source.ts';
import type { Column } from '../column/abi.ts';
import { type ColumnReader, createBuilder, createReader } from '../column/generic.ts';
import { packColumns } from '../layout/pack-columns.ts';
import { ERROR_TYPE } from '../worker/error-column.ts';
import type { BatchState, UnfinishedRow, WireRowError } from '../worker/protocol.ts';
import { malformed } from './header.ts';

/** What a row's `sluice.state` says. */
const NOT_CALLED = 0;
const UNFINISHED = 1;
const FINISHED = 2;

/** The columns that follow the input's, in order. */
export const ROW_COLUMNS = ['sluice.value', 'sluice.error', 'sluice.attempts', 'sluice.state'] as const;

const ATTEMPTS: ArrowField = {
  name: 'sluice.attempts',
  nullable: true,
  type: { kind: 'int', bitWidth: 32, signed: true, as: 'number' },
};
const STATE: ArrowField = {
  name: 'sluice.state',
  nullable: false,
  type: { kind: 'int', bitWidth: 8, signed: false, as: 'number' },
};
const ERROR: ArrowField = { name: 'sluice.error', nullable: true, type: ERROR_TYPE };

function valueField(udf: UdfModel): ArrowField {
  return { ...udf.result, name: 'sluice.value', nullable: true };
}

/** The fields of `ROW_COLUMNS`. */
export function rowFields(udf: UdfModel): readonly ArrowField[] {
  return [valueField(udf), ERROR, ATTEMPTS, STATE];
}

/** What is known of a batch's rows, as columns. */
export function writeRows(
  udf: UdfModel,
  rowCount: number,
  state: BatchState,
): { readonly field: ArrowField; readonly column: Column }[] {
  checkState(rowCount, state);
  const { nextRow, unfinished, column, errors } = state;
  const results = resultBatch({ udf, as: 'result', errors: true }, column, errors);
  const attempts = createBuilder(ATTEMPTS, rowCount);
  const states = new Uint8Array(rowCount).fill(FINISHED, 0, nextRow);
  for (const { row, attempts: used } of [...unfinished, ...errors]) attempts.set(row, used);
  for (const { row } of unfinished) states[row] = UNFINISHED;
  const stateColumn = {
    length: rowCount,
    nullCount: 0,
    validity: null,
    values: states,
    offsets: null,
    children: [],
  };
  const columns = [...results.columns.map((result) => result.column), attempts.finish(), stateColumn];
  return rowFields(udf).map((field, at) => ({ field, column: columns[at] as Column })); // one a field
}

/** What cannot be written down so that it reads back the same is a bug of ours, better met now than at the restore. */
function checkState(rowCount: number, { nextRow, unfinished, column, errors }: BatchState): void {
  const open = new Set(unfinished.map(({ row }) => row));
  const failed = new Set(errors.map(({ row }) => row));
  const called = (row: number): boolean => row >= 0 && row < nextRow;
  if (
    column.length !== rowCount ||
    nextRow > rowCount ||
    open.size !== unfinished.length ||
    failed.size !== errors.length ||
    ![...open].every((row) => called(row) && !failed.has(row)) ||
    ![...failed].every(called)
  ) {
    throw new Error('the rows of a batch in a checkpoint contradict each other; please report');
  }
}

/** The opposite of `writeRows`. The result column has a buffer of its own. Errors and rows come by row. */
export function readRows(udf: UdfModel, arrays: readonly Data[]): Omit<BatchState, 'id'> {
  const [value, ...others] = rowFields(udf).map((field, at) => {
    const data = arrays[at] as Data; // as many as ROW_COLUMNS: the caller has seen their names
    return { field, array: sourceArray(data), origin: { udf: udf.name, path: field.name } };
  });
  const { columns } = packColumns(value === undefined ? [] : [value]);
  const packed = packColumns(others).columns;
  const [error, attempts, state] = [ERROR, ATTEMPTS, STATE].map((field, at) =>
    createReader(field, packed[at] as Column),
  ) as [ColumnReader, ColumnReader, ColumnReader];
  const column = columns[0] as Column;

  let nextRow = 0;
  const unfinished: UnfinishedRow[] = [];
  const errors: WireRowError[] = [];
  for (let row = 0; row < column.length; row++) {
    const is = state.get(row);
    if (is === NOT_CALLED) continue;
    if (row !== nextRow || (is !== UNFINISHED && is !== FINISHED)) {
      throw malformed(udf.name, `row ${row} has the state ${is} behind ${nextRow} rows that were called`);
    }
    nextRow = row + 1;
    if (is === UNFINISHED) {
      unfinished.push({ row, attempts: attempts.get(row) as number });
      continue;
    }
    const failure = error.get(row) as (Omit<WireRowError, 'row' | 'at'> & { at: string | null }) | null;
    if (failure !== null) {
      const { at, ...rest } = failure;
      errors.push({ row, ...rest, ...(at === null ? {} : { at }) });
    }
  }
  return { nextRow, unfinished, column, errors };
}
