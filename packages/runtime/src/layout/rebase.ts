import { MAX_OFFSET } from '../column/offsets.ts';
import { damaged, type Origin, tooLarge } from './damaged.ts';
import type { Part } from './import.ts';
import type { Memory, Write } from './memory.ts';

/** Offsets as their producer laid them out. */
export type SourceOffsets = Int32Array | BigInt64Array;

export interface Spans {
  readonly offsets: Write<Int32Array>;
  /** The range of bytes or elements that the rows reach. */
  readonly first: number;
  readonly last: number;
}

/** @throws SluiceError `invalid-argument` when the offsets fall, or span more than a column's can */
export function planOffsets({ array, origin, start, length, readable }: Part, memory: Memory): Spans {
  const source = array.offsets ?? NO_OFFSETS;
  const first = offsetAt(source, start);
  const last = readable === 0 ? first : offsetAt(source, start + readable);
  if (first < 0 || last < first) throw damaged(origin, `its offsets go from ${first} to ${last}`);
  if (last - first > MAX_OFFSET) throw tooLarge(origin);
  return { offsets: memory.offsets(source, start, readable, length, origin), first, last };
}

const NO_OFFSETS: Int32Array = new Int32Array(1);

/** One that a number cannot hold is as wrong as one that lies behind every end. */
function offsetAt(source: SourceOffsets, at: number): number {
  return Number(source[at] ?? 0);
}

/**
 * Writes the offsets of `count` rows from row `from` on, less the first of them, into `target`. What they span in all is
 * known to fit. Further rows of `target` are empty.
 *
 * Arrow columnar format, variable-size binary layout: offsets never fall, not even for null rows.
 */
export function rebase(
  source: SourceOffsets,
  from: number,
  count: number,
  target: Int32Array,
  origin: Origin,
): void {
  const fallen =
    source instanceof Int32Array
      ? rebaseShort(source, from, count, target)
      : rebaseLong(source, from, count, target);
  if (fallen >= 0) {
    throw damaged(origin, `its offsets fall from ${source[fallen - 1]} to ${source[fallen]}`);
  }
  if (count + 1 < target.length) target.fill(target[count] as number, count + 1);
}

/** Gives the place of an offset that is less than the one before it, -1 where they rise. */
function rebaseShort(source: Int32Array, from: number, count: number, target: Int32Array): number {
  const first = source[from] ?? 0;
  let fallen = -1;
  let last = first;
  for (let row = 1; row <= count; row++) {
    const end = source[from + row] as number; // there are count + 1 offsets
    if (end < last) fallen = from + row;
    target[row] = end - first;
    last = end;
  }
  return fallen;
}

/** `rebaseShort` of 64-bit offsets. By words: a bigint a row costs ten times as much. */
function rebaseLong(source: BigInt64Array, from: number, count: number, target: Int32Array): number {
  const words = new Int32Array(source.buffer, source.byteOffset, source.length * 2);
  const first = offsetAt(source, from);
  let fallen = -1;
  let last = first;
  for (let row = 1; row <= count; row++) {
    const at = 2 * (from + row);
    const end = (words[at + 1] as number) * 4_294_967_296 + ((words[at] as number) >>> 0); // two words an offset
    if (end < last) fallen = from + row;
    target[row] = end - first;
    last = end;
  }
  return fallen;
}

/** Whether the offsets of `count` rows from row 0 on never fall. */
export function rises(source: Int32Array, count: number): boolean {
  let last = source[0] ?? 0;
  for (let row = 1; row <= count; row++) {
    const end = source[row] as number; // there are count + 1 offsets
    if (end < last) return false;
    last = end;
  }
  return true;
}
