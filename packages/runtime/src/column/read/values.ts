import type { Column } from '../abi.ts';
import { UdfValueError } from '../value-error.ts';

/** Readers of single values. Stateless and small, so that V8 inlines them into each emitted loop. */

/** A Bool value of an Arrow bitmap. */
export function readBool(bits: Uint8Array, row: number): boolean {
  return ((bits[row >> 3] as number) & (1 << (row & 7))) !== 0;
}

/** Up to so many words are copied rather than looked at in place: V8 is slow to tell an array's buffer. */
const COPIED_WORDS = 8;

/** The bitmap of a Bool column in 32-bit words. What its bits behind the last row are is not said. */
export function bitmapOf(column: Column): Int32Array {
  const { length } = column;
  const wordCount = (length + 31) >> 5;
  // Nothing but nulls: the column may lack its values.
  const values = (column.values ?? new Uint8Array(4 * wordCount)) as Uint8Array;
  if (wordCount > COPIED_WORDS) {
    const { buffer, byteOffset } = values;
    const inPlace = byteOffset % 4 === 0 && byteOffset + 4 * wordCount <= buffer.byteLength;
    if (inPlace) return new Int32Array(buffer, byteOffset, wordCount);
  }
  const words = new Int32Array(wordCount);
  for (let at = (length + 7) >> 3; at-- > 0; ) {
    words[at >> 2] = ((words[at >> 2] as number) << 8) | (values[at] as number);
  }
  return words;
}

/** The row's bit of its word of a bitmap. */
export function readBit(word: number, row: number): boolean {
  return (word & (1 << row)) !== 0; // a shift counts by the row's last five bits
}

/** The 32-bit words of a column of wider values, low word first. */
export function wordsOf(column: Column): Int32Array {
  const values = column.values as BigInt64Array | BigUint64Array | Int32Array;
  return new Int32Array(values.buffer, values.byteOffset, values.byteLength >> 2);
}

/**
 * An Int64 as a `number`. By words: `Number(bigint)` costs ten times as much.
 * @throws UdfValueError `invalid-argument` outside ±(2^53 - 1)
 */
export function readSafeInt(words: Int32Array, row: number, name: string): number {
  const low = words[row << 1] as number;
  const high = words[(row << 1) + 1] as number;
  const value = high * 4294967296 + (low >>> 0);
  if (!Number.isSafeInteger(value)) throw unsafe((BigInt(high) << 32n) | BigInt(low >>> 0), name);
  return value;
}

/** `readSafeInt` of a UInt64. */
export function readSafeUint(words: Int32Array, row: number, name: string): number {
  const low = words[row << 1] as number;
  const high = words[(row << 1) + 1] as number;
  const value = (high >>> 0) * 4294967296 + (low >>> 0);
  if (!Number.isSafeInteger(value)) throw unsafe((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0), name);
  return value;
}

function unsafe(value: bigint, name: string): UdfValueError {
  return new UdfValueError(
    'invalid-argument',
    `\`${name}\` is ${value}, out of range for SafeInt (-9007199254740991 to 9007199254740991): ` +
      'declare it bigint to receive every 64-bit value',
  );
}

/** An Interval of whole months. */
export function readYearMonth(words: Int32Array, row: number): { months: number } {
  return { months: words[row] as number };
}

/** An Interval of days and milliseconds. */
export function readDayTime(words: Int32Array, row: number): { days: number; milliseconds: number } {
  return { days: words[2 * row] as number, milliseconds: words[2 * row + 1] as number };
}

/** An Interval of months, days and nanoseconds. */
export function readMonthDayNano(
  words: Int32Array,
  row: number,
): { months: number; days: number; nanoseconds: bigint } {
  const at = 4 * row;
  return {
    months: words[at] as number,
    days: words[at + 1] as number,
    nanoseconds: (BigInt(words[at + 3] as number) << 32n) | BigInt((words[at + 2] as number) >>> 0),
  };
}

/** The bytes of a column as a plain Uint8Array, whose `slice` copies: a Buffer's does not. */
export function bytesOf(column: Column): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = column.values as Uint8Array<ArrayBuffer>;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A copy of a Binary value: the batch's own memory is used again. */
export function readBinary(
  bytes: Uint8Array<ArrayBuffer>,
  offsets: Int32Array,
  row: number,
): Uint8Array<ArrayBuffer> {
  return bytes.slice(offsets[row] as number, offsets[row + 1] as number);
}

/** A copy of a FixedSizeBinary value. */
export function readFixedBinary(
  bytes: Uint8Array<ArrayBuffer>,
  byteWidth: number,
  row: number,
): Uint8Array<ArrayBuffer> {
  return bytes.slice(row * byteWidth, (row + 1) * byteWidth);
}
