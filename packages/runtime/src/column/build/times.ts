import { UNITS_OF_DAY } from '../units-of-day.ts';
import { setValid } from '../validity.ts';
import { ValuesBuilder } from './values.ts';
import { WordsBuilder } from './words.ts';

const DAY_MS = 86_400_000;

/** Timestamp in milliseconds from a `Date`. */
export class TimestampDateBuilder extends WordsBuilder {
  readonly expected: string;

  /** @param expected the type's name in messages */
  constructor(rowCount: number, nullable: boolean, expected: string) {
    super(rowCount, nullable);
    this.expected = expected;
  }

  set(row: number, value: unknown): void {
    const milliseconds = value instanceof Date ? value.getTime() : Number.NaN;
    if (Number.isNaN(milliseconds)) this.reject(row, value, 'a valid Date');
    else this.write(row, milliseconds);
  }
}

/** Date32 from a `Date` at midnight UTC; a time of day would be lost, so it is refused. */
export class DateBuilder extends ValuesBuilder<Int32Array> {
  readonly expected = 'Date32';

  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable, 1, (length) => new Int32Array(length));
  }

  set(row: number, value: unknown): void {
    const days = value instanceof Date ? value.getTime() / DAY_MS : Number.NaN;
    if (!Number.isInteger(days)) {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.values[row] = days;
    setValid(this.valid, row);
  }
}

/** Date64 from a `Date` at midnight UTC. */
export class Date64Builder extends WordsBuilder {
  readonly expected = 'Date64';

  set(row: number, value: unknown): void {
    const milliseconds = value instanceof Date ? value.getTime() : Number.NaN;
    if (milliseconds % DAY_MS === 0) this.write(row, milliseconds);
    else this.reject(row, value);
  }
}

/** Time32 from a `number` of seconds or milliseconds since midnight. */
export class Time32Builder extends ValuesBuilder<Int32Array> {
  readonly expected: string;
  private readonly limit: number;

  constructor(rowCount: number, nullable: boolean, unit: 's' | 'ms') {
    super(rowCount, nullable, 1, (length) => new Int32Array(length));
    this.expected = `Time32(${unit})`;
    this.limit = UNITS_OF_DAY[unit];
  }

  set(row: number, value: unknown): void {
    if (!(Number.isInteger(value) && (value as number) >= 0 && (value as number) < this.limit)) {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.values[row] = value as number; // an integer, by the test above
    setValid(this.valid, row);
  }
}

/** Time64 from a `bigint` of microseconds or nanoseconds since midnight. */
export class Time64Builder extends ValuesBuilder<BigInt64Array> {
  readonly expected: string;
  private readonly limit: bigint;

  constructor(rowCount: number, nullable: boolean, unit: 'us' | 'ns') {
    super(rowCount, nullable, 1, (length) => new BigInt64Array(length));
    this.expected = `Time64(${unit})`;
    this.limit = UNITS_OF_DAY[unit];
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'bigint' || value < 0n || value >= this.limit) {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.values[row] = value;
    setValid(this.valid, row);
  }
}
