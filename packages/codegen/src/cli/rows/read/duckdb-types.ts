import type {
  DuckDBArrayType,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBIntervalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampValue,
  DuckDBType,
  DuckDBValue,
} from '@duckdb/node-api';
import type { ArrowField, ArrowType, TimeUnit } from '@sluice/sdk/manifest';

/** What a column of DuckDB is in Arrow, and how its values read. */
export interface DuckDBColumn {
  readonly type: ArrowType;
  /** A value that is not null, as a function with such a parameter is given it. */
  read(value: DuckDBValue): unknown;
}

/** DuckDB's numbers of types: DuckDBTypeId, an enum of a package that may not be there. */
const ID = {
  BOOLEAN: 1,
  TINYINT: 2,
  SMALLINT: 3,
  INTEGER: 4,
  BIGINT: 5,
  UTINYINT: 6,
  USMALLINT: 7,
  UINTEGER: 8,
  UBIGINT: 9,
  FLOAT: 10,
  DOUBLE: 11,
  TIMESTAMP: 12,
  DATE: 13,
  TIME: 14,
  INTERVAL: 15,
  HUGEINT: 16,
  VARCHAR: 17,
  BLOB: 18,
  DECIMAL: 19,
  TIMESTAMP_S: 20,
  TIMESTAMP_MS: 21,
  TIMESTAMP_NS: 22,
  ENUM: 23,
  LIST: 24,
  STRUCT: 25,
  MAP: 26,
  UUID: 27,
  TIMESTAMP_TZ: 31,
  ARRAY: 33,
} as const;

const same = (value: DuckDBValue): unknown => value;

function int(bitWidth: 8 | 16 | 32 | 64, signed: boolean): DuckDBColumn {
  return { type: { kind: 'int', bitWidth, signed, as: bitWidth === 64 ? 'bigint' : 'number' }, read: same };
}

function timestamp(
  unit: TimeUnit,
  timezone: string | null,
  of: 'seconds' | 'millis' | 'micros' | 'nanos',
): DuckDBColumn {
  return {
    type: { kind: 'timestamp', unit, timezone, as: 'bigint' },
    // Each class of timestamps has its count under the name of its unit.
    read: (value) => BigInt((value as unknown as Readonly<Record<typeof of, bigint>>)[of]),
  };
}

/** Undefined where Arrow, or Sluice, has no such type. */
export function duckdbColumn(type: DuckDBType): DuckDBColumn | undefined {
  switch (type.typeId as number) {
    case ID.BOOLEAN:
      return { type: { kind: 'bool' }, read: same };
    case ID.TINYINT:
      return int(8, true);
    case ID.SMALLINT:
      return int(16, true);
    case ID.INTEGER:
      return int(32, true);
    case ID.BIGINT:
      return int(64, true);
    case ID.UTINYINT:
      return int(8, false);
    case ID.USMALLINT:
      return int(16, false);
    case ID.UINTEGER:
      return int(32, false);
    case ID.UBIGINT:
      return int(64, false);
    case ID.FLOAT:
      return { type: { kind: 'float', bitWidth: 32 }, read: same };
    case ID.DOUBLE:
      return { type: { kind: 'float', bitWidth: 64 }, read: same };
    case ID.HUGEINT:
      return { type: { kind: 'decimal', bitWidth: 128, precision: 38, scale: 0 }, read: String };
    case ID.DECIMAL: {
      const { width, scale } = type as DuckDBDecimalType;
      return { type: { kind: 'decimal', bitWidth: 128, precision: width, scale }, read: String };
    }
    case ID.VARCHAR:
      return type.alias === 'JSON'
        ? { type: { kind: 'json' }, read: (value) => JSON.parse(String(value)) }
        : { type: { kind: 'utf8' }, read: same };
    case ID.ENUM:
      return { type: { kind: 'utf8' }, read: same };
    case ID.BLOB:
      return { type: { kind: 'binary' }, read: (value) => (value as DuckDBBlobValue).bytes };
    case ID.UUID:
      return { type: { kind: 'uuid' }, read: String };
    case ID.DATE:
      return {
        type: { kind: 'date', bitWidth: 32 },
        read: (value) => new Date((value as DuckDBDateValue).days * 86_400_000),
      };
    case ID.TIME:
      return {
        type: { kind: 'time', unit: 'us' },
        read: (value) => (value as DuckDBTimestampValue).micros, // its own class has it too
      };
    case ID.TIMESTAMP:
      return timestamp('us', null, 'micros');
    case ID.TIMESTAMP_TZ:
      return timestamp('us', 'UTC', 'micros');
    case ID.TIMESTAMP_S:
      return timestamp('s', null, 'seconds');
    case ID.TIMESTAMP_MS:
      return timestamp('ms', null, 'millis');
    case ID.TIMESTAMP_NS:
      return timestamp('ns', null, 'nanos');
    case ID.INTERVAL:
      return {
        type: { kind: 'interval', unit: 'month-day-nano' },
        read: (value) => {
          const { months, days, micros } = value as DuckDBIntervalValue;
          return { months, days, nanoseconds: micros * 1000n };
        },
      };
    default:
      return nested(type);
  }
}

function nested(type: DuckDBType): DuckDBColumn | undefined {
  switch (type.typeId as number) {
    case ID.LIST: {
      const inside = duckdbColumn((type as DuckDBListType).valueType);
      return inside && listOf(inside);
    }
    case ID.ARRAY: {
      const { valueType, length } = type as DuckDBArrayType;
      const inside = duckdbColumn(valueType);
      if (inside === undefined) return undefined;
      const { read } = listOf(inside);
      return { type: { kind: 'fixed-list', size: length, element: field('item', inside) }, read };
    }
    case ID.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const members = entryTypes.map(duckdbColumn);
      if (!members.every((member) => member !== undefined)) return undefined;
      const fields = members.map((member, at) => field(entryNames[at] ?? '', member));
      return {
        type: { kind: 'struct', fields },
        read: (value) => {
          const { entries } = value as DuckDBStructValue;
          return Object.fromEntries(
            members.map((member, at) => [entryNames[at], readInside(member, entries[entryNames[at] ?? ''])]),
          );
        },
      };
    }
    case ID.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      const [key, item] = [duckdbColumn(keyType), duckdbColumn(valueType)];
      if (key === undefined || item === undefined) return undefined;
      return {
        type: { kind: 'map', key: { ...field('key', key), nullable: false }, value: field('value', item) },
        read: (value) =>
          new Map(
            (value as DuckDBMapValue).entries.map((each) => [
              readInside(key, each.key),
              readInside(item, each.value),
            ]),
          ),
      };
    }
    default:
      return undefined;
  }
}

function field(name: string, { type }: DuckDBColumn): ArrowField {
  return { name, nullable: true, type };
}

function listOf(inside: DuckDBColumn): DuckDBColumn {
  return {
    type: { kind: 'list', element: field('item', inside) },
    read: (value) => (value as DuckDBListValue).items.map((item) => readInside(inside, item)),
  };
}

function readInside({ read }: DuckDBColumn, value: DuckDBValue | undefined): unknown {
  return value === null || value === undefined ? null : read(value);
}
