import type { ArrayOver, ColumnValues } from '../column/abi.ts';
import type { Origin } from './damaged.ts';

/** Gives the view of a part of a column, filled. Called once, with the buffer in which the parts have their places. */
export type Write<View> = (buffer: ArrayBuffer) => View;

/**
 * Where the parts of columns lie. Each method finds a place for a part, and gives what fills it. Parts may be longer
 * than what the source has for them: the rest is 0, as if it were null.
 */
export interface Memory {
  /** Whether parts may stay where they are: a column that is there already need not be copied. */
  readonly keeps: boolean;

  /** `count` elements of the source from element `from` on, in a part of `length` elements. */
  elements<View extends ColumnValues>(
    Elements: ArrayOver<View>,
    source: ArrayBufferView | undefined,
    from: number,
    count: number,
    length: number,
  ): Write<View>;

  /** `count` bits from bit `from` on, so that the first is bit 0, as 32-bit words for `length` rows. */
  bits(source: Uint8Array, from: number, count: number, length: number): Write<Int32Array>;

  /**
   * The offsets of `count` rows from row `from` on, rebased to start at 0; further rows are empty.
   *
   * @throws SluiceError `invalid-argument` when they fall, or when what they span is beyond 32 bits; perhaps only when
   *   they are written
   */
  offsets(
    source: Int32Array | BigInt64Array,
    from: number,
    count: number,
    length: number,
    origin: Origin,
  ): Write<Int32Array>;

  /** `length` elements that `fill` writes over zeros. */
  filled<View extends ColumnValues>(
    Elements: ArrayOver<View>,
    length: number,
    fill: (target: View) => void,
  ): Write<View>;
}
