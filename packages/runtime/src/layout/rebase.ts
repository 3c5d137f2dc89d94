import { damaged, type Origin, tooLarge } from './damaged.ts';

/** What the 32-bit offsets of a column reach. */
export const MAX_OFFSET = 2_147_483_647;

/** Offsets as their producer laid them out. */
export type SourceOffsets = Int32Array | BigInt64Array;

/** Offset `at`, as a number. One that a number cannot hold is as wrong as one that lies behind every end. */
export function offsetAt(source: SourceOffsets, at: number): number {
  return Number(source[at] ?? 0);
}

/**
 * Writes the offsets of `count` rows from row `from` on, less the first of them, into `target`.
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
      : rebaseLong(source, from, count, target, origin);
  if (fallen >= 0) {
    throw damaged(origin, `its offsets fall from ${source[fallen - 1]} to ${source[fallen]}`);
  }
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
function rebaseLong(
  source: BigInt64Array,
  from: number,
  count: number,
  target: Int32Array,
  origin: Origin,
): number {
  const words = new Int32Array(source.buffer, source.byteOffset, source.length * 2);
  const first = offsetAt(source, from);
  if (offsetAt(source, from + count) - first > MAX_OFFSET) throw tooLarge(origin);
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
