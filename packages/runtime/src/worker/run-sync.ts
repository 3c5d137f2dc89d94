import type { UdfModel } from '@sluice/sdk/manifest';
import type { Column, RowErrors, SyncBundleUdf } from '../column/abi.ts';
import { fixedColumn } from '../column/column.ts';
import { createBuilder } from '../column/generic.ts';
import { takeColumn } from '../column/take.ts';
import { intersectValidity, isNull } from '../column/validity.ts';
import { resultField } from './result-field.ts';

/** Receives what failed. Throws what must end the batch under `onError: 'fail'`. */
export interface CallErrors extends RowErrors {
  /** The one call for all rows failed; where this does not throw, each of them is added then. */
  whole(error: unknown): void;
}

/** Columns of a batch for a synchronous function. */
export interface SyncBatch {
  readonly rowCount: number;
  readonly columns: readonly Column[];
  /**
   * Where the columns hold distinct rows, in the order in which they first come up: which of them each row of the batch
   * is. The function is called for each of them once.
   */
  readonly indices?: Int32Array;
  /** As in `DistinctColumns`. */
  readonly dictionary?: object;
}

/** Results for dictionaries that batches share, each as long as its dictionary is in use. */
export type DictionaryResults = WeakMap<object, Column>;

/**
 * Whether rows with the same arguments may share one call: the function says so, and its results are there when it
 * returns. An asynchronous function has `cache` for that.
 */
export function callsDistinct({ kind, options }: UdfModel): boolean {
  return kind === 'scalar' && options.deterministic && !options.async;
}

/**
 * Runs a synchronous function of any kind over a batch; gives its column of `resultField`.
 *
 * @param known What is kept of dictionaries that come again. Only for results that nobody takes the memory of.
 */
export function runSync(
  udf: SyncBundleUdf,
  model: UdfModel,
  { rowCount, columns, indices, dictionary }: SyncBatch,
  errors: CallErrors,
  known?: DictionaryResults,
): Column {
  if (model.kind === 'vectorized') return runVectorized(udf, model, rowCount, columns, errors);
  if (indices === undefined) return udf.run(rowCount, columns, errors);
  const seen = dictionary === undefined ? undefined : known?.get(dictionary);
  if (seen !== undefined) return takeDistinct(model, seen, indices);
  let failed = false;
  const column = runDistinct(udf, columns, indices, {
    add(row, error) {
      failed = true;
      errors.add(row, error);
    },
  });
  if (dictionary !== undefined && !failed) known?.set(dictionary, column);
  return takeDistinct(model, column, indices);
}

/** Leaves out rows with a null that the function does not admit: it sees none. */
function runVectorized(
  udf: SyncBundleUdf,
  model: UdfModel,
  rowCount: number,
  columns: readonly Column[],
  errors: CallErrors,
): Column {
  const rows = callableRows(model, rowCount, columns);
  if (rows === undefined) return callOnce(udf, model, rowCount, columns, (row) => row, errors);
  const args = model.parameters.map((field, at) => takeColumn(field, columns[at] as Column, rows)); // one a parameter
  const column = callOnce(udf, model, rows.length, args, (row) => rows[row] as number, errors);
  const places = new Int32Array(rowCount).fill(-1);
  rows.forEach((row, at) => {
    places[row] = at;
  });
  return takeColumn(model.result, column, places);
}

/** Undefined where the function is called for all rows. */
function callableRows(
  { parameters }: UdfModel,
  rowCount: number,
  columns: readonly Column[],
): Int32Array | undefined {
  const strict = columns.filter(({ nullCount }, at) => nullCount > 0 && parameters[at]?.nullable === false);
  if (strict.length === 0) return undefined;
  const valid = intersectValidity(
    rowCount,
    strict.map(({ validity }) => validity),
  );
  return Int32Array.from({ length: rowCount }, (_, row) => row).filter((row) => !isNull(valid, row));
}

function callOnce(
  udf: SyncBundleUdf,
  { result }: UdfModel,
  rowCount: number,
  columns: readonly Column[],
  rowOf: (row: number) => number,
  errors: CallErrors,
): Column {
  const nulls = (): Column => createBuilder({ ...result, nullable: true }, rowCount).finish();
  if (rowCount === 0) return nulls(); // nothing to call it for
  let ended = false;
  try {
    return udf.run(rowCount, columns, {
      add(row, error) {
        ended = true;
        errors.add(rowOf(row), error);
        ended = false;
      },
    });
  } catch (error) {
    if (ended) throw error; // a row's, which ends the batch
    errors.whole(error);
    for (let row = 0; row < rowCount; row++) errors.add(rowOf(row), error);
    return nulls();
  }
}

/** Calls the function once for each distinct row. Gives each its result, and every row of the batch its error. */
function runDistinct(
  udf: SyncBundleUdf,
  columns: readonly Column[],
  indices: Int32Array,
  errors: RowErrors,
): Column {
  const distinctCount = columns[0]?.length ?? 0;
  const failures = new Map<number, unknown>();
  let first: Int32Array | undefined;
  const column = udf.run(distinctCount, columns, {
    add(value, error) {
      first ??= firstRows(indices, distinctCount);
      errors.add(first[value] as number, error); // every distinct row is one of the batch
      failures.set(value, error);
    },
  });
  if (first !== undefined) {
    for (let row = 0; row < indices.length; row++) {
      const value = indices[row] as number; // row is one of indices
      if (row !== first[value] && failures.has(value)) errors.add(row, failures.get(value));
    }
  }
  return column;
}

/** Every row's result of its distinct one. */
function takeDistinct(model: UdfModel, column: Column, indices: Int32Array): Column {
  const field = resultField(model);
  // A dictionary of results that all differ is numbered as the distinct rows are: their numbers are its indices.
  if (field.type.kind === 'dictionary' && column.validity === null && counts(column.values as Int32Array)) {
    return { ...fixedColumn(indices.length, null, indices), children: column.children };
  }
  return takeColumn(field, column, indices);
}

/** Whether they are 0, 1, 2, … */
function counts(indices: Int32Array): boolean {
  return indices.every((index, at) => index === at);
}

function firstRows(indices: Int32Array, distinctCount: number): Int32Array {
  const first = new Int32Array(distinctCount);
  for (let row = indices.length - 1; row >= 0; row--) first[indices[row] as number] = row;
  return first;
}
