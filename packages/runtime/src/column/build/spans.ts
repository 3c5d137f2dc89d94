import { isNull, setValid } from '../validity.ts';
import { Builder, type RowOrder } from './builder.ts';

/**
 * A builder of rows of varying length: values are appended to a store in the order in which they are set. While that is
 * the order of the rows, the store and its bounds are the column; otherwise it is put in order at the end.
 */
export abstract class SpansBuilder extends Builder {
  /** Row i ends in the store at bounds[i + 1]; while rows come in order it begins at bounds[i]. */
  protected bounds: Int32Array;
  /** Where each row begins, once rows came out of order. */
  protected starts: Int32Array | null = null;
  /** While rows come in order: the bounds up to here are set. */
  protected next = 0;
  /** How much of the store is used. */
  protected used = 0;

  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable);
    this.bounds = new Int32Array(rowCount + 1);
  }

  /** Gives the row what was appended to the store since `used`, up to `end`. */
  protected own(row: number, end: number): void {
    if (row < this.next && this.starts === null) this.scatter();
    if (this.starts === null) {
      // Rows that were passed over are null; what a failed one left in the store lies between.
      while (this.next < row) this.bounds[++this.next] = this.used;
      this.next = row + 1;
    } else {
      this.starts[row] = this.used;
    }
    this.bounds[row + 1] = end;
    this.used = end;
    setValid(this.valid, row);
  }

  /** Leaves what was appended since `used` to a row that failed. */
  protected abandon(end: number): void {
    this.used = end;
  }

  protected resize(capacity: number): void {
    const bounds = new Int32Array(capacity + 1);
    bounds.set(this.bounds);
    this.bounds = bounds;
    if (this.starts === null) return;
    const starts = new Int32Array(capacity);
    starts.set(this.starts);
    this.starts = starts;
  }

  /** The column's offsets, and whether the store has its rows in the column's order. */
  protected takeSpans(
    count: number,
    order: RowOrder,
    validity: Int32Array | null,
  ): { offsets: Int32Array; inOrder: boolean } {
    if (order === null && this.starts === null) {
      while (this.next < count) this.bounds[++this.next] = this.used;
      return { offsets: this.bounds.subarray(0, count + 1), inOrder: true };
    }
    if (this.starts === null) this.scatter();
    const offsets = new Int32Array(count + 1);
    let end = 0;
    for (let at = 0; at < count; at++) {
      const row = order === null ? at : (order[at] as number);
      if (!isNull(validity, at)) end += (this.bounds[row + 1] as number) - this.startOf(row);
      offsets[at + 1] = end;
    }
    return { offsets, inOrder: false };
  }

  /** Where the row begins in the store, once `starts` are kept. */
  protected startOf(row: number): number {
    return (this.starts as Int32Array)[row] as number;
  }

  private scatter(): void {
    const starts = new Int32Array(this.capacity);
    for (let row = 0; row < this.next; row++) starts[row] = this.bounds[row] as number;
    // Rows that were never set have no bounds yet: both ends are 0.
    this.starts = starts;
  }
}
