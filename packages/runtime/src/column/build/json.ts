import { describeValue, isThenable } from '../describe-value.ts';
import { UdfValueError } from '../value-error.ts';
import { Utf8Builder } from './bytes.ts';

/** JSON text from any value that JSON has. A null is the column's, where that admits one. */
export class JsonBuilder extends Utf8Builder {
  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable, 'Json');
  }

  override set(row: number, value: unknown): void {
    if (value === null || value === undefined || isThenable(value)) {
      this.reject(row, value);
      return;
    }
    const text = this.stringify(row, value);
    if (text === undefined) this.reject(row, value, 'a value that JSON has');
    else super.set(row, text);
  }

  /** @returns undefined for a function and a symbol */
  private stringify(row: number, value: unknown): string | undefined {
    try {
      return JSON.stringify(value);
    } catch (error) {
      this.clear(row);
      // A TypeError is of JSON.stringify: a bigint, a cycle. Others are of the author's toJSON, and stay as they are.
      if (!(error instanceof TypeError)) throw error;
      const verb = this.code === 'invalid-result' ? 'returned' : 'got';
      throw new UdfValueError(this.code, `${verb} ${describeValue(value)}, no JSON: ${error.message}`);
    }
  }
}
