import type { ArrowField, ArrowType, TimeUnit } from '@sluice/sdk/manifest';
import {
  Binary,
  BinaryView,
  Bool,
  type DataType,
  DateDay,
  DateMillisecond,
  Decimal,
  DenseUnion,
  Dictionary,
  Duration,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  IntervalDayTime,
  IntervalMonthDayNano,
  IntervalYearMonth,
  LargeBinary,
  LargeList,
  LargeUtf8,
  List,
  Map_,
  Null,
  SparseUnion,
  Struct,
  Time,
  Timestamp,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  Utf8View,
  type TimeUnit as WireTimeUnit,
} from 'apache-arrow';
import { nullVariant } from '../layout/union-rows.ts';

/**
 * Numbers for dictionaries, by which a stream's batches name them: those that fields have not taken. The same for each
 * batch of a schema, so that the batches of a stream have one too.
 */
export class DictionaryIds {
  next = 0;

  /** @param taken the fields of the batch beside whose columns there will be more */
  constructor(taken: readonly Field[] = []) {
    for (const { type } of taken) this.#skip(type);
  }

  #skip(type: DataType): void {
    if (type instanceof Dictionary) this.next = Math.max(this.next, type.id + 1);
    for (const child of (type.children ?? []) as readonly Field[]) this.#skip(child.type);
  }
}

/** Types as they were last made, and the dictionary ids that they took: batches of a stream share their types' objects. */
const known = new WeakMap<ArrowType, { dataType: DataType; nullable: boolean; from: number; to: number }>();

/** The `apache-arrow` type of a manifest's type. */
export function toDataType(
  type: ArrowType,
  ids: DictionaryIds = new DictionaryIds(),
  nullable = false,
): DataType {
  const from = ids.next;
  const seen = known.get(type);
  if (seen?.nullable === nullable && (seen.from === from || seen.from === seen.to)) {
    ids.next += seen.to - seen.from;
    return seen.dataType;
  }
  const dataType = makeType(type, ids, nullable);
  known.set(type, { dataType, nullable, from, to: ids.next });
  return dataType;
}

/** The `apache-arrow` field of a manifest's field. */
export function toField({ name, type, nullable }: ArrowField, ids?: DictionaryIds): Field {
  return new Field(name, toDataType(type, ids, nullable), nullable, extensionMetadata(type));
}

/** What makes a field one of an extension type: https://arrow.apache.org/docs/format/CanonicalExtensions.html */
function extensionMetadata({ kind }: ArrowType): Map<string, string> | undefined {
  if (kind !== 'json' && kind !== 'uuid') return undefined;
  return new Map([
    ['ARROW:extension:name', `arrow.${kind}`],
    ['ARROW:extension:metadata', ''],
  ]);
}

const TIME_UNITS: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];

function toWireUnit(unit: TimeUnit): WireTimeUnit {
  return TIME_UNITS.indexOf(unit);
}

function toInt(type: ArrowType & { kind: 'int' }): DataType {
  switch (type.bitWidth) {
    case 8:
      return type.signed ? new Int8() : new Uint8();
    case 16:
      return type.signed ? new Int16() : new Uint16();
    case 32:
      return type.signed ? new Int32() : new Uint32();
    case 64:
      return type.signed ? new Int64() : new Uint64();
  }
}

function toInterval(type: ArrowType & { kind: 'interval' }): DataType {
  switch (type.unit) {
    case 'year-month':
      return new IntervalYearMonth();
    case 'day-time':
      return new IntervalDayTime();
    case 'month-day-nano':
      return new IntervalMonthDayNano();
  }
}

function makeType(type: ArrowType, ids: DictionaryIds, nullable: boolean): DataType {
  switch (type.kind) {
    case 'null':
      return new Null();
    case 'bool':
      return new Bool();
    case 'int':
      return toInt(type);
    case 'float':
      return new { 16: Float16, 32: Float32, 64: Float64 }[type.bitWidth]();
    case 'utf8':
      return type.layout === 'view' ? new Utf8View() : type.layout === 'large' ? new LargeUtf8() : new Utf8();
    case 'json':
      return new Utf8();
    case 'binary':
      return type.layout === 'view'
        ? new BinaryView()
        : type.layout === 'large'
          ? new LargeBinary()
          : new Binary();
    case 'fixed-binary':
      return new FixedSizeBinary(type.byteWidth);
    case 'uuid':
      return new FixedSizeBinary(16);
    case 'decimal':
      return new Decimal(type.scale, type.precision, type.bitWidth);
    case 'date':
      return type.bitWidth === 32 ? new DateDay() : new DateMillisecond();
    case 'time':
      return new Time(toWireUnit(type.unit), type.unit === 's' || type.unit === 'ms' ? 32 : 64);
    case 'timestamp':
      return new Timestamp(toWireUnit(type.unit), type.timezone);
    case 'duration':
      return new Duration(toWireUnit(type.unit));
    case 'interval':
      return toInterval(type);
    case 'list':
      return new (type.layout === 'large' ? LargeList : List)(toField(type.element, ids));
    case 'fixed-list':
      return new FixedSizeList(type.size, toField(type.element, ids));
    case 'struct':
      return new Struct(type.fields.map((field) => toField(field, ids)));
    case 'map': {
      // Entries and keys are never null (Schema.fbs, Map).
      const entries = new Struct<{ key: DataType; value: DataType }>([
        toField(type.key, ids) as Field,
        toField(type.value, ids) as Field,
      ]);
      return new Map_(new Field('entries', entries, false));
    }
    case 'dictionary': {
      const id = ids.next++;
      return new Dictionary(toDataType(type.value, ids), new Int32(), id, false);
    }
    case 'union': {
      const nulls = nullable ? nullVariant(type.variants) : -1;
      const fields = type.variants.map(({ field }, at) =>
        toField(at === nulls ? { ...field, nullable: true } : field, ids),
      );
      return new (type.mode === 'dense' ? DenseUnion : SparseUnion)([...fields.keys()], fields);
    }
  }
}
