import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { quoteName } from '../quote.ts';
import { combine, lack, memberNames, type TypeName } from '../type-name.ts';

/**
 * ClickHouse's name of an Arrow type, not Nullable itself: clickhouse.com/docs/interfaces/formats/Arrow for what it sends
 * and reads. A Time does not come back from Arrow, and its JSON holds objects only, so that Json is text there.
 */
export function clickhouseType(type: ArrowType): TypeName {
  switch (type.kind) {
    case 'bool':
      return 'Bool';
    case 'int':
      return `${type.signed ? 'Int' : 'UInt'}${type.bitWidth}`;
    case 'float':
      return type.bitWidth === 16 ? lack(type) : `Float${type.bitWidth}`;
    case 'utf8':
    case 'binary':
    case 'json':
      return 'String';
    case 'fixed-binary':
      return `FixedString(${type.byteWidth})`;
    case 'decimal':
      return `Decimal(${type.precision}, ${type.scale})`;
    case 'date':
      return 'Date32';
    case 'timestamp':
      // Without a zone it would be read in the server's.
      return `DateTime64(${digits[type.unit]}, '${type.timezone ?? 'UTC'}')`;
    case 'list':
      return combine({ '[]': clickhouseColumn(type.element) }, ([element]) => `Array(${element})`);
    case 'struct':
      return combine(memberNames(type.fields, member), (members) => `Tuple(${members.join(', ')})`);
    case 'map':
      return combine(
        { '[key]': clickhouseType(type.key.type), '[value]': clickhouseColumn(type.value) },
        (parts) => `Map(${parts.join(', ')})`,
      );
    case 'dictionary':
      return clickhouseType(type.value);
    case 'uuid':
      return 'UUID';
    case 'null':
    case 'time':
    case 'duration':
    case 'interval':
    case 'fixed-list':
    case 'union':
      return lack(type);
  }
}

const digits = { s: 0, ms: 3, us: 6, ns: 9 } as const;

/** Whether `Nullable(…)` may stand around it: clickhouse.com/docs/sql-reference/data-types/nullable. */
export function mayBeNullable({ kind }: ArrowType): boolean {
  return kind !== 'list' && kind !== 'struct' && kind !== 'map';
}

/** With its nullability. A null where none can be would be read as an empty value, so that there is no such type. */
function clickhouseColumn({ type, nullable }: Pick<ArrowField, 'type' | 'nullable'>): TypeName {
  if (!nullable) return clickhouseType(type);
  if (!mayBeNullable(type)) return lack(type, 'Json');
  return combine({ '': clickhouseType(type) }, ([name]) => `Nullable(${name})`);
}

function member(field: ArrowField): TypeName {
  return combine({ '': clickhouseColumn(field) }, ([type]) => `${quoteName(field.name, '`')} ${type}`);
}
