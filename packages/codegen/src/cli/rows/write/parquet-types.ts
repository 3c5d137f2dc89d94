import type { DuckDBMapEntry, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { toText } from '../convert/to-text.ts';
import type { DuckDBModule } from '../duckdb.ts';

/** What an Arrow column is in DuckDB, and so in Parquet. */
export interface ParquetColumn {
  readonly type: DuckDBType;
  /** A value that is not null, as a function gives it. */
  write(value: unknown): DuckDBValue;
}

// Values are those of the type: the runtime has read them from a column of it.
const same = (value: unknown): DuckDBValue => value as DuckDBValue;

/** What DuckDB has no type for, or none as fine, is text: as it is in CSV. */
export function parquetColumn(duckdb: DuckDBModule, { type }: Pick<ArrowField, 'type'>): ParquetColumn {
  switch (type.kind) {
    case 'bool':
      return { type: duckdb.BOOLEAN, write: same };
    case 'int':
      return intColumn(duckdb, type);
    case 'float':
      return { type: type.bitWidth === 64 ? duckdb.DOUBLE : duckdb.FLOAT, write: same };
    case 'utf8':
      return { type: duckdb.VARCHAR, write: same };
    case 'binary':
    case 'fixed-binary':
      return { type: duckdb.BLOB, write: (value) => duckdb.blobValue(value as Uint8Array) };
    case 'decimal': {
      const { precision, scale } = type;
      if (precision > 38) return textColumn(duckdb, type);
      return {
        type: duckdb.DECIMAL(precision, scale),
        write: (value) => duckdb.decimalValue(unscaled(String(value), scale), precision, scale),
      };
    }
    case 'date':
      return {
        type: duckdb.DATE,
        write: (value) => duckdb.dateValue((value as Date).getTime() / 86_400_000),
      };
    case 'time': {
      const { unit } = type;
      if (unit === 'ns') return textColumn(duckdb, type);
      return {
        type: duckdb.TIME,
        write: (value) => duckdb.timeValue(BigInt(value as number | bigint) * perMicro[unit]),
      };
    }
    case 'timestamp':
      return timestampColumn(duckdb, type);
    case 'list':
    case 'fixed-list':
      return listColumn(duckdb, type);
    case 'struct': {
      const members = type.fields.map((field) => [field.name, parquetColumn(duckdb, field)] as const);
      return {
        type: duckdb.STRUCT(Object.fromEntries(members.map(([name, column]) => [name, column.type]))),
        write: (value) => {
          const object = value as Readonly<Record<string, unknown>>;
          return duckdb.structValue(
            Object.fromEntries(members.map(([name, column]) => [name, writeInside(column, object[name])])),
          );
        },
      };
    }
    case 'map': {
      const [key, item] = [parquetColumn(duckdb, type.key), parquetColumn(duckdb, type.value)];
      const entry = ([name, each]: readonly [unknown, unknown]): DuckDBMapEntry => ({
        key: writeInside(key, name),
        value: writeInside(item, each),
      });
      return {
        type: duckdb.MAP(key.type, item.type),
        write: (value) => duckdb.mapValue([...(value as ReadonlyMap<unknown, unknown>)].map(entry)),
      };
    }
    case 'dictionary':
      return parquetColumn(duckdb, { type: type.value });
    case 'uuid':
      return {
        type: duckdb.UUID,
        write: (value) => duckdb.uuidValue(BigInt(`0x${String(value).replaceAll('-', '')}`)),
      };
    case 'null':
    case 'duration':
    case 'interval':
    case 'union':
    case 'json':
      return textColumn(duckdb, type);
  }
}

const perMicro = { s: 1_000_000n, ms: 1000n, us: 1n } as const;

function textColumn(duckdb: DuckDBModule, type: ArrowType): ParquetColumn {
  return { type: duckdb.VARCHAR, write: toText(type) };
}

function intColumn(
  duckdb: DuckDBModule,
  { bitWidth, signed, as }: ArrowType & { kind: 'int' },
): ParquetColumn {
  switch (bitWidth) {
    case 8:
      return { type: signed ? duckdb.TINYINT : duckdb.UTINYINT, write: same };
    case 16:
      return { type: signed ? duckdb.SMALLINT : duckdb.USMALLINT, write: same };
    case 32:
      return { type: signed ? duckdb.INTEGER : duckdb.UINTEGER, write: same };
    case 64:
      return {
        type: signed ? duckdb.BIGINT : duckdb.UBIGINT,
        write: as === 'bigint' ? same : (value) => BigInt(value as number),
      };
  }
}

/** Of a column with a zone DuckDB has microseconds only; finer ones keep their digits and lose the mark that they are UTC. */
function timestampColumn(
  duckdb: DuckDBModule,
  { unit, timezone }: ArrowType & { kind: 'timestamp' },
): ParquetColumn {
  const count = (value: unknown): bigint =>
    value instanceof Date ? BigInt(value.getTime()) : (value as bigint);
  if (unit === 'ns') {
    return { type: duckdb.TIMESTAMP_NS, write: (value) => duckdb.timestampNanosValue(count(value)) };
  }
  const micros = (value: unknown): bigint => count(value) * perMicro[unit];
  return timezone === null
    ? { type: duckdb.TIMESTAMP, write: (value) => duckdb.timestampValue(micros(value)) }
    : { type: duckdb.TIMESTAMPTZ, write: (value) => duckdb.timestampTZValue(micros(value)) };
}

function listColumn(duckdb: DuckDBModule, type: ArrowType & { kind: 'list' | 'fixed-list' }): ParquetColumn {
  const inside = parquetColumn(duckdb, type.element);
  const items = (value: unknown): DuckDBValue[] =>
    Array.from(value as Iterable<unknown>, (item) => writeInside(inside, item));
  return type.kind === 'list'
    ? { type: duckdb.LIST(inside.type), write: (value) => duckdb.listValue(items(value)) }
    : { type: duckdb.ARRAY(inside.type, type.size), write: (value) => duckdb.arrayValue(items(value)) };
}

function writeInside({ write }: ParquetColumn, value: unknown): DuckDBValue {
  return value === null || value === undefined ? null : write(value);
}

/** `'-1.5'` with scale 2 is -150. */
function unscaled(text: string, scale: number): bigint {
  const [whole = '0', digits = ''] = text.split('.');
  const count = BigInt(`${whole.replace('-', '')}${digits.padEnd(scale, '0')}`);
  return text.startsWith('-') ? -count : count;
}
