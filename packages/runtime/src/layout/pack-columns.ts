import type { ArrowField } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { Arena } from './arena.ts';
import { borrowed, NO_BUFFER } from './borrowed.ts';
import type { Origin } from './damaged.ts';
import type { Import } from './import.ts';
import { planColumn } from './plan-column.ts';
import type { SourceArray } from './source.ts';

/** One of the arrays of a batch that a function reads, with the parameter that it is for. */
export interface BoundArray {
  readonly field: ArrowField;
  readonly array: SourceArray;
  readonly origin: Origin;
  /** The rows from `start` up to `end`. @default all */
  readonly rows?: { readonly start: number; readonly end: number };
}

/** Columns whose views all lie in one buffer of their own, so that the buffer can be transferred to another thread. */
export interface PackedColumns {
  readonly columns: readonly Column[];
  readonly buffer: ArrayBuffer;
}

/**
 * Copies arrays into one buffer, fresh or handed in. The source is neither kept nor detached. Costs one memcpy of the
 * bytes that the rows cover.
 *
 * @param allocate Gives a buffer of at least so many bytes, all of them 0. @default a fresh one
 * @throws SluiceError `invalid-argument` when buffers are too short for their rows, or offsets do not rise
 */
export function packColumns(
  arrays: readonly BoundArray[],
  allocate: (byteLength: number) => ArrayBuffer = (byteLength) => new ArrayBuffer(byteLength),
): PackedColumns {
  const arena = new Arena();
  const writes = arrays.map((bound) => planColumn(importOf(bound), arena));
  const buffer = allocate(arena.byteLength);
  return { columns: writes.map((write) => write(buffer)), buffer };
}

/**
 * Columns over the memory of the arrays themselves where it lies as a column's does, and over copies of their own where
 * it does not. They are as good as long as that memory is.
 *
 * @throws SluiceError `invalid-argument` when buffers are too short for their rows, or offsets do not rise
 */
export function viewColumns(arrays: readonly BoundArray[]): Column[] {
  return arrays.map((bound) => planColumn(importOf(bound), borrowed)(NO_BUFFER));
}

/** All the rows of an array that a function reads. */
export function importOf({ field, array, origin, rows }: BoundArray): Import {
  const start = rows?.start ?? 0;
  const length = (rows?.end ?? array.length) - start;
  return { field, array, origin, start, length, visible: length };
}
