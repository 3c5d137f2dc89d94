import type { ArrowField } from '@sluice/sdk/manifest';
import type { RecordBatch } from 'apache-arrow';
import type { Column } from '../column/abi.ts';
import { fixedColumn } from '../column/column.ts';
import { takeColumn } from '../column/take.ts';
import { isNull } from '../column/validity.ts';
import type { WireRowError } from '../worker/protocol.ts';
import { appendColumns, exportBatch } from './export-columns.ts';
import { repeatRows } from './repeat-rows.ts';
import { checkInput, type ResultNaming, ROW_INDEX, resultBatch } from './results.ts';

const ROW_INDEX_FIELD: ArrowField = {
  name: ROW_INDEX,
  nullable: false,
  type: { kind: 'int', bitWidth: 32, signed: true, as: 'number' },
};

/**
 * What a table function yielded for a batch: a row for each value, with the input's row beside it, its number and the
 * value. A row that failed has a row of its own where its error is kept, so that it is not lost, and else none.
 *
 * @param lists what each row of the input yielded
 */
export function tableBatch(
  input: RecordBatch,
  naming: ResultNaming,
  lists: Column,
  errors: readonly WireRowError[],
): RecordBatch {
  checkInput(input, naming);
  const kept = naming.errors ? errors : [];
  const { rows, values, errorAt } = spread(lists, new Set(kept.map(({ row }) => row)));
  const rowCount = rows.length;
  const yielded = lists.children[0] as Column; // a List has its elements
  const column = isEach(values, yielded.length) ? yielded : takeColumn(naming.udf.result, yielded, values);
  // Each kept error's row has its place.
  const moved = kept.map((error) => ({ ...error, row: errorAt.get(error.row) as number }));
  const columns = [
    { field: ROW_INDEX_FIELD, column: fixedColumn(rowCount, null, rows) },
    ...resultBatch(naming, column, moved).columns,
  ];
  return naming.input === 'omit'
    ? exportBatch(rowCount, columns)
    : appendColumns(repeatRows(input, rows), columns);
}

/** Whether the values are all there are, in their order: nothing needs to be copied. */
function isEach(values: Int32Array, length: number): boolean {
  return values.length === length && values.every((value, at) => value === at);
}

/** For each output row: its row in the input, and its value among the lists' elements, -1 for none. */
function spread(
  lists: Column,
  failed: ReadonlySet<number>,
): { rows: Int32Array; values: Int32Array; errorAt: ReadonlyMap<number, number> } {
  const { length, validity } = lists;
  const offsets = lists.offsets as Int32Array; // a List has its offsets
  const sizeOf = (row: number): number =>
    isNull(validity, row) ? 0 : (offsets[row + 1] as number) - (offsets[row] as number);
  let count = failed.size;
  for (let row = 0; row < length; row++) count += sizeOf(row);
  const rows = new Int32Array(count);
  const values = new Int32Array(count).fill(-1);
  const errorAt = new Map<number, number>();
  let at = 0;
  for (let row = 0; row < length; row++) {
    const start = offsets[row] as number;
    const size = sizeOf(row);
    for (let value = start; value < start + size; value++) {
      values[at] = value;
      rows[at++] = row;
    }
    if (failed.has(row)) {
      errorAt.set(row, at);
      rows[at++] = row;
    }
  }
  return { rows, values, errorAt };
}
