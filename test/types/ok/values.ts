import {
  type Binary,
  type Bool,
  type DateDay,
  type Decimal,
  type Duration,
  type Float32,
  type Float64,
  type Int8,
  type Int16,
  type Int32,
  type Int64,
  type Interval,
  type SafeInt,
  type Timestamp,
  type UInt8,
  type UInt16,
  type UInt32,
  type UInt64,
  type Utf8,
  udf,
} from '@sluice/sdk';

interface Point {
  readonly x: number;
  readonly y?: number | null;
}

interface Order {
  id: bigint;
  tags: readonly string[];
  at: Date;
  from: Point;
  lines: { sku: string; price: Decimal<10, 2>; weights: Float32[] | null }[];
  attributes: ReadonlyMap<string, number | null>;
  raw: Uint8Array;
  level: 'low' | 'high';
  day: DateDay | undefined;
  paid: boolean;
  // A struct may look like a built-in object, and hold another that looks like itself.
  failure: { name: string; message: string; inner?: { name: string; message: string } };
}

export class Values {
  @udf()
  static plain(
    text: string,
    real: number,
    whole: bigint,
    flag: boolean,
    at: Date,
    bytes: Uint8Array,
  ): string {
    return `${text}${real}${whole}${flag}${at}${bytes}`;
  }

  @udf()
  static nullable(
    text: string | null,
    real: number | undefined,
    flag: boolean | null | undefined,
  ): Date | null {
    return text === null || real === undefined || flag === null ? null : new Date(real);
  }

  @udf()
  static nested(order: Order, points: (Point | null)[], grid: number[][]): Map<string, Point> {
    return new Map([[order.tags[0] ?? '', points[grid.length] ?? { x: 0 }]]);
  }

  @udf()
  static integers(a: Int8, b: Int16, c: Int32, d: UInt8, e: UInt16, f: UInt32): SafeInt {
    return a + b + c + d + e + f;
  }

  @udf()
  static wide(
    a: Int64,
    b: UInt64,
    c: Timestamp,
    d: Timestamp<'ns', 'Europe/Rome'>,
    e: Duration<'ms'>,
  ): Int64 | null {
    return a + b + c + d + e;
  }

  @udf()
  static rest(a: Float32, b: Float64, c: Bool, d: Utf8, e: Binary, f: DateDay): Decimal<38> {
    return String(a + b + Number(c) + d.length + e.length + f.getTime());
  }

  @udf()
  static intervals(
    a: Interval<'year-month'>,
    b: Interval<'day-time'>,
    c: Interval,
  ): Interval<'year-month'> | null {
    return { months: a.months + b.days + c.months + Number(c.nanoseconds) + b.milliseconds };
  }

  @udf()
  static literals(level: 'low' | 'high', count: 1 | 2 | 3, id: `user-${string}`): 'yes' | 'no' {
    return level === 'low' && count === 1 && id !== 'user-' ? 'yes' : 'no';
  }

  @udf()
  static bytes(text: string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(text.length);
  }
}

// Each alias is its JavaScript type, both ways.
export const eight: Int8 = 8;
export const doubled: number = eight * 2;
export const text: Utf8 = 'text';
export const price: Decimal<10, 2> = '12.50';
export const stamp: Timestamp<'us', 'UTC'> = 5n;
export const later: bigint = stamp + 1n;
export const day: DateDay = new Date(0);
export const month: Interval<'year-month'> = { months: 1 };
