import type { ArrowField } from '@sluice/sdk/manifest';
import { type Data, Field, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import { exportBatch } from '../arrow/export-columns.ts';
import { repeatRows } from '../arrow/repeat-rows.ts';
import { sourceArray } from '../arrow/source.ts';
import { createBuilder, createReader } from '../column/generic.ts';
import { isUdfValueError } from '../column/value-error.ts';
import { viewColumns } from '../layout/pack-columns.ts';

/** A column to be built: its field, and the value of each row as a function with such a parameter is given it. */
export interface BatchColumn {
  readonly field: ArrowField;
  readonly values: readonly unknown[];
}

/** A value that its column cannot have. */
export interface CellError {
  readonly row: number;
  /** Where among the columns. */
  readonly column: number;
  readonly message: string;
}

/** Reads the value of a row, as a function with such a parameter is given it. */
export type ReadCell = (row: number) => unknown;

/**
 * A record batch of JavaScript values. Where one does not fit its column its row is null there, admitted or not, and said
 * to be so.
 *
 * @example
 * ```ts
 * const { batch } = buildBatch(2, [{ field: udf.parameters[0], values: ['a', null] }]);
 * ```
 */
export function buildBatch(
  rowCount: number,
  columns: readonly BatchColumn[],
): { readonly batch: RecordBatch; readonly errors: readonly CellError[] } {
  const errors: CellError[] = [];
  const built = columns.map(({ field, values }, column) => {
    const builder = createBuilder({ ...field, nullable: true }, rowCount);
    for (let row = 0; row < rowCount; row++) {
      try {
        builder.set(row, values[row]);
      } catch (error) {
        if (!isUdfValueError(error)) throw error;
        errors.push({ row, column, message: error.message });
      }
    }
    return { field: { ...field, nullable: true }, column: builder.finish() };
  });
  return { batch: exportBatch(rowCount, built), errors };
}

/**
 * Reads the rows of a column.
 *
 * @param field what the column holds: the result of the function that gave it, or `fieldOf` its own
 */
export function readColumn(field: ArrowField, data: Data): ReadCell {
  const [column] = viewColumns([
    { field, array: sourceArray(data), origin: { udf: field.name, path: field.name } },
  ]);
  if (column === undefined) throw new Error('a column for each array; please report this');
  const reader = createReader(field, column);
  return (row) => reader.get(row);
}

/** The rows that are named, in that order; those named -1 are null in every column. */
export function takeRows(batch: RecordBatch, rows: Int32Array): RecordBatch {
  const { numRows } = batch;
  // A row that the batch has not is null.
  return repeatRows(
    batch,
    rows.map((row) => (row < 0 ? numRows : row)),
  );
}

/** The columns of batches of one length beside each other, under the names that are given. */
export function joinColumns(
  rowCount: number,
  columns: readonly { readonly name: string; readonly field: Field; readonly data: Data }[],
  schema?: Schema,
): RecordBatch {
  const fields = columns.map(
    ({ name, field }) => new Field(name, field.type, field.nullable, field.metadata),
  );
  const known = schema ?? new Schema(fields);
  const struct = makeData({
    type: new Struct(known.fields),
    length: rowCount,
    nullCount: 0,
    children: columns.map(({ data }) => data),
  });
  return new RecordBatch(known, struct);
}
