import type { Column } from '../abi.ts';
import type { RawBytes } from '../bytes.ts';
import { TextReader } from './text-reader.ts';
import { wordsOf } from './values.ts';

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const GROUP = 1e9;
const GROUP_DIGITS = 9;

/**
 * Reads decimals of every width as text with `scale` digits behind the point. What fits 64 bits, as most values do, is
 * written from 32-bit words, two to three times as fast as by BigInt, which makes the rest.
 */
export class DecimalReader extends TextReader {
  private readonly values: Column['values'];
  private readonly words: Int32Array;
  private readonly wordCount: number;
  private readonly scale: number;

  constructor(column: Column, bitWidth: 32 | 64 | 128 | 256, scale: number) {
    // A word brings less than ten digits; zeros stand before or behind them up to the scale, and a sign and a point.
    super(column.length, 10 * (bitWidth >> 5) + Math.abs(scale) + 3);
    this.values = column.values;
    this.words = wordsOf(column);
    this.wordCount = bitWidth >> 5;
    this.scale = scale;
  }

  protected write(bytes: RawBytes, position: number, row: number): number {
    const { words, wordCount } = this;
    const start = row * wordCount;
    const low = words[start] as number;
    const high = wordCount === 1 ? low >> 31 : (words[start + 1] as number);
    for (let at = start + 2; at < start + wordCount; at++) {
      if (words[at] !== high >> 31) return this.writeBig(bytes, position, row);
    }
    if (high >= 0) return this.writeWords(bytes, position, high, low);
    bytes[position] = MINUS;
    return this.writeWords(bytes, position + 1, ~high + (low === 0 ? 1 : 0), -low);
  }

  /** Writes a magnitude of 64 bits. */
  private writeWords(bytes: RawBytes, position: number, high: number, low: number): number {
    const { scale } = this;
    // The quotient of the nearest double is off by one at most; the remainder, of which 32 bits are enough, shows it.
    let upper = Math.floor(((high >>> 0) * 4294967296 + (low >>> 0)) / GROUP);
    let lower = (low - Math.imul(upper, GROUP)) | 0;
    if (lower < 0) {
      lower += GROUP;
      upper -= 1;
    } else if (lower >= GROUP) {
      lower -= GROUP;
      upper += 1;
    }
    const digits = upper === 0 ? countDigits(lower) : GROUP_DIGITS + countDigits(upper);
    const point = scale > 0 ? position + Math.max(digits, scale + 1) - scale : -1;
    let at = position + Math.max(digits, scale + 1) + (scale > 0 ? 1 : 0);
    const end = at;
    if (upper > 0) {
      for (let count = 0; count < GROUP_DIGITS; count++) {
        if (--at === point) bytes[at--] = POINT;
        const quotient = (lower / 10) | 0;
        bytes[at] = ZERO + lower - 10 * quotient;
        lower = quotient;
      }
      if (upper >= GROUP) {
        // One of the ten digits, so that the division below is of 32-bit integers.
        const quotient = Math.floor(upper / 10);
        if (--at === point) bytes[at--] = POINT;
        bytes[at] = ZERO + upper - 10 * quotient;
        upper = quotient;
      }
      lower = upper | 0;
    }
    while (at > position) {
      if (--at === point) bytes[at--] = POINT;
      const quotient = (lower / 10) | 0;
      bytes[at] = ZERO + lower - 10 * quotient;
      lower = quotient;
    }
    return scale < 0 ? this.addZeros(bytes, position, end) : end;
  }

  /** Writes a value of more than 64 bits: none of its digits can be missing before the point but for a large scale. */
  private writeBig(bytes: RawBytes, position: number, row: number): number {
    const { scale } = this;
    const values = this.values as BigInt64Array; // wider than 32 bits
    const valueWords = this.wordCount >> 1;
    let at = (row + 1) * valueWords - 1;
    let value = values[at] as bigint;
    while (at-- > row * valueWords) value = (value << 64n) | BigInt.asUintN(64, values[at] as bigint);
    const text = value.toString();
    const sign = text.startsWith('-') ? '-' : '';
    const digits = sign + text.slice(sign.length).padStart(scale + 1, '0');
    const end = position + bytes.latin1Write(digits, position);
    if (scale <= 0) return this.addZeros(bytes, position, end);
    for (let to = end; to > end - scale; to--) bytes[to] = bytes[to - 1] as number;
    bytes[end - scale] = POINT;
    return end + 1;
  }

  /** The zeros of a negative scale. */
  private addZeros(bytes: RawBytes, position: number, end: number): number {
    if (this.scale >= 0 || bytes[position] === ZERO) return end;
    bytes.fill(ZERO, end, end - this.scale);
    return end - this.scale;
  }
}

function countDigits(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
