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
 * | `Float16`, `Float32`, `Float64` | number | `'float16'`, `'float32'`, `'float64'` | Float16, Float32, Float64 |
 * | `Bool` | boolean | `'bool'` | Bool |
 * | `Utf8`, `LargeUtf8`, `Utf8View` | string | `'utf8'`, `'large_utf8'`, `'utf8_view'` | Utf8, LargeUtf8, Utf8View |
 * | `Binary`, `LargeBinary`, `BinaryView` | Uint8Array | `'binary'`, `'large_binary'`, `'binary_view'` | Binary, LargeBinary, BinaryView |
 * | `FixedSizeBinary<N>` | Uint8Array | `readonly ['fixed_size_binary', N]` | FixedSizeBinary(N) |
 * | `Decimal<P, S>` | string | `readonly ['decimal', P, S]` | Decimal128(P, S), from a P of 39 on Decimal256(P, S) |
 * | `Decimal32<P, S>`, `Decimal64<P, S>`, `Decimal256<P, S>` | string | `readonly ['decimal32', P, S]` … | of that width |
 * | `DateDay`, `Date64` | Date | `'date'`, `'date64'` | Date32, Date64 |
 * | `TimeOfDay<Unit>` | number (s, ms), bigint (us, ns) | `readonly ['time', Unit]` | Time32(unit), Time64(unit) |
 * | `Timestamp<Unit, Zone>` | bigint | `readonly ['timestamp', Unit, Zone]` | Timestamp(unit, zone) |
 * | `Duration<Unit>` | bigint | `readonly ['duration', Unit]` | Duration(unit) |
 * | `Interval<Unit>` | object, see below | `readonly ['interval', Unit]` | Interval(unit) |
 * | `LargeList<T>` | T[] | `'large_list'` | LargeList |
 * | `FixedSizeList<T, N>` | T[] | `readonly ['fixed_size_list', N]` | FixedSizeList of N |
 * | `ArrayView<T>` | an interface of its own | `'array_view'` | List |
 * | `Json<T>` | T | `'json'` | Utf8 with the extension arrow.json |
 * | `Uuid` | string | `'uuid'` | FixedSizeBinary(16) with the extension arrow.uuid |
 *
 * Two more say how a type is encoded, and stand beside `'~arrow'`: `Dictionary<T>` has `'~dictionary'?: true`, and
 * `Sparse<T>` has `'~union'?: 'sparse'`.
 *
 * Unit is a `TimeUnit` (`'s' | 'ms' | 'us' | 'ns'`), for `Interval` an `IntervalUnit`; Zone is a string literal or
 * `null`. Every such argument of an alias must be one literal. Types without the property map by themselves: `string`
 * to Utf8, `number` to Float64, `bigint` to Int64, `boolean` to Bool, `Date` to Timestamp(ms, UTC), `Uint8Array` to
 * Binary, `null` to Null, arrays and other typed arrays to List, object types to Struct, `Map` to Map, a union of string
 * literals to Dictionary, a union of object types that a string literal in each tells apart to a dense Union.
 */
type Flavour<Value, Arrow> = Value & { readonly '~arrow'?: Arrow };

/** A mark on every member of a union but null and undefined, which have no properties and would be lost. */
type Marked<Value, Mark> = Value extends null | undefined ? Value : Value & Mark;

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
/** Arrow Float16: a `number`, rounded to half precision when returned. */
export type Float16 = Flavour<number, 'float16'>;
/** Arrow Float32: a `number`, rounded to single precision when returned. */
export type Float32 = Flavour<number, 'float32'>;
/** Arrow Float64: a `number`. What `number` maps to by itself. */
export type Float64 = Flavour<number, 'float64'>;
/** Arrow Bool. What `boolean` maps to by itself. */
export type Bool = Flavour<boolean, 'bool'>;
/** Arrow Utf8: text. What `string` maps to by itself. */
export type Utf8 = Flavour<string, 'utf8'>;
/**
 * Arrow LargeUtf8: text with 64-bit offsets, for those who take a result as nothing else. As a parameter it reads as
 * `string` does: any of Utf8, LargeUtf8 and Utf8View.
 */
export type LargeUtf8 = Flavour<string, 'large_utf8'>;
/** Arrow Utf8View: text, as engines hold it that filter and sort. As a parameter it reads as `string` does. */
export type Utf8View = Flavour<string, 'utf8_view'>;
/** Arrow Binary: bytes. What `Uint8Array` maps to by itself. */
export type Binary = Flavour<Uint8Array, 'binary'>;
/** Arrow LargeBinary: bytes with 64-bit offsets. As a parameter it reads as `Binary` does. */
export type LargeBinary = Flavour<Uint8Array, 'large_binary'>;
/** Arrow BinaryView: bytes, as engines hold them that filter and sort. As a parameter it reads as `Binary` does. */
export type BinaryView = Flavour<Uint8Array, 'binary_view'>;

/**
 * Arrow FixedSizeBinary: `Bytes` bytes in every value, at least 1. Of another length a result fails its row.
 *
 * @example
 * ```ts
 * const fingerprint = (text: string): FixedSizeBinary<32> => createHash('sha256').update(text).digest();
 * ```
 */
export type FixedSizeBinary<Bytes extends number> = Flavour<
  Uint8Array,
  readonly ['fixed_size_binary', Bytes]
>;

/**
 * Arrow extension arrow.uuid: text such as `'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'`. It is read in lower case and may be
 * returned in either; other text fails its row.
 */
