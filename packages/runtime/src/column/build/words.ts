import type { Column } from '../abi.ts';
import { setValid } from '../validity.ts';
import type { RowOrder } from './builder.ts';
import { ValuesBuilder } from './values.ts';

/**
 * Writes a whole number of at most 2^53 as two 32-bit words, low word first.
 * By words: `BigInt(number)` costs ten times as much.
 */
export function writeWords(words: Int32Array, row: number, value: number): void {
  const high = Math.floor(value / 4294967296);
  words[row << 1] = value - high * 4294967296;
  words[(row << 1) + 1] = high;
}

/** A 64-bit column that is written by words. */
export abstract class WordsBuilder extends ValuesBuilder<Int32Array> {
  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable, 2, (length) => new Int32Array(length));
  }

  protected write(row: number, value: number): void {
    if (row >= this.capacity) this.grow(row);
    writeWords(this.values, row, value);
    setValid(this.valid, row);
  }

  /** The words as the 64-bit values that they are. A row has two words, so the view starts on a multiple of eight. */
  override take(count: number, order: RowOrder, root: boolean): Column {
    const column = super.take(count, order, root);
    const words = column.values as Int32Array;
    return { ...column, values: new BigInt64Array(words.buffer, words.byteOffset, count) };
  }
}

/** Int64 from `number`: whole and within ±(2^53 - 1). */
export class SafeIntBuilder extends WordsBuilder {
  readonly expected = 'SafeInt';

  set(row: number, value: unknown): void {
    if (Number.isSafeInteger(value))
      this.write(row, value as number); // safe integers are numbers
    else this.reject(row, value);
  }
}

/** UInt64 from `number`: whole, 0 to 2^53 - 1. */
export class SafeUintBuilder extends WordsBuilder {
  readonly expected = 'SafeInt (UInt64)';

  set(row: number, value: unknown): void {
    if (Number.isSafeInteger(value) && (value as number) >= 0)
      this.write(row, value as number); // as above
    else this.reject(row, value);
  }

  override take(count: number, order: RowOrder, root: boolean): Column {
    const column = super.take(count, order, root);
    const { buffer, byteOffset } = column.values as BigInt64Array;
    return { ...column, values: new BigUint64Array(buffer, byteOffset, count) };
  }
}
