import type { Column, ColumnValues } from '../abi.ts';
import { Builder, type RowOrder } from './builder.ts';

/** A builder of one typed array, with `stride` elements a row. */
export abstract class ValuesBuilder<Values extends ColumnValues> extends Builder {
  protected values: Values;
  protected readonly stride: number;
  private readonly allocate: (length: number) => Values;

  constructor(rowCount: number, nullable: boolean, stride: number, allocate: (length: number) => Values) {
    super(rowCount, nullable);
    this.stride = stride;
    this.allocate = allocate;
    this.values = allocate(rowCount * stride);
  }

  protected resize(capacity: number): void {
    const values = this.allocate(capacity * this.stride);
    // `set` of a union of typed arrays wants the intersection of their argument types; both arrays are the same kind.
    (values as { set(from: Values): void }).set(this.values);
    this.values = values;
  }

  /** Whether `value` is an array of the column's own kind: whatever it holds fits. */
  isOwnArray(value: unknown): value is Values {
    return value instanceof this.values.constructor;
  }

  /** Sets the rows from `start` on. For the elements of a list, none of which is null: their bitmap is not asked for. */
  setAll(start: number, array: Values): void {
    this.ensure(start + array.length);
    (this.values as { set(from: Values, offset: number): void }).set(array, start); // as in resize
  }

  take(count: number, order: RowOrder, root: boolean): Column {
    const { stride } = this;
    let values = this.values;
    if (order !== null) {
      values = this.allocate(count * stride);
      for (let at = 0; at < count; at++) {
        for (let word = 0; word < stride; word++) {
          values[at * stride + word] = this.values[(order[at] as number) * stride + word] as never; // the same kind
        }
      }
    } else if (values.length !== count * stride) {
      values = values.subarray(0, count * stride) as Values; // typed as the union, it is the same kind
    }
    return { length: count, ...this.takeValidity(count, order, root), values, offsets: null, children: [] };
  }
}