export type Uuid = Flavour<string, 'uuid'>;

/** Arrow Date32: a day, as a `Date` at midnight UTC. One with a time of day fails its row when returned. */
export type DateDay = Flavour<Date, 'date'>;
/** Arrow Date64: a day as well, in milliseconds. Where a time of day belongs to it, use `Date`. */
export type Date64 = Flavour<Date, 'date64'>;

/** The JavaScript type of a count of units since midnight. */
interface TimeCounts {
  s: number;
  ms: number;
  us: bigint;
  ns: bigint;
}

/**
 * Arrow Time32 (`'s'`, `'ms'`: a `number`) or Time64 (`'us'`, `'ns'`: a `bigint`): the count of units since midnight,
 * from 0 to below 24 hours. Anything else fails its row.
 *
 * @example
 * ```ts
 * const isMorning = (at: TimeOfDay<'s'>): boolean => at < 12 * 3600;
 * ```
 */
export type TimeOfDay<Unit extends TimeUnit = 'us'> = Flavour<TimeCounts[Unit], readonly ['time', Unit]>;

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
 * Arrow Decimal as exact decimal text, such as `'-12.50'`: no digit is lost.
 * `Precision` is the number of digits, 1 to 76; `Scale` is how many of them follow the point, 0 to `Precision`.
 * It is a Decimal128 up to 38 digits and a Decimal256 above. A column of another width and the same digits is read too.
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
/** Arrow Decimal32, as `Decimal`: 1 to 9 digits. */
export type Decimal32<Precision extends number, Scale extends number = 0> = Flavour<
  string,
  readonly ['decimal32', Precision, Scale]
>;
/** Arrow Decimal64, as `Decimal`: 1 to 18 digits. */
export type Decimal64<Precision extends number, Scale extends number = 0> = Flavour<
  string,
  readonly ['decimal64', Precision, Scale]
>;
/** Arrow Decimal256, as `Decimal`: 1 to 76 digits, where even few of them should take 32 bytes. */
export type Decimal256<Precision extends number, Scale extends number = 0> = Flavour<
  string,
  readonly ['decimal256', Precision, Scale]
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

/** Arrow LargeList: an array, with 64-bit offsets. As a parameter it reads as `T[]` does. */
export type LargeList<T> = Flavour<T[], 'large_list'>;

/**
 * Arrow FixedSizeList: an array of `Size` elements in every value, at least 1. Of another length a result fails its row.
 *
 * @example
 * ```ts
 * const corner = (box: FixedSizeList<number, 4>): FixedSizeList<number, 2> => box.slice(0, 2);
 * ```
 */
export type FixedSizeList<T, Size extends number> = Flavour<T[], readonly ['fixed_size_list', Size]>;

/**
 * A list that is read in place: no array is made for it. It is a parameter of a synchronous function, as a whole, and
 * good until the function returns: the same object then shows the next row. Take `[...view]` of what is to be kept.
 *
 * @typeParam T an element, of any type that a parameter may have; with `| null` where it may be null
 * @example
 * ```ts
 * export const sum = udf({ deterministic: true }, (values: ArrayView<number>): number => {
 *   let total = 0;
 *   for (let i = 0; i < values.length; i++) total += values.at(i);
 *   return total;
 * });
 * ```
 */
export interface ArrayView<T> {
  /** How many elements the list has. */
  readonly length: number;
  /** An element. Each call reads it anew. @param index 0 to `length` − 1; nothing is said of others */
  at(index: number): T;
  /** The elements, from the first to the last. */
  [Symbol.iterator](): IterableIterator<T>;
  readonly '~arrow'?: 'array_view';
}

/** What `JSON.parse` gives. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/**
 * Arrow extension arrow.json: text in the column, the parsed value in TypeScript. Text that is no JSON fails its row, as
 * does a result that JSON cannot hold: `undefined`, a function, a `bigint`, an object that contains itself. That the
 * text of a column has the shape of `T` is the author's word; nothing checks it.
 *
 * @typeParam T JSON data; `JsonValue` by default, which includes null, so that the column may hold nulls
 * @example
 * ```ts
 * const host = (request: Json<{ headers: { host?: string } }>): string | null => request.headers.host ?? null;
 * ```
 */
export type Json<T = JsonValue> = Marked<T, { readonly '~arrow'?: 'json' }>;

/**
 * Arrow Dictionary: each distinct value is stored once, and the rows hold 32-bit indices. Worth it in a result of few
 * distinct values. `T` is a string, number, bigint or boolean type, such as `string`, `Int32` or `Timestamp`. A union of
 * string literals is a dictionary by itself, and holds no other value.
 *
 * @example
 * ```ts
 * const country = (phone: string): Dictionary<string> | null => prefixes.get(phone.slice(0, 3)) ?? null;
 * ```
 */
export type Dictionary<T extends string | number | bigint | boolean | null | undefined> = Marked<
  T,
  { readonly '~dictionary'?: true }
>;

/**
 * A sparse Arrow Union, which has a column as long as the batch for every variant; by itself a union is dense. `T` is a
 * union of object types that a property with a string literal of its own in each tells apart. As a parameter either
 * reads.
 *
 * @example
 * ```ts
 * type Shape = { kind: 'circle'; radius: number } | { kind: 'square'; side: number };
 * const parse = (text: string): Sparse<Shape> => ({ kind: 'circle', radius: Number(text) });
 * ```
 */
export type Sparse<T extends object | null | undefined> = Marked<T, { readonly '~union'?: 'sparse' }>;
