import type { ArrowField } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { concatColumns } from '../column/concat.ts';
import { borrowed } from './borrowed.ts';
import { bitAt, bitmapOf } from './coverage.ts';
import { damaged } from './damaged.ts';
import type { Given, PlanColumn } from './import.ts';
import type { ArrayOver, Memory, Write } from './memory.ts';
import type { SourceArray, SourceType } from './source.ts';
import { planTake } from './take.ts';

/** Values, and which of them each row has. */
export interface Picks {
  readonly values: Column;
  /** -1 where a null stands. */
  readonly rows: Int32Array;
}

export type EncodedType = SourceType & { readonly kind: 'dictionary' | 'run-end' };

/** A column with every row's value in place of its index, or of the run that it is in. */
export function planEncoded(
  given: Given,
  type: EncodedType,
  memory: Memory,
  plan: PlanColumn,
): Write<Column> {
  const { values, rows } = pick(given, type, given.field, plan);
  return planTake({ field: given.field, column: values, rows, origin: given.origin }, memory);
}

/** The values of an encoded array, as `field` wants them, and which of them each row has. */
export function pick(given: Given, type: EncodedType, field: ArrowField, plan: PlanColumn): Picks {
  return type.kind === 'dictionary' ? pickIndexed(given, field, plan) : pickRuns(given, field, plan);
}

function pickIndexed(given: Given, field: ArrowField, plan: PlanColumn): Picks {
  const values = dictionaryColumn(given, field, plan);
  const { array, origin, start, length } = given;
  const bitmap = bitmapOf(array, origin);
  const indices = indicesOf(array);
  const there = Math.min(length, array.length - start);
  const rows = new Int32Array(length).fill(-1, Math.max(0, there));
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

/** One column of a dictionary's values. It has several arrays when it grew by deltas. */
function dictionaryColumn({ array, origin }: Given, field: ArrowField, plan: PlanColumn): Column {
  const parts = (array.dictionary ?? []).map((part) => wholeColumn(part, field, origin, plan));
  return parts.length === 1 ? (parts[0] as Column) : concatColumns(field, parts);
}

function wholeColumn(
  array: SourceArray | undefined,
  field: ArrowField,
  origin: Given['origin'],
  plan: PlanColumn,
): Column {
  const length = array?.length ?? 0;
  return plan({ field, array, origin, start: 0, length, visible: length }, borrowed)(NO_BUFFER);
}

const NO_BUFFER: ArrayBuffer = new ArrayBuffer(0);

type Integers =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

const INTEGERS = {
  signed: { 8: Int8Array, 16: Int16Array, 32: Int32Array, 64: BigInt64Array },
  unsigned: { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: BigUint64Array },
} as const;

/** The values of an array of integers, or of one that is encoded with some, as integers of their width. */
function indicesOf({ type, values }: SourceArray): Integers {
  const { bitWidth, signed } = (type.kind === 'dictionary' ? type.index : type) as SourceType & {
    kind: 'int';
  };
  const Elements = INTEGERS[signed ? 'signed' : 'unsigned'][bitWidth];
  if (values === undefined) return new Elements(0);
  if (values instanceof Elements) return values;
  const count = Math.floor(values.byteLength / Elements.BYTES_PER_ELEMENT);
  return borrowed.elements(Elements as ArrayOver<Integers>, values, 0, count, count)(NO_BUFFER);
}

/**
 * Arrow columnar format, run-end encoded layout: the ends rise, and row i is in the first run that ends behind i. The
 * array may be a slice of rows whose ends count from before its first.
 */
function pickRuns(given: Given, field: ArrowField, plan: PlanColumn): Picks {
  const { array, origin, start, length } = given;
  const [endsArray, valuesArray] = array.children;
  const ends = endsArray === undefined ? new Int32Array(0) : indicesOf(endsArray);
  const there = Math.max(0, Math.min(length, array.length - start));
  const rows = new Int32Array(length).fill(-1, there);
  if (there === 0) return { values: wholeColumn(undefined, field, origin, plan), rows };
  let low = 0;
  for (let high = ends.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (Number(ends[middle]) > start) high = middle;
    else low = middle + 1;
  }
  const firstRun = low;
  let run = firstRun;
  for (let row = 0; row < there; run++) {
    if (run >= ends.length) throw damaged(origin, `its runs end before row ${row} of ${there}`);
    const end = Number(ends[run]);
    if (end <= start + row) throw damaged(origin, `its run ends fall to ${end} after ${start + row}`);
    const next = Math.min(there, end - start);
    rows.fill(run - firstRun, row, next);
    row = next;
  }
  const count = run - firstRun;
  const known = valuesArray?.length ?? 0;
  if (known < run) throw damaged(origin, `it has ${known} values, and ${run} runs`);
  const values = plan(
    { field, array: valuesArray, origin, start: firstRun, length: count, visible: count },
    borrowed,
  )(NO_BUFFER);
  return { values, rows };
}
