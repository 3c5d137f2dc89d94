import type { Column } from './abi.ts';
import { isNull } from './validity.ts';

/**
 * A column as a vectorized function is given it: the sdk's `Column<T>`. An adapter extends it for each parameter with the
 * reading of that parameter's type, so that the loop of an author's function sees one `at` and no other.
 */
export abstract class ColumnView<T> implements Iterable<T> {
  readonly length: number;
  readonly nullCount: number;
  private readonly validity: Int32Array | null;

  constructor(column: Column) {
    this.length = column.length;
    this.nullCount = column.nullCount;
    this.validity = column.validity;
  }

  abstract at(row: number): T;

  isNull(row: number): boolean {
    return isNull(this.validity, row);
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }

  toArray(): T[] {
    const values: T[] = [];
    for (let row = 0; row < this.length; row++) values.push(this.at(row));
    return values;
  }
}
