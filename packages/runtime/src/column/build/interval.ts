import { describeMisfit } from '../describe-value.ts';
import { setValid } from '../validity.ts';
import { UdfValueError } from '../value-error.ts';
import { ValuesBuilder } from './values.ts';

/** The members of an interval object, in the order of Arrow's words. The nanoseconds take two of them. */
const members = {
  'year-month': ['months'],
  'day-time': ['days', 'milliseconds'],
  'month-day-nano': ['months', 'days', 'nanoseconds'],
} as const;

const strides = { 'year-month': 1, 'day-time': 2, 'month-day-nano': 4 } as const;

/** Interval from `{ months }`, `{ days, milliseconds }` or `{ months, days, nanoseconds }`. */
export class IntervalBuilder extends ValuesBuilder<Int32Array> {
  private readonly unit: keyof typeof members;

  constructor(rowCount: number, nullable: boolean, unit: keyof typeof members) {
    super(rowCount, nullable, strides[unit], (length) => new Int32Array(length));
    this.unit = unit;
  }

  get expected(): string {
    return `Interval(${this.unit})`;
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || 'then' in value) {
      this.reject(row, value, `{ ${members[this.unit].join(', ')} }`);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.clear(row);
    let at = row * this.stride;
    for (const member of members[this.unit]) {
      const part = (value as Record<string, unknown>)[member]; // an object, by the test above
      if (member === 'nanoseconds') {
        if (typeof part !== 'bigint' || BigInt.asIntN(64, part) !== part)
          throw this.badMember(member, part, 'Int64');
        this.values[at] = Number(BigInt.asIntN(32, part));
        this.values[at + 1] = Number(part >> 32n);
      } else {
        if (typeof part !== 'number' || (part | 0) !== part) throw this.badMember(member, part, 'Int32');
        this.values[at++] = part;
      }
    }
    setValid(this.valid, row);
  }

  private badMember(member: string, part: unknown, expected: string): UdfValueError {
    const verb = this.code === 'invalid-result' ? 'returned' : 'got';
    return new UdfValueError(this.code, describeMisfit(part, expected, verb, true), `.${member}`);
  }
}
