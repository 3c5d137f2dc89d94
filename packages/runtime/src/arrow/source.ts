import type { IntervalUnit as IntervalName, TimeUnit } from '@sluice/sdk/manifest';
import {
  type Data,
  type DataType,
  type Date_,
  DateUnit,
  type Decimal,
  type Dictionary,
  type Duration,
  type Field,
  type FixedSizeBinary,
  type FixedSizeList,
  type Float,
  type Int,
  type Interval,
  IntervalUnit,
  type Map_,
  Precision,
  type Time,
  type Timestamp,
  Type,
  type Union,
  UnionMode,
  type Vector,
} from 'apache-arrow';
import type { SourceArray, SourceField, SourceType } from '../layout/source.ts';

/** `apache-arrow`'s arrays, types and fields as the layout layer sees them. Nothing is copied. */

const TIME_UNITS: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];

const INTERVAL_UNITS: Readonly<Record<IntervalUnit, IntervalName>> = {
  [IntervalUnit.YEAR_MONTH]: 'year-month',
  [IntervalUnit.DAY_TIME]: 'day-time',
  [IntervalUnit.MONTH_DAY_NANO]: 'month-day-nano',
};

const FLOAT_WIDTHS: Readonly<Record<Precision, 16 | 32 | 64>> = {
  [Precision.HALF]: 16,
  [Precision.SINGLE]: 32,
  [Precision.DOUBLE]: 64,
};

/** Batches of a stream share their types' objects. */
const known = new WeakMap<DataType, SourceType>();

export function sourceType(type: DataType): SourceType {
  let source = known.get(type);
  if (source === undefined) {
    source = readType(type);
    known.set(type, source);
  }
  return source;
}

export function sourceField({ name, type, nullable, metadata }: Field): SourceField {
  return { name, type: sourceType(type), nullable, metadata };
}

function readType(type: DataType): SourceType {
  const children = (): SourceField[] => ((type.children ?? []) as readonly Field[]).map(sourceField);
  const child = (): SourceField => children()[0] as SourceField; // there where the type has one
  switch (type.typeId) {
    case Type.Null:
      return { kind: 'null' };
    case Type.Bool:
      return { kind: 'bool' };
    case Type.Int: {
      const { bitWidth, isSigned } = type as Int;
      return { kind: 'int', bitWidth, signed: isSigned };
    }
    case Type.Float:
      return { kind: 'float', bitWidth: FLOAT_WIDTHS[(type as Float).precision] };
    case Type.Utf8:
      return { kind: 'utf8' };
    case Type.LargeUtf8:
      return { kind: 'utf8', layout: 'large' };
    case Type.Utf8View:
      return { kind: 'utf8', layout: 'view' };
    case Type.Binary:
      return { kind: 'binary' };
    case Type.LargeBinary:
      return { kind: 'binary', layout: 'large' };
    case Type.BinaryView:
      return { kind: 'binary', layout: 'view' };
    case Type.FixedSizeBinary:
      return { kind: 'fixed-binary', byteWidth: (type as FixedSizeBinary).byteWidth };
    case Type.Decimal: {
      const { bitWidth, precision, scale } = type as Decimal;
      return { kind: 'decimal', bitWidth: bitWidth as 32 | 64 | 128 | 256, precision, scale }; // all that Arrow has
    }
    case Type.Date:
      return { kind: 'date', bitWidth: (type as Date_).unit === DateUnit.DAY ? 32 : 64 };
    case Type.Time:
      return { kind: 'time', unit: unitOf(type as Time) };
    case Type.Timestamp:
      return {
        kind: 'timestamp',
        unit: unitOf(type as Timestamp),
        timezone: (type as Timestamp).timezone || null,
      };
    case Type.Duration:
      return { kind: 'duration', unit: unitOf(type as Duration) };
    case Type.Interval:
      return { kind: 'interval', unit: INTERVAL_UNITS[(type as Interval).unit] };
    case Type.List:
      return { kind: 'list', element: child() };
    case Type.LargeList:
      return { kind: 'list', layout: 'large', element: child() };
    case Type.FixedSizeList:
      return { kind: 'fixed-list', size: (type as FixedSizeList).listSize, element: child() };
    case Type.Struct:
      return { kind: 'struct', fields: children() };
    case Type.Map:
      return { kind: 'map', entries: child(), keysSorted: (type as Map_).keysSorted };
    case Type.Union: {
      const { mode, typeIds } = type as Union;
      return {
        kind: 'union',
        mode: mode === UnionMode.Dense ? 'dense' : 'sparse',
        typeIds: [...typeIds],
        fields: children(),
      };
    }
    case Type.Dictionary: {
      const { indices, dictionary, isOrdered, id } = type as Dictionary;
      const { bitWidth, isSigned } = indices as Int;
      return {
        kind: 'dictionary',
        index: { bitWidth, signed: isSigned },
        value: sourceType(dictionary),
        ordered: isOrdered,
        id: BigInt(id),
      };
    }
    default:
      return { kind: 'unknown', name: String(type) };
  }
}

function unitOf({ unit }: { readonly unit: number }): TimeUnit {
  return TIME_UNITS[unit] as TimeUnit; // in the order of Schema.fbs
}

/** An array of `apache-arrow`. What is nested in it, and how many nulls it has, is asked for only where it counts. */
export function sourceArray(data: Data): SourceArray {
  return new DataArray(data);
}

/** A union of nulls with which `apache-arrow` fills a column up to the rows of its batch: it has nothing else. */
function isFilling({ typeId, length, children, offset }: Data): boolean {
  return typeId === Type.Union && length > 0 && children.length === 0 && offset === 0;
}

class DataArray implements SourceArray {
  readonly type: SourceType;
  readonly length: number;
  readonly validity: Uint8Array | undefined;
  readonly bitOffset: number;
  readonly values: ArrayBufferView | undefined;
  readonly offsets: Int32Array | BigInt64Array | undefined;
  /** `apache-arrow` has no list views. */
  readonly sizes: undefined;
  readonly typeIds: Int8Array | undefined;
  readonly variadic: readonly Uint8Array[];
  readonly #data: Data;
  #children: readonly (SourceArray | undefined)[] | undefined;

  constructor(data: Data) {
    this.type = sourceType(data.type);
    this.length = data.length;
    this.validity = isFilling(data) ? new Uint8Array((data.length + 7) >> 3) : data.nullBitmap;
    this.bitOffset = data.offset;
    this.values = data.values;
    this.offsets = data.valueOffsets;
    this.typeIds = data.typeIds as Int8Array | undefined;
    this.variadic = data.variadicBuffers;
    this.#data = data;
  }

  /** Counted by `apache-arrow`, which cannot where the bitmap is shorter than the array. */
  get nullCount(): number {
    return isFilling(this.#data) ? this.length : this.#data.nullCount;
  }

  get children(): readonly (SourceArray | undefined)[] {
    // Where there are no rows, apache-arrow leaves out the arrays inside.
    this.#children ??= (this.#data.children as readonly (Data | undefined)[]).map((child) =>
      child === undefined ? undefined : sourceArray(child),
    );
    return this.#children;
  }

  get dictionary(): readonly SourceArray[] | undefined {
    return (this.#data.dictionary as Vector | undefined)?.data.map(sourceArray);
  }
}
