import type { ArrowField } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { bitAt, bitmapOf } from './coverage.ts';
import { dictionaryColumn } from './encoded.ts';
import { integersOf } from './integers.ts';
import { type BoundArray, importOf } from './pack-columns.ts';
import { planColumn } from './plan-column.ts';

/** A dictionary of which every value is some row's. */
export interface WholeDictionary {
  /** The dictionary's own values: the same object for all batches that share it. */
  readonly values: Column;
  /** Which value each row has; the number of values where it is null. The array's own memory, if it has no null. */
  readonly indices: Int32Array;
  readonly hasNulls: boolean;
}

/**
 * The array as it lies, if it is a dictionary of 32-bit indices whose values all come up: then nothing has to be renumbered.
 * Undefined where it is not, and where something is wrong with it, which the longer way says better.
 */
export function wholeDictionary(bound: BoundArray, field: ArrowField): WholeDictionary | undefined {
  const { array, origin } = bound;
  const { start, length } = importOf(bound);
  if (array.type.kind !== 'dictionary' || start + length > array.length) return undefined;
  const all = integersOf(array);
  if (!(all instanceof Int32Array) || all.length < start + length) return undefined;
  const values = dictionaryColumn(
    { array, field, origin, start, length, visible: length },
    field,
    planColumn,
  );
  if (values.nullCount > 0 || values.length >= length) return undefined;
  const bitmap = bitmapOf(array, origin);
  const own = all.subarray(start, start + length);
  const given = bitmap === undefined ? own : withNulls(own, bitmap, array.bitOffset + start, values.length);
  const seen = new Uint8Array(values.length + 1);
  if (!mark(given, seen)) return undefined;
  const hasNulls = seen[values.length] === 1;
  if (bitmap === undefined && hasNulls) return undefined; // an index behind the last value
  return seen.subarray(0, values.length).includes(0) ? undefined : { values, indices: given, hasNulls };
}

/** Notes which indices there are. @returns whether all of them have a place */
function mark(indices: Int32Array, seen: Uint8Array): boolean {
  const count = seen.length;
  let isWrong = 0;
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row] as number; // row is one of indices
    isWrong |= index | (count - 1 - index);
    seen[index] = 1;
  }
  return isWrong >= 0;
}

/** The indices, and `none` where a row is null; what index stands there is of no account. */
function withNulls(indices: Int32Array, bitmap: Uint8Array, bitOffset: number, none: number): Int32Array {
  const given = indices.slice();
  for (let row = 0; row < given.length; row++) if (!bitAt(bitmap, bitOffset + row)) given[row] = none;
  return given;
}
