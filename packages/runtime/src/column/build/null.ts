import type { Column } from '../abi.ts';
import { nullColumn } from '../column.ts';
import { Builder, type RowOrder } from './builder.ts';

/** Null, of which there is one value. */
export class NullBuilder extends Builder {
  readonly expected = 'Null';

  constructor(rowCount: number) {
    super(rowCount, true);
  }

  set(row: number, value: unknown): void {
    this.reject(row, value);
  }

  protected resize(): void {}

  take(count: number, _order: RowOrder, _root: boolean): Column {
    return nullColumn(count);
  }
}
