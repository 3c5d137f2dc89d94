import type { Column, ColumnBuilder } from '../abi.ts';
import { describeMisfit } from '../describe-value.ts';
import { clearValid, countNulls, isNull, setValid } from '../validity.ts';
import { UdfValueError, type ValueErrorCode } from '../value-error.ts';

/** Row numbers of a builder in the order in which they leave it; null for 0, 1, 2, … */
export type RowOrder = Int32Array | null;

/**
 * What the builders share: the validity bitmap, growth, and the refusal of values. Each kind has a `set` of its own
 * rather than a common one that calls a virtual method: a shared call site would see every kind in the bundle.
 */
export abstract class Builder implements ColumnBuilder {
  readonly nullable: boolean;
  protected code: ValueErrorCode = 'invalid-result';
  protected readonly rowCount: number;
  protected capacity: number;
  protected valid: Int32Array;

  /** @param rowCount of the column; 0 for the inside of a list, struct or map, which grows as it is filled */
  constructor(rowCount: number, nullable: boolean) {
    this.nullable = nullable;
    this.rowCount = rowCount;
    this.capacity = rowCount;
    this.valid = new Int32Array((rowCount + 31) >> 5);
  }

  /** The Arrow type, as `formatType` writes it. */
  abstract get expected(): string;

  abstract set(row: number, value: unknown): void;

  /** The rows named by `order`, or the first `count`; `root` where rows may be null because they were never set. */
  abstract take(count: number, order: RowOrder, root: boolean): Column;

  /** Makes room for values of rows below `capacity`. */
  protected abstract resize(capacity: number): void;

  finish(): Column {
    return this.take(this.rowCount, null, true);
  }

  /** The type with its own nullability, as it stands inside another. */
  get nested(): string {
    return this.nullable ? `${this.expected}?` : this.expected;
  }

  /** What refused values are reported as: `'invalid-argument'` where they come from a caller. */
  useCode(code: ValueErrorCode): void {
    this.code = code;
  }

  /** Makes room for the rows below `capacity`, set or not. */
  ensure(capacity: number): void {
    if (capacity > this.capacity) this.grow(capacity - 1);
  }

  /** Called before each write: the common case is one comparison. */
  protected grow(row: number): void {
    const capacity = Math.max(32, row + 1, 2 * this.capacity);
    const valid = new Int32Array((capacity + 31) >> 5);
    valid.set(this.valid);
    this.valid = valid;
    this.resize(capacity);
    this.capacity = capacity;
  }

  /**
   * Takes null and undefined where the field is nullable, and refuses everything else. Whatever the row held is gone.
   * @param hint what the type is in JavaScript, where its name does not say it
   */
  protected reject(row: number, value: unknown, hint?: string): void {
    this.clear(row);
    if (this.nullable && (value === null || value === undefined)) return;
    throw this.misfit(value, hint);
  }

  /** Makes the row null. */
  protected clear(row: number): void {
    if (row >= this.capacity) this.grow(row);
    clearValid(this.valid, row);
  }

  protected misfit(value: unknown, hint?: string): UdfValueError {
    const verb = this.code === 'invalid-result' ? 'returned' : 'got';
    const nested = this.rowCount === 0;
    return new UdfValueError(this.code, describeMisfit(value, this.expected, verb, nested, hint));
  }

  protected takeValidity(
    count: number,
    order: RowOrder,
    root: boolean,
  ): { nullCount: number; validity: Int32Array | null } {
    // Inside a null struct a member that admits no null was never set: no null of its own.
    if (!root && !this.nullable) return { nullCount: 0, validity: null };
    let validity = this.valid;
    if (order !== null) {
      validity = new Int32Array((count + 31) >> 5);
      for (let at = 0; at < count; at++) if (!isNull(this.valid, order[at] as number)) setValid(validity, at);
    }
    const nullCount = countNulls(validity, count);
    return { nullCount, validity: nullCount === 0 ? null : validity };
  }
}
