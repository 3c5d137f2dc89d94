import type { Column } from '../abi.ts';
import { setValid } from '../validity.ts';
import { Builder, type RowOrder } from './builder.ts';

/** Bool, a bit a row. */
export class BoolBuilder extends Builder {
  readonly expected = 'Bool';
  private bits: Uint8Array;

  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable);
    this.bits = new Uint8Array((rowCount + 7) >> 3);
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'boolean') {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    const at = row >> 3;
    const bit = 1 << (row & 7);
    this.bits[at] = value ? (this.bits[at] as number) | bit : (this.bits[at] as number) & ~bit;
    setValid(this.valid, row);
  }

  protected resize(capacity: number): void {
    const bits = new Uint8Array((capacity + 7) >> 3);
    bits.set(this.bits);
    this.bits = bits;
  }

  take(count: number, order: RowOrder, root: boolean): Column {
    const byteLength = (count + 7) >> 3;
    let values = this.bits.subarray(0, byteLength);
    if (order !== null) {
      values = new Uint8Array(byteLength);
      for (let at = 0; at < count; at++) {
        const from = order[at] as number;
        const bit = ((this.bits[from >> 3] as number) >> (from & 7)) & 1;
        values[at >> 3] = (values[at >> 3] as number) | (bit << (at & 7));
      }
    }
    return { length: count, ...this.takeValidity(count, order, root), values, offsets: null, children: [] };
  }
}
