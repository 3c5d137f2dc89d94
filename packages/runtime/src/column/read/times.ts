import { UdfValueError } from '../value-error.ts';

/** Readers of dates and times of day that JavaScript's types cannot hold in full, or that Arrow forbids. */

/** A Date32 as a `Date` at midnight UTC. */
export function readDate(days: Int32Array, row: number, name: string): Date {
  const milliseconds = (days[row] as number) * 86_400_000;
  if (Math.abs(milliseconds) > 8.64e15) throw beyondDate(`${days[row]} days`, name, 'Date32');
  return new Date(milliseconds);
}

/**
 * A Timestamp in milliseconds as a `Date`.
 * @throws UdfValueError `invalid-argument` more than 100 000 000 days from 1970
 */
export function readTimestampDate(words: Int32Array, row: number, name: string): Date {
  return toDate(words, row, name, 'Timestamp');
}

/** A Date64 as a `Date`. */
export function readDate64(words: Int32Array, row: number, name: string): Date {
  return toDate(words, row, name, 'Date64');
}

function toDate(words: Int32Array, row: number, name: string, type: string): Date {
  const low = words[row << 1] as number;
  const high = words[(row << 1) + 1] as number;
  const milliseconds = high * 4294967296 + (low >>> 0);
  if (Math.abs(milliseconds) > 8.64e15) throw beyondDate(`${milliseconds} ms`, name, type);
  return new Date(milliseconds);
}

function beyondDate(count: string, name: string, type: string): UdfValueError {
  return new UdfValueError(
    'invalid-argument',
    `\`${name}\` is the ${type} of ${count} since 1970, which no Date can hold (±8.64e15 ms)`,
  );
}

/**
 * A Time32 as the count of its units since midnight.
 * @param limit the units of a day
 * @throws UdfValueError `invalid-argument` outside the day
 */
export function readTime32(values: Int32Array, row: number, limit: number, name: string): number {
  const value = values[row] as number;
  if (value < 0 || value >= limit) throw outsideDay(value, limit, name);
  return value;
}

/** `readTime32` of a Time64. */
export function readTime64(values: BigInt64Array, row: number, limit: bigint, name: string): bigint {
  const value = values[row] as bigint;
  if (value < 0n || value >= limit) throw outsideDay(value, limit, name);
  return value;
}

function outsideDay(value: number | bigint, limit: number | bigint, name: string): UdfValueError {
  return new UdfValueError(
    'invalid-argument',
    `\`${name}\` is ${value}, which is no time of day: a day has ${limit} units, counted from 0`,
  );
}
