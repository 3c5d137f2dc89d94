import { quote } from '../describe-value.ts';
import { setValid } from '../validity.ts';
import { UdfValueError } from '../value-error.ts';
import { ValuesBuilder } from './values.ts';

/** Decimal128 from decimal text: every digit is kept, so digits that do not fit are refused, not rounded. */
export class DecimalBuilder extends ValuesBuilder<BigInt64Array> {
  private readonly precision: number;
  private readonly scale: number;
  private readonly limit: bigint;

  constructor(rowCount: number, nullable: boolean, precision: number, scale: number) {
    super(rowCount, nullable, 2, (length) => new BigInt64Array(length));
    this.precision = precision;
    this.scale = scale;
    this.limit = 10n ** BigInt(precision);
  }

  get expected(): string {
    return `Decimal128(${this.precision}, ${this.scale})`;
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'string') {
      this.reject(row, value);
      return;
    }
    const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(value);
    const whole = match?.[2] ?? '';
    const fraction = match?.[3] ?? '';
    if (match === null || whole + fraction === '') {
      this.reject(row, value);
      return;
    }
    const magnitude = this.scaled(row, value, whole, fraction);
    if (magnitude >= this.limit)
      this.refuse(row, value, `at most ${this.precision - this.scale} digits before the point fit`);
    const unscaled = match[1] === '-' ? -magnitude : magnitude;
    if (row >= this.capacity) this.grow(row);
    this.values[2 * row] = BigInt.asIntN(64, unscaled);
    this.values[2 * row + 1] = unscaled >> 64n;
    setValid(this.valid, row);
  }

  /** The digits as a count of 10^-scale. */
  private scaled(row: number, value: string, whole: string, fraction: string): bigint {
    const { scale } = this;
    const digits = whole + fraction.padEnd(scale, '0');
    // How many digits stand behind the last that is kept; they must all be 0.
    const extra = Math.max(fraction.length, scale) - scale;
    const kept = digits.slice(0, digits.length - extra);
    if (/[1-9]/.test(digits.slice(kept.length))) {
      this.refuse(row, value, `${scale} digits behind the point are kept: round it first`);
    }
    return BigInt(kept);
  }

  private refuse(row: number, value: string, why: string): never {
    this.clear(row);
    const verb = this.code === 'invalid-result' ? 'returned' : 'got';
    throw new UdfValueError(
      this.code,
      `${verb} ${quote(value)}, which does not fit ${this.expected}: ${why}`,
    );
  }
}
