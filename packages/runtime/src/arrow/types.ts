import { type ArrowField, type ArrowType, formatType, type TimeUnit } from '@sluice/sdk/manifest';
import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  DateUnit,
  Decimal,
  type Dictionary,
  Duration,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  IntervalDayTime,
  IntervalMonthDayNano,
  IntervalUnit,
  IntervalYearMonth,
  List,
  Map_,
  Precision,
  Struct,
  Timestamp,
  Type,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  type TimeUnit as WireTimeUnit,
} from 'apache-arrow';

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

/** The `apache-arrow` type of a manifest's type. */
export function toDataType(type: ArrowType): DataType {
  switch (type.kind) {
    case 'bool':
      return new Bool();
    case 'int':
      return toInt(type);
    case 'float':
      return type.bitWidth === 32 ? new Float32() : new Float64();
    case 'utf8':
      return new Utf8();
    case 'binary':
      return new Binary();
    case 'decimal':
      return new Decimal(type.scale, type.precision, 128);
    case 'date':
      return new DateDay();
    case 'timestamp':
      return new Timestamp(toWireUnit(type.unit), type.timezone);
    case 'duration':
      return new Duration(toWireUnit(type.unit));
    case 'interval':
      switch (type.unit) {
        case 'year-month':
          return new IntervalYearMonth();
        case 'day-time':
          return new IntervalDayTime();
        case 'month-day-nano':
          return new IntervalMonthDayNano();
      }
      break;
    case 'list':
      return new List(toField(type.element));
    case 'struct':
      return new Struct(type.fields.map(toField));
    case 'map': {
      // Entries and keys are never null (Schema.fbs, Map).
      const entries = new Struct<{ key: DataType; value: DataType }>([
        toField(type.key) as Field,
        toField(type.value) as Field,
      ]);
      return new Map_(new Field('entries', entries, false));
    }
  }
  throw new Error(`no apache-arrow type for ${JSON.stringify(type)}; please report`);
}

/** The `apache-arrow` field of a manifest's field. */
export function toField(field: ArrowField): Field {
  return new Field(field.name, toDataType(field.type), field.nullable);
}

function fromField(field: Field): ArrowField | undefined {
  const type = fromDataType(field.type);
  return type && { name: field.name, type, nullable: field.nullable };
}

/**
 * The manifest's type of an `apache-arrow` type; undefined where Sluice has none. A dictionary-encoded one, at any depth,
 * counts as one of its values' type.
 */
export function fromDataType(type: DataType): ArrowType | undefined {
  switch (type.typeId) {
    case Type.Bool:
      return { kind: 'bool' };
    case Type.Int: {
      const { bitWidth, isSigned } = type as Int32;
      return {
        kind: 'int',
        bitWidth,
        signed: isSigned,
        as: (bitWidth as number) === 64 ? 'bigint' : 'number',
      };
    }
    case Type.Float: {
      const { precision } = type as Float64;
      if ((precision as Precision) === Precision.HALF) return undefined;
      return { kind: 'float', bitWidth: (precision as Precision) === Precision.SINGLE ? 32 : 64 };
    }
    case Type.Utf8:
      return { kind: 'utf8' };
    case Type.Binary:
      return { kind: 'binary' };
    case Type.Decimal: {
      const { bitWidth, precision, scale } = type as Decimal;
      return bitWidth === 128 ? { kind: 'decimal', bitWidth, precision, scale } : undefined;
    }
    case Type.Date:
      return (type as DateDay).unit === DateUnit.DAY ? { kind: 'date', bitWidth: 32 } : undefined;
    case Type.Timestamp: {
      const { unit, timezone } = type as Timestamp;
      return { kind: 'timestamp', unit: TIME_UNITS[unit] ?? 'ms', timezone: timezone || null, as: 'bigint' };
    }
    case Type.Duration:
      return { kind: 'duration', unit: TIME_UNITS[(type as Duration).unit] ?? 'ms' };
    case Type.Interval:
      switch ((type as IntervalDayTime).unit as IntervalUnit) {
        case IntervalUnit.YEAR_MONTH:
          return { kind: 'interval', unit: 'year-month' };
        case IntervalUnit.DAY_TIME:
          return { kind: 'interval', unit: 'day-time' };
        default:
          return { kind: 'interval', unit: 'month-day-nano' };
      }
    case Type.List: {
      const element = fromField((type as List).children[0] as Field);
      return element && { kind: 'list', element };
    }
    case Type.Struct: {
      const fields = (type as Struct).children.map((child) => fromField(child as Field));
      return fields.every((field) => field !== undefined) ? { kind: 'struct', fields } : undefined;
    }
    case Type.Map: {
      const entries = ((type as Map_).children[0] as Field).type as Struct;
      const key = fromField(entries.children[0] as Field);
      const value = fromField(entries.children[1] as Field);
      return key && value && { kind: 'map', key, value };
    }
    case Type.Dictionary:
      return fromDataType((type as Dictionary).dictionary);
    default:
      return undefined;
  }
}

/** The given type as a person reads it, whether or not Sluice has it. */
export function formatDataType(type: DataType): string {
  const known = fromDataType(type);
  const text = known ? formatType(known) : String(type);
  return known && type.typeId === Type.Dictionary ? `Dictionary<${text}>` : text;
}

const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', '+00:00', 'Z']);

function sameZone(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && UTC_NAMES.has(a) && UTC_NAMES.has(b));
}

/**
 * Whether a column of type `given` can be read as `wanted`. The names of list elements and map entries do not count;
 * struct members are found by name, and members that the function does not declare are left aside. Whether members
 * and elements may be null does not count either: a null that the function does not admit there is its row's error.
 */
export function fitsType(wanted: ArrowType, given: DataType): boolean {
  if (given.typeId === Type.Dictionary) return fitsType(wanted, (given as Dictionary).dictionary);
  const children = given.children as readonly Field[] | undefined;
  switch (wanted.kind) {
    case 'list':
      return given.typeId === Type.List && fitsChild(wanted.element, children?.[0]);
    case 'map': {
      const [key, value] = (children?.[0]?.type as Struct | undefined)?.children ?? [];
      return given.typeId === Type.Map && fitsChild(wanted.key, key) && fitsChild(wanted.value, value);
    }
    case 'struct':
      return (
        given.typeId === Type.Struct &&
        wanted.fields.every((member) =>
          fitsChild(
            member,
            children?.find(({ name }) => name === member.name),
          ),
        )
      );
    default: {
      const actual = fromDataType(given);
      return actual !== undefined && fitsFlat(wanted, actual);
    }
  }
}

function fitsChild(wanted: ArrowField, given: Field | undefined): boolean {
  return given !== undefined && fitsType(wanted.type, given.type);
}

function fitsFlat(wanted: ArrowType, given: ArrowType): boolean {
  switch (wanted.kind) {
    case 'int':
      return given.kind === 'int' && given.bitWidth === wanted.bitWidth && given.signed === wanted.signed;
    case 'float':
      return given.kind === 'float' && given.bitWidth === wanted.bitWidth;
    case 'decimal':
      return given.kind === 'decimal' && given.precision === wanted.precision && given.scale === wanted.scale;
    case 'timestamp':
      return (
        given.kind === 'timestamp' && given.unit === wanted.unit && sameZone(given.timezone, wanted.timezone)
      );
    case 'duration':
    case 'interval':
      return given.kind === wanted.kind && given.unit === wanted.unit;
    default:
      return given.kind === wanted.kind;
  }
}
