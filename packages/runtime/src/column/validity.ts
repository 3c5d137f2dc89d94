import type { ResultMemory } from './abi.ts';
import { freshMemory } from './memory.ts';

/** Bitmaps in 32-bit words, least significant bit first: bit `row & 31` of word `row >> 5` is 1 where the row is not null. */

/** Whether the row is null; false everywhere where there is no bitmap. */
export function isNull(validity: Int32Array | null, row: number): boolean {
  return validity !== null && (((validity[row >> 5] as number) >>> (row & 31)) & 1) === 0;
}

/** Memory for a bitmap of so many rows. What is in it is left from before. */
export function takeBitmap(rowCount: number, memory: ResultMemory): Int32Array {
  return memory.take(Int32Array, (rowCount + 31) >> 5);
}

/** A bitmap in which every row is valid; the bits behind the last row are 0. */
export function allValid(rowCount: number, memory: ResultMemory = freshMemory): Int32Array {
  const words = takeBitmap(rowCount, memory).fill(-1);
  trimLastWord(words, rowCount);
  return words;
}

/** Marks a row as null. */
export function clearValid(validity: Int32Array, row: number): void {
  const word = row >> 5;
  validity[word] = (validity[word] as number) & ~(1 << (row & 31));
}

/** Marks a row as not null. */
export function setValid(validity: Int32Array, row: number): void {
  const word = row >> 5;
  validity[word] = (validity[word] as number) | (1 << (row & 31));
}

/** `valid` without a row: a bitmap of its own from the first row on that is taken out of all. */
export function withoutRow(
  valid: Int32Array | null,
  row: number,
  rowCount: number,
  memory: ResultMemory,
): Int32Array {
  const words = valid ?? allValid(rowCount, memory);
  clearValid(words, row);
  return words;
}

/**
 * The rows of `valid` that are valid in `other` too, null standing for all of them on either side. Gives `valid` itself,
 * or the first time a bitmap of its own, whose bits behind the last row are 0.
 */
export function narrowValid(
  valid: Int32Array | null,
  other: Int32Array | null,
  rowCount: number,
  memory: ResultMemory,
): Int32Array | null {
  if (other === null) return valid;
  if (valid === null) {
    const words = takeBitmap(rowCount, memory);
    for (let word = 0; word < words.length; word++) words[word] = other[word] as number;
    trimLastWord(words, rowCount);
    return words;
  }
  for (let word = 0; word < valid.length; word++) {
    valid[word] = (valid[word] as number) & (other[word] as number);
  }
  return valid;
}

/** The rows in which none of the bitmaps has a null; null where none has any null at all. */
export function intersectValidity(
  rowCount: number,
  validities: readonly (Int32Array | null)[],
): Int32Array | null {
  let valid: Int32Array | null = null;
  for (const validity of validities) valid = narrowValid(valid, validity, rowCount, freshMemory);
  return valid;
}

/** How many of the first `length` rows are null. */
export function countNulls(validity: Int32Array | null, length: number): number {
  if (validity === null) return 0;
  const full = length >> 5;
  let valid = 0;
  for (let word = 0; word < full; word++) valid += countOnes(validity[word] as number);
  if ((length & 31) !== 0) valid += countOnes((validity[full] as number) & ((1 << (length & 31)) - 1));
  return length - valid;
}

/** The number of set bits in a 32-bit word. */
function countOnes(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function trimLastWord(words: Int32Array, rowCount: number): void {
  if ((rowCount & 31) === 0) return;
  const last = rowCount >> 5;
  words[last] = (words[last] as number) & ((1 << (rowCount & 31)) - 1);
}
