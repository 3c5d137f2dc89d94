import type { Column, ResultMemory, RowErrors } from './abi.ts';
import { boolColumn } from './column.ts';
import { withoutRow } from './validity.ts';
import { invalidResult } from './value-error.ts';

/**
 * What a deterministic function of Bool parameters gives for each combination of arguments: bit i of a combination is the
 * i-th argument. It is called once for each one that occurs; the rows are then a matter of words.
 */
export class TruthTable {
  /** All ones for a combination for which the function gives true, 0 for the others. */
  readonly ones: Int32Array;
  private readonly failures = new Map<number, unknown>();
  private readonly rowCount: number;
  private readonly valid: Int32Array | null;
  private readonly bitmaps: readonly Int32Array[];

  /**
   * @param valid the rows that count, null for all
   * @param bitmaps one a parameter
   */
  constructor(
    rowCount: number,
    valid: Int32Array | null,
    bitmaps: readonly Int32Array[],
    call: (combination: number) => unknown,
  ) {
    this.rowCount = rowCount;
    this.valid = valid;
    this.bitmaps = bitmaps;
    this.ones = new Int32Array(1 << bitmaps.length);
    let unseen = (1 << this.ones.length) - 1;
    for (let word = 0; word << 5 < rowCount && unseen !== 0; word++) {
      for (let left = unseen; left !== 0; left &= left - 1) {
        const combination = 31 - Math.clz32(left & -left);
        if (this.rowsWith(combination, word) === 0) continue;
        unseen &= ~(1 << combination);
        this.evaluate(combination, call);
      }
    }
  }

  /**
   * The column whose values are in `bitmap`. Each row whose combination failed is reported, in the rows' order, and null.
   * `valid` becomes the column's own.
   */
  column(bitmap: Int32Array, errors: RowErrors, memory: ResultMemory): Column {
    let { valid } = this;
    if (this.failures.size > 0) valid = this.withoutFailures(valid, errors, memory);
    // Without nulls there is something to clear in the last word only.
    for (let word = valid === null ? this.rowCount >> 5 : 0; word < bitmap.length; word++) {
      bitmap[word] = (bitmap[word] as number) & rowsOf(valid, word, this.rowCount);
    }
    return boolColumn(this.rowCount, valid, bitmap);
  }

  private evaluate(combination: number, call: (combination: number) => unknown): void {
    try {
      const value = call(combination);
      if (value === true) this.ones[combination] = -1;
      else if (value !== false) throw invalidResult(value, 'Bool');
    } catch (error) {
      this.failures.set(combination, error);
    }
  }

  private withoutFailures(
    valid: Int32Array | null,
    errors: RowErrors,
    memory: ResultMemory,
  ): Int32Array | null {
    let kept = valid;
    for (let word = 0; word << 5 < this.rowCount; word++) {
      let failed = 0;
      for (const combination of this.failures.keys()) failed |= this.rowsWith(combination, word);
      for (; failed !== 0; failed &= failed - 1) {
        const row = (word << 5) + 31 - Math.clz32(failed & -failed);
        errors.add(row, this.failures.get(this.combinationOf(row)));
        kept = withoutRow(kept, row, this.rowCount, memory);
      }
    }
    return kept;
  }

  private combinationOf(row: number): number {
    return this.bitmaps.reduce(
      (combination, bitmap, at) => combination | ((((bitmap[row >> 5] as number) >>> (row & 31)) & 1) << at),
      0,
    );
  }

  /** The rows of a word that have this combination of arguments. */
  private rowsWith(combination: number, word: number): number {
    let rows = rowsOf(this.valid, word, this.rowCount);
    for (let at = 0; at < this.bitmaps.length; at++) {
      const bits = (this.bitmaps[at] as Int32Array)[word] as number;
      rows &= (combination & (1 << at)) === 0 ? ~bits : bits;
    }
    return rows;
  }
}

/** The rows of a word that are valid, none behind the last. */
function rowsOf(valid: Int32Array | null, word: number, rowCount: number): number {
  if (valid !== null) return valid[word] as number;
  const left = rowCount - (word << 5);
  return left >= 32 ? -1 : (1 << left) - 1;
}
