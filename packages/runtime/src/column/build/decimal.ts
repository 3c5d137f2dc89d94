import type { Column } from '../abi.ts';
import { quote } from '../describe-value.ts';
import { setValid } from '../validity.ts';
import { UdfValueError } from '../value-error.ts';
import type { RowOrder } from './builder.ts';
import { ValuesBuilder } from './values.ts';

/** Digits that 64 bits hold, whatever they are. */
const LONG_DIGITS = 18;
const PLUS = 43;
const MINUS = 45;
const ZERO = 48;

/**
 * Decimals of every width from decimal text: every digit is kept, so digits that do not fit are refused, not rounded.
 * Texts of up to 18 digits, as most are, are added up as numbers, three times as fast as by way of BigInt.
 */
export class DecimalBuilder extends ValuesBuilder<Int32Array> {
  private readonly bitWidth: 32 | 64 | 128 | 256;
  private readonly precision: number;
  private readonly scale: number;
  /** The memory of `values` as the 64-bit words that it is, once a value has more digits than one holds. */
  private longs: BigInt64Array = new BigInt64Array(0);

  constructor(
    rowCount: number,
    nullable: boolean,
    bitWidth: 32 | 64 | 128 | 256,
    precision: number,
    scale: number,
  ) {
    super(rowCount, nullable, bitWidth >> 5, (length) => new Int32Array(length));
    this.bitWidth = bitWidth;
    this.precision = precision;
    this.scale = scale;
  }

  get expected(): string {
    return `Decimal${this.bitWidth}(${this.precision}, ${this.scale})`;
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'string') {
      this.reject(row, value);
      return;
    }
    // By way of `call`, as writeUtf8 does.
    const sign = String.prototype.charCodeAt.call(value, 0);
    const start = sign === MINUS || sign === PLUS ? 1 : 0;
    const dot = value.indexOf('.', start);
    const wholeDigits = (dot === -1 ? value.length : dot) - start;
    const digitCount = dot === -1 ? wholeDigits : value.length - start - 1;
    // So many digits count units of 10^-scale: those behind must be 0, those that the text leaves out are.
    const kept = wholeDigits + this.scale;
    const end = Math.min(digitCount, Math.max(kept, 0));
    // Beyond 2^53 the sum is rounded: its low word is kept beside it.
    let units = 0;
    let low = 0;
    let significant = 0;
    let at = 0;
    for (; at < end; at++) {
      const digit =
        String.prototype.charCodeAt.call(value, at < wholeDigits ? start + at : start + at + 1) - ZERO;
      if (!(digit >= 0 && digit <= 9)) this.refuse(row, value);
      if (digit !== 0 || significant !== 0) significant++;
      units = 10 * units + digit;
      low = (Math.imul(low, 10) + digit) | 0;
    }
    for (; at < digitCount; at++) {
      const code = String.prototype.charCodeAt.call(value, at < wholeDigits ? start + at : start + at + 1);
      if (code !== ZERO) this.refuse(row, value);
    }
    for (; at < kept; at++) {
      if (significant !== 0) significant++;
      units *= 10;
      low = Math.imul(low, 10);
    }
    if (digitCount === 0 || significant > this.precision) this.refuse(row, value);
    if (row >= this.capacity) this.grow(row);
    if (significant <= LONG_DIGITS) {
      const high = Math.round((units - (low >>> 0)) / 4294967296);
      if (sign === MINUS) this.store(row, ~high + (low === 0 ? 1 : 0), -low | 0);
      else this.store(row, high, low);
    } else {
      this.storeBig(row, toDigits(value, start, dot, kept), sign === MINUS);
    }
    setValid(this.valid, row);
  }

  private store(row: number, high: number, low: number): void {
    const { values, stride } = this;
    const start = row * stride;
    values[start] = low;
    if (stride > 1) values[start + 1] = high;
    for (let at = start + 2; at < start + stride; at++) values[at] = high >> 31;
  }

  private storeBig(row: number, digits: string, negative: boolean): void {
    const { stride, values } = this;
    if (this.longs.buffer !== values.buffer) this.longs = new BigInt64Array(values.buffer);
    let rest = negative ? -BigInt(digits) : BigInt(digits);
    const end = ((row + 1) * stride) >> 1;
    for (let at = (row * stride) >> 1; at < end; at++) {
      this.longs[at] = rest; // cut to its low 64 bits
      rest >>= 64n;
    }
  }

  /** The words as the 64-bit values that they are: Decimal32 alone is of 32. */
  override take(count: number, order: RowOrder, root: boolean): Column {
    const column = super.take(count, order, root);
    if (this.bitWidth === 32) return column;
    const { buffer, byteOffset, byteLength } = column.values as Int32Array;
    return { ...column, values: new BigInt64Array(buffer, byteOffset, byteLength >> 3) };
  }

  /** Says what is wrong with a text: it is no decimal, or does not fit. */
  private refuse(row: number, value: string): never {
    this.clear(row);
    const match = /^[+-]?(\d*)(?:\.(\d*))?$/.exec(value);
    const [, whole = '', fraction = ''] = match ?? [];
    if (whole + fraction === '') throw this.misfit(value);
    const { precision, scale } = this;
    const behind = scale < 0 ? whole.slice(scale) + fraction : fraction.slice(scale);
    const why = !/[1-9]/.test(behind)
      ? `at most ${precision - scale} digits before the point fit`
      : scale < 0
        ? `the last ${-scale} digits before the point must be 0: round it first`
        : `${scale} digits behind the point are kept: round it first`;
    const verb = this.code === 'invalid-result' ? 'returned' : 'got';
    throw new UdfValueError(
      this.code,
      `${verb} ${quote(value)}, which does not fit ${this.expected}: ${why}`,
    );
  }
}

/** The first `kept` digits of a text, with zeros where it has fewer. */
function toDigits(text: string, start: number, dot: number, kept: number): string {
  const digits = dot === -1 ? text.substring(start) : text.substring(start, dot) + text.substring(dot + 1);
  return digits.substring(0, kept).padEnd(kept, '0');
}
