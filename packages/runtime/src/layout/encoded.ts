import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { concatColumns } from '../column/concat.ts';
import { borrowed, NO_BUFFER } from './borrowed.ts';
import { bitAt, bitmapOf } from './coverage.ts';
import { damaged } from './damaged.ts';
import { planDistinct } from './distinct-values.ts';
import type { Given, PlanColumn } from './import.ts';
import { integersOf } from './integers.ts';
import type { Memory, Write } from './memory.ts';
import { identityRows, withoutNulls } from './rows.ts';
import type { SourceArray, SourceType } from './source.ts';
import { planTake } from './take.ts';

/** Values, and which of them each row has. */
export interface Picks {
  readonly values: Column;
  /** -1 where a null stands. */
  readonly rows: Int32Array;
}

export type EncodedType = SourceType & { readonly kind: 'dictionary' | 'run-end' };

/** The type by which an array names values instead of holding them; undefined where it does not. */
export function encodedType({ type }: SourceArray): EncodedType | undefined {
  return type.kind === 'dictionary' || type.kind === 'run-end' ? type : undefined;
}

/** A column with every row's value in place of its index, or of the run that it is in. */
export function planEncoded(given: Given, memory: Memory, plan: PlanColumn): Write<Column> {
  const { values, rows } = pick(given, given.field, plan);
  return planTake({ field: given.field, column: values, rows, origin: given.origin }, memory);
}

/** A dictionary-encoded column. What is not encoded gets a dictionary that names each row's value once. */
export function planDictionary(
  given: Given,
  { value }: ArrowType & { kind: 'dictionary' },
  memory: Memory,
  plan: PlanColumn,
): Write<Column> {
  const { array, length, origin } = given;
  const field: ArrowField = { ...given.field, type: value };
  if (encodedType(array) !== undefined) {
    return planDistinct({ ...pick(given, field, plan), field, origin }, memory);
  }
  if (bitmapOf(array, origin) !== undefined) {
    const values = plan({ ...given, field }, borrowed)(NO_BUFFER);
    return planDistinct({ values, rows: identityRows(length), field, origin }, memory);
  }
  const values = plan({ ...given, field }, memory);
  const indices = memory.filled(Int32Array, length, (target) => target.set(identityRows(length)));
  return (buffer) => ({
    length,
    nullCount: 0,
    validity: null,
    values: indices(buffer),
    offsets: null,
    children: [values(buffer)],
  });
}

/** The values of an encoded array, as `field` wants them, and which of them each row has: none of them a null one. */
export function pick(given: Given, field: ArrowField, plan: PlanColumn): Picks {
  const { values, rows } =
    given.array.type.kind === 'dictionary' ? pickIndexed(given, field, plan) : pickRuns(given, field, plan);
  return { values, rows: withoutNulls(rows, values.validity) };
}

function pickIndexed(given: Given, field: ArrowField, plan: PlanColumn): Picks {
  const values = dictionaryColumn(given, field, plan);
  const { array, origin, start, length, visible } = given;
  const bitmap = bitmapOf(array, origin);
  const indices = integersOf(array);
  const there = Math.max(0, Math.min(visible, array.length - start));
  const rows = new Int32Array(length).fill(-1, there);
  for (let row = 0; row < there; row++) {
    const at = start + row;
    if (bitmap !== undefined && !bitAt(bitmap, array.bitOffset + at)) {
      rows[row] = -1;
      continue;
    }
    const index = Number(indices[at]);
    if (!(index >= 0 && index < values.length)) {
      const what = at < indices.length ? `row ${row} has index ${index}` : `row ${row} has no index`;
      throw damaged(origin, `${what}, and its dictionary has ${values.length} values`);
    }
    rows[row] = index;
  }
  return { values, rows };
}

/** The column that was last made of a dictionary: batches of a stream share theirs. */
const known = new WeakMap<SourceArray, { type: ArrowType; parts: number; column: Column }>();

/** One column of a dictionary's values. It has several arrays when it grew by deltas. */
export function dictionaryColumn({ array, origin }: Given, field: ArrowField, plan: PlanColumn): Column {
  const arrays = array.dictionary ?? [];
  const last = arrays.at(-1);
  const seen = last && known.get(last);
  if (seen?.type === field.type && seen.parts === arrays.length) return seen.column;
  const parts = arrays.map((part) => {
    const { length } = part;
    return plan({ field, array: part, origin, start: 0, length, visible: length }, borrowed)(NO_BUFFER);
  });
  const column = parts.length === 1 ? (parts[0] as Column) : concatColumns(field, parts);
  if (last !== undefined) known.set(last, { type: field.type, parts: arrays.length, column });
  return column;
}

/**
 * Arrow columnar format, run-end encoded layout: the ends rise, and row i is in the first run that ends behind i. The
 * array may be a slice of rows whose ends count from before its first.
 */
function pickRuns(given: Given, field: ArrowField, plan: PlanColumn): Picks {
  const { array, origin, start, length, visible } = given;
  const [endsArray, valuesArray] = array.children;
  const ends = endsArray === undefined ? new Int32Array(0) : integersOf(endsArray);
  const there = Math.max(0, Math.min(visible, array.length - start));
  const rows = new Int32Array(length).fill(-1, there);
  const firstRun = there === 0 ? 0 : runAt(ends, start);
  let run = firstRun;
  for (let row = 0; row < there; run++) {
    if (run >= ends.length) throw damaged(origin, `its runs end before row ${row} of ${there}`);
    const end = Number(ends[run]);
    if (end <= start + row) throw damaged(origin, `its run ends fall to ${end} after ${start + row}`);
    const next = Math.min(there, end - start);
    rows.fill(run - firstRun, row, next);
    row = next;
  }
  const size = valuesArray?.length ?? 0;
  if (size < run) throw damaged(origin, `it has ${size} values, and its rows are in ${run} runs`);
  const count = run - firstRun;
  const values = plan(
    { field, array: valuesArray, origin, start: firstRun, length: count, visible: count },
    borrowed,
  )(NO_BUFFER);
  return { values, rows };
}

/** The first run that ends behind the row. */
function runAt(ends: ArrayLike<number | bigint>, row: number): number {
  let low = 0;
  for (let high = ends.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (Number(ends[middle]) > row) high = middle;
    else low = middle + 1;
  }
  return low;
}
