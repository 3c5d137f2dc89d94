import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { quoteName } from '../quote.ts';
import { isAsFine } from '../resolution.ts';
import { combine, lack, memberNames, type TypeName, type TypeNames } from '../type-name.ts';

/**
 * DuckDB's name of an Arrow type: duckdb.org/docs/stable/sql/data_types/overview, and for how it reads Arrow
 * src/common/arrow/arrow_type_extension.cpp and arrow_converter.cpp of duckdb/duckdb.
 */
export function duckdbType(type: ArrowType): TypeName {
  return nameType(type, duckdbType);
}

/**
 * The same over Arrow Flight, through the extension airport: what Query-farm/airport carries both ways unchanged. UUIDs
 * arrive as an extension type that it does not read.
 */
export function airportType(type: ArrowType): TypeName {
  switch (type.kind) {
    case 'null':
    case 'uuid':
    case 'union':
    case 'fixed-list':
    case 'interval':
      return lack(type);
    case 'time':
      return isAsFine('us', type.unit) ? 'TIME' : lack(type);
    case 'timestamp':
      // Seconds are not among what was seen to come through.
      return type.unit === 's' && type.timezone === null ? 'TIMESTAMP_MS' : nameType(type, airportType);
    default:
      return nameType(type, airportType);
  }
}

/** @param partName What names the types within it. */
function nameType(type: ArrowType, partName: TypeNames): TypeName {
  const member = (field: ArrowField): TypeName => {
    const name = quoteName(field.name, '"');
    return combine({ '': partName(field.type) }, ([part]) => `${name} ${part}`);
  };
  switch (type.kind) {
    case 'bool':
      return 'BOOLEAN';
    case 'int':
      return `${type.signed ? '' : 'U'}${integers[type.bitWidth]}`;
    case 'float':
      return type.bitWidth === 16 ? lack(type) : type.bitWidth === 32 ? 'FLOAT' : 'DOUBLE';
    case 'utf8':
      return 'VARCHAR';
    case 'binary':
      return 'BLOB';
    case 'decimal':
      return type.precision <= 38 ? `DECIMAL(${type.precision}, ${type.scale})` : lack(type);
    case 'date':
      return 'DATE';
    case 'time':
      return type.unit === 'ns' ? 'TIME_NS' : 'TIME';
    case 'timestamp':
      if (type.timezone === null) return timestamps[type.unit];
      return isAsFine('us', type.unit) ? 'TIMESTAMPTZ' : lack(type);
    case 'interval':
      return type.unit === 'month-day-nano' ? 'INTERVAL' : lack(type, "Interval<'month-day-nano'>");
    case 'list':
      return combine({ '[]': partName(type.element.type) }, ([element]) => `${element}[]`);
    case 'fixed-list':
      return combine({ '[]': partName(type.element.type) }, ([element]) => `${element}[${type.size}]`);
    case 'struct':
      return combine(memberNames(type.fields, member), (members) => `STRUCT(${members.join(', ')})`);
    case 'map':
      return combine(
        { '[key]': partName(type.key.type), '[value]': partName(type.value.type) },
        (parts) => `MAP(${parts.join(', ')})`,
      );
    case 'dictionary':
      return partName(type.value);
    case 'union': {
      const variants = type.variants.map(({ field }) => field);
      return combine(memberNames(variants, member), (members) => `UNION(${members.join(', ')})`);
    }
    case 'json':
      return 'JSON';
    case 'uuid':
      return 'UUID';
    case 'null':
      return '"NULL"';
    case 'fixed-binary':
    case 'duration':
      return lack(type);
  }
}

const integers = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' } as const;
const timestamps = { s: 'TIMESTAMP_S', ms: 'TIMESTAMP_MS', us: 'TIMESTAMP', ns: 'TIMESTAMP_NS' } as const;
