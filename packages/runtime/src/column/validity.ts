/** Bitmaps in 32-bit words, least significant bit first: bit `row & 31` of word `row >> 5` is 1 where the row is not null. */

/** Whether the row is null; false everywhere where there is no bitmap. */
export function isNull(validity: Int32Array | null, row: number): boolean {
  return validity !== null && (((validity[row >> 5] as number) >>> (row & 31)) & 1) === 0;
}

/** A fresh bitmap in which every row is valid; the bits behind the last row are 0. */
export function allValid(rowCount: number): Int32Array {
  const words = new Int32Array((rowCount + 31) >> 5).fill(-1);
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

/**
 * The rows in which none of the bitmaps has a null, as a fresh bitmap whose bits behind the last row are 0;
 * null where none has any null at all.
 */
export function intersectValidity(
  rowCount: number,
  validities: readonly (Int32Array | null)[],
): Int32Array | null {
  const present = validities.filter((validity) => validity !== null);
  const first = present[0];
  if (first === undefined) return null;
  const words = first.slice(0, (rowCount + 31) >> 5);
  for (let at = 1; at < present.length; at++) {
    const other = present[at] as Int32Array;
    for (let word = 0; word < words.length; word++) {
      words[word] = (words[word] as number) & (other[word] as number);
    }
  }
  trimLastWord(words, rowCount);
  return words;
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
