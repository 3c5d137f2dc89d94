/**
 * Arrow types as the compiler, the manifest and the runtime exchange them: plain, JSON-serialisable data,
 * discriminated on `kind`. The names and units follow the Arrow columnar format (format/Schema.fbs).
 */

/** Resolution of a timestamp or duration: seconds, milliseconds, microseconds, nanoseconds. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** Resolution of an Arrow interval. */
export type IntervalUnit = 'year-month' | 'day-time' | 'month-day-nano';

/** An Arrow logical type, with the JavaScript representation where one Arrow type has two. */
export type ArrowType =
  | { readonly kind: 'bool' }
  | {
      readonly kind: 'int';
      readonly bitWidth: 8 | 16 | 32 | 64;
      readonly signed: boolean;
      /** 64-bit integers are `bigint` in TypeScript, or `number` under `SafeInt`. Narrower ones are `number`. */
      readonly as: 'number' | 'bigint';
    }
  | { readonly kind: 'float'; readonly bitWidth: 32 | 64 }
  | { readonly kind: 'utf8' }
  | { readonly kind: 'binary' }
  /** Decimal128, as text in TypeScript: every digit is kept. Precision 1 to 38. */
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  /** Date32: days since 1970-01-01, as a `Date` at midnight UTC. */
  | { readonly kind: 'date' }
  | {
      readonly kind: 'timestamp';
      readonly unit: TimeUnit;
      /** An IANA zone or an offset; null means wall-clock time without a zone. */
      readonly timezone: string | null;
      /** `Date` (milliseconds only) or the raw count of units since the epoch as `bigint`. */
      readonly as: 'date' | 'bigint';
    }
  /** As the count of units, a `bigint`. */
  | { readonly kind: 'duration'; readonly unit: TimeUnit }
  | { readonly kind: 'interval'; readonly unit: IntervalUnit }
  | { readonly kind: 'list'; readonly element: ArrowField }
  | { readonly kind: 'struct'; readonly fields: readonly ArrowField[] }
  /** As a `Map`. Keys are never null. */
  | { readonly kind: 'map'; readonly key: ArrowField; readonly value: ArrowField };

/** A named, possibly nullable slot of an Arrow type: a column, a struct member, a list's element. */
export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly nullable: boolean;
  /** How a null reads in TypeScript when not as `null`: set for `x?: T` and `T | undefined`. */
  readonly nullAs?: 'undefined';
}

/**
 * The type as a person reads it: `Int64`, `List<Utf8?>`, `Timestamp(ms, UTC)`, `Struct<a: Float64, b: Utf8?>`.
 * A trailing `?` marks what may be null inside the type; the top level's own nullability is the field's.
 */
export function formatType(type: ArrowType): string {
  switch (type.kind) {
    case 'bool':
      return 'Bool';
    case 'int':
      return `${type.signed ? 'Int' : 'UInt'}${type.bitWidth}`;
    case 'float':
      return `Float${type.bitWidth}`;
    case 'utf8':
      return 'Utf8';
    case 'binary':
      return 'Binary';
    case 'decimal':
      return `Decimal128(${type.precision}, ${type.scale})`;
    case 'date':
      return 'Date32';
    case 'timestamp':
      return type.timezone === null ? `Timestamp(${type.unit})` : `Timestamp(${type.unit}, ${type.timezone})`;
    case 'duration':
      return `Duration(${type.unit})`;
    case 'interval':
      return `Interval(${type.unit})`;
    case 'list':
      return `List<${formatNested(type.element)}>`;
    case 'struct':
      return `Struct<${type.fields.map((field) => `${field.name}: ${formatNested(field)}`).join(', ')}>`;
    case 'map':
      return `Map<${formatNested(type.key)}, ${formatNested(type.value)}>`;
  }
}

/** `formatType` with the field's own nullability: `Int64` or `Int64?`. */
export function formatNested(field: Pick<ArrowField, 'type' | 'nullable'>): string {
  return field.nullable ? `${formatType(field.type)}?` : formatType(field.type);
}
