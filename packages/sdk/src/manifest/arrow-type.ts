/**
 * Arrow types as the compiler, the manifest and the runtime exchange them: plain, JSON-serialisable data,
 * discriminated on `kind`. The names and units follow the Arrow columnar format (format/Schema.fbs).
 */

/** Resolution of a timestamp, a duration or a time of day: seconds, milliseconds, microseconds, nanoseconds. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** Resolution of an Arrow interval. */
export type IntervalUnit = 'year-month' | 'day-time' | 'month-day-nano';

/** How a list reads in TypeScript: an array (absent), a typed array of its own, or a view that is good for one call. */
export type ListRepresentation = 'typed-array' | 'view';

/** An Arrow logical type, with the JavaScript representation where one Arrow type has two. */
export type ArrowType =
  /** Every value is null. */
  | { readonly kind: 'null' }
  | { readonly kind: 'bool' }
  | {
      readonly kind: 'int';
      readonly bitWidth: 8 | 16 | 32 | 64;
      readonly signed: boolean;
      /** 64-bit integers are `bigint` in TypeScript, or `number` under `SafeInt`. Narrower ones are `number`. */
      readonly as: 'number' | 'bigint';
    }
  | { readonly kind: 'float'; readonly bitWidth: 16 | 32 | 64 }
  /** `layout`: 64-bit offsets (LargeUtf8) or views (Utf8View); absent: 32-bit offsets. */
  | { readonly kind: 'utf8'; readonly layout?: 'large' | 'view' }
  /** `layout`: 64-bit offsets (LargeBinary) or views (BinaryView); absent: 32-bit offsets. */
  | { readonly kind: 'binary'; readonly layout?: 'large' | 'view' }
  /** As a `Uint8Array` of that length. At least 1. */
  | { readonly kind: 'fixed-binary'; readonly byteWidth: number }
  /** As text in TypeScript: every digit is kept. Precision from 1 to 9, 18, 38 and 76, by width. */
  | {
      readonly kind: 'decimal';
      readonly bitWidth: 32 | 64 | 128 | 256;
      readonly precision: number;
      readonly scale: number;
    }
  /** As a `Date` at midnight UTC. Date32 counts days since 1970-01-01, Date64 the milliseconds of whole days. */
  | { readonly kind: 'date'; readonly bitWidth: 32 | 64 }
  /** Time of day. Time32 (s, ms) is a `number`, Time64 (us, ns) a `bigint`, of units since midnight. */
  | { readonly kind: 'time'; readonly unit: TimeUnit }
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
  | {
      readonly kind: 'list';
      readonly element: ArrowField;
      /** 64-bit offsets: LargeList. */
      readonly layout?: 'large';
      readonly as?: ListRepresentation;
    }
  /** Every list has `size` elements, at least 1. */
  | {
      readonly kind: 'fixed-list';
      readonly size: number;
      readonly element: ArrowField;
      readonly as?: ListRepresentation;
    }
  | { readonly kind: 'struct'; readonly fields: readonly ArrowField[] }
  /** As a `Map`. Keys are never null. */
  | { readonly kind: 'map'; readonly key: ArrowField; readonly value: ArrowField }
  /** Dictionary-encoded, with 32-bit indices. `values`: the only ones there are, those of a union of string literals. */
  | { readonly kind: 'dictionary'; readonly value: ArrowType; readonly values?: readonly string[] }
  /** A discriminated union of objects: the property `tag` says which variant a value is. Type ids count from 0. */
  | {
      readonly kind: 'union';
      readonly mode: 'dense' | 'sparse';
      readonly tag: string;
      readonly variants: readonly UnionVariant[];
    }
  /** Extension `arrow.json` over Utf8: text in the column, the parsed value in TypeScript. */
  | { readonly kind: 'json' }
  /** Extension `arrow.uuid` over FixedSizeBinary(16): text such as `'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'`. */
  | { readonly kind: 'uuid' };

/**
 * One variant of a union. The child field is named after the tag's value, and admits null if the union does, for a union
 * has no bitmap of its own. What the object holds beside its tag is `content`: nothing (the child is Null), one property
 * `value` that is the child, or a struct of all others. A `value` that may be null itself is in a struct: a null child is
 * the null of the union. Not every variant holds nothing.
 */
export interface UnionVariant {
  readonly field: ArrowField;
  readonly content: 'none' | 'value' | 'struct';
}

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
    case 'null':
      return 'Null';
    case 'bool':
      return 'Bool';
    case 'int':
      return `${type.signed ? 'Int' : 'UInt'}${type.bitWidth}`;
    case 'float':
      return `Float${type.bitWidth}`;
    case 'utf8':
      return type.layout === 'view' ? 'Utf8View' : type.layout === 'large' ? 'LargeUtf8' : 'Utf8';
    case 'binary':
      return type.layout === 'view' ? 'BinaryView' : type.layout === 'large' ? 'LargeBinary' : 'Binary';
    case 'fixed-binary':
      return `FixedSizeBinary(${type.byteWidth})`;
    case 'decimal':
      return `Decimal${type.bitWidth}(${type.precision}, ${type.scale})`;
    case 'date':
      return `Date${type.bitWidth}`;
    case 'time':
      return `Time${type.unit === 's' || type.unit === 'ms' ? 32 : 64}(${type.unit})`;
    case 'timestamp':
      return type.timezone === null ? `Timestamp(${type.unit})` : `Timestamp(${type.unit}, ${type.timezone})`;
    case 'duration':
      return `Duration(${type.unit})`;
    case 'interval':
      return `Interval(${type.unit})`;
    case 'list':
      return `${type.layout === 'large' ? 'LargeList' : 'List'}<${formatNested(type.element)}>`;
    case 'fixed-list':
      return `FixedSizeList<${formatNested(type.element)}, ${type.size}>`;
    case 'struct':
      return `Struct<${type.fields.map((field) => `${field.name}: ${formatNested(field)}`).join(', ')}>`;
    case 'map':
      return `Map<${formatNested(type.key)}, ${formatNested(type.value)}>`;
    case 'dictionary':
      return `Dictionary<${type.values === undefined ? formatType(type.value) : type.values.map((text) => JSON.stringify(text)).join(' | ')}>`;
    case 'union': {
      const variants = type.variants.map(({ field }) => `${field.name}: ${formatNested(field)}`).join(', ');
      return `${type.mode === 'dense' ? 'DenseUnion' : 'SparseUnion'}<${variants}>`;
    }
    case 'json':
      return 'Json';
    case 'uuid':
      return 'Uuid';
  }
}

/** `formatType` with the field's own nullability: `Int64` or `Int64?`. */
export function formatNested(field: Pick<ArrowField, 'type' | 'nullable'>): string {
  return field.nullable ? `${formatType(field.type)}?` : formatType(field.type);
}
