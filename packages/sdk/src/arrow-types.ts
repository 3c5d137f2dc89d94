import type { IntervalUnit, TimeUnit } from './manifest/arrow-type.ts';

/**
 * Names for the Arrow types that TypeScript's own cannot tell apart. Each alias is its JavaScript type with an
 * optional, never present property `'~arrow'`: a plain `number` is an `Int32` and an `Int32` is a `number`, so nothing
 * is wrapped or cast. The compiler reads the literal type of that property; this table is the contract with it.
 *
 * | alias | JavaScript | type of `'~arrow'` | Arrow |
 * |---|---|---|---|
 * | `Int8`, `Int16`, `Int32` | number | `'int8'`, `'int16'`, `'int32'` | Int8, Int16, Int32 |
 * | `UInt8`, `UInt16`, `UInt32` | number | `'uint8'`, `'uint16'`, `'uint32'` | UInt8, UInt16, UInt32 |
 * | `Int64`, `UInt64` | bigint | `'int64'`, `'uint64'` | Int64, UInt64 |
 * | `SafeInt` | number | `'safeint'` | Int64 |
 * | `Float32`, `Float64` | number | `'float32'`, `'float64'` | Float32, Float64 |
 * | `Bool` | boolean | `'bool'` | Bool |
 * | `Utf8` | string | `'utf8'` | Utf8 |
 * | `Binary` | Uint8Array | `'binary'` | Binary |
 * | `DateDay` | Date | `'date'` | Date32 |
 * | `Timestamp<Unit, Zone>` | bigint | `readonly ['timestamp', Unit, Zone]` | Timestamp(unit, zone) |
 * | `Duration<Unit>` | bigint | `readonly ['duration', Unit]` | Duration(unit) |
 * | `Decimal<P, S>` | string | `readonly ['decimal', P, S]` | Decimal128(P, S) |
 * | `Interval<Unit>` | object, see below | `readonly ['interval', Unit]` | Interval(unit) |
 *
 * Unit is a `TimeUnit` (`'s' | 'ms' | 'us' | 'ns'`), for `Interval` an `IntervalUnit`; Zone is a string literal or
 * `null`. Every argument of an alias must be one literal. Types without the property map by themselves: `string` to
 * Utf8, `number` to Float64, `bigint` to Int64, `boolean` to Bool, `Date` to Timestamp(ms, UTC), `Uint8Array` to Binary.
 */
type Flavour<Value, Arrow> = Value & { readonly '~arrow'?: Arrow };

/** Arrow Int8: a whole `number`, -128 to 127. */
export type Int8 = Flavour<number, 'int8'>;
/** Arrow Int16: a whole `number`, -32 768 to 32 767. */
export type Int16 = Flavour<number, 'int16'>;
/** Arrow Int32: a whole `number`, -2^31 to 2^31 - 1. */
export type Int32 = Flavour<number, 'int32'>;
/** Arrow Int64: a `bigint`, -2^63 to 2^63 - 1. What `bigint` maps to by itself. */
export type Int64 = Flavour<bigint, 'int64'>;
/** Arrow UInt8: a whole `number`, 0 to 255. */
export type UInt8 = Flavour<number, 'uint8'>;
/** Arrow UInt16: a whole `number`, 0 to 65 535. */
export type UInt16 = Flavour<number, 'uint16'>;
/** Arrow UInt32: a whole `number`, 0 to 2^32 - 1. */
export type UInt32 = Flavour<number, 'uint32'>;
/** Arrow UInt64: a `bigint`, 0 to 2^64 - 1. */
export type UInt64 = Flavour<bigint, 'uint64'>;
/**
 * Arrow Int64 as a `number`: whole, from `Number.MIN_SAFE_INTEGER` to `Number.MAX_SAFE_INTEGER`. A value outside fails
 * its row (`invalid-argument` when read, `invalid-result` when returned); it is never rounded.
 */
export type SafeInt = Flavour<number, 'safeint'>;
/** Arrow Float32: a `number`, rounded to single precision when returned. */
export type Float32 = Flavour<number, 'float32'>;
/** Arrow Float64: a `number`. What `number` maps to by itself. */
export type Float64 = Flavour<number, 'float64'>;
/** Arrow Bool. What `boolean` maps to by itself. */
export type Bool = Flavour<boolean, 'bool'>;
/** Arrow Utf8: text. What `string` maps to by itself. */
export type Utf8 = Flavour<string, 'utf8'>;
/** Arrow Binary: bytes. What `Uint8Array` maps to by itself. */
export type Binary = Flavour<Uint8Array, 'binary'>;

/** Arrow Date32: a day, as a `Date` at midnight UTC. */
export type DateDay = Flavour<Date, 'date'>;

/**
 * Arrow Timestamp: the count of units since 1970-01-01T00:00:00, a `bigint`. `Date` by itself is Timestamp(ms, UTC).
 *
 * @example
 * ```ts
 * const seconds = (at: Timestamp<'ns', 'UTC'>): Int64 => at / 1_000_000_000n;
 * ```
 */
export type Timestamp<Unit extends TimeUnit = 'us', Zone extends string | null = null> = Flavour<
  bigint,
  /** Zone: an IANA name or an offset such as '+02:00'; null means wall-clock time without a zone. */
  readonly ['timestamp', Unit, Zone]
>;

/** Arrow Duration: a count of units, a `bigint`. */
export type Duration<Unit extends TimeUnit = 'us'> = Flavour<bigint, readonly ['duration', Unit]>;

/**
 * Arrow Decimal128 as exact decimal text, such as `'-12.50'`: no digit is lost.
 * `Precision` is the number of digits, 1 to 38; `Scale` is how many of them follow the point, 0 to `Precision`.
 *
 * @example
 * ```ts
 * const price = (text: string): Decimal<10, 2> => Number(text).toFixed(2);
 * ```
 */
export type Decimal<Precision extends number, Scale extends number = 0> = Flavour<
  string,
  readonly ['decimal', Precision, Scale]
>;

/** What an `Interval` of each unit holds: whole numbers, 32-bit signed but for the nanoseconds, which are 64-bit. */
interface IntervalParts {
  'year-month': { readonly months: number };
  'day-time': { readonly days: number; readonly milliseconds: number };
  'month-day-nano': { readonly months: number; readonly days: number; readonly nanoseconds: bigint };
}

/**
 * Arrow Interval, a calendar distance: `{ months }` for `'year-month'`, `{ days, milliseconds }` for `'day-time'`,
 * `{ months, days, nanoseconds }` for `'month-day-nano'`. Months and days are whole numbers of 32 bits, signed.
 */
export type Interval<Unit extends IntervalUnit = 'month-day-nano'> = Flavour<
  IntervalParts[Unit],
  readonly ['interval', Unit]
>;
