import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { quoteName } from '../quote.ts';
import { isAsFine } from '../resolution.ts';
import { combine, lack, memberNames, type TypeName } from '../type-name.ts';

/**
 * Databend's name of an Arrow type, without its own nullability: docs.databend.com/sql/sql-reference/data-types, and for
 * what it sends to a Flight server src/query/expression/src/converts/arrow/ of databendlabs/databend.
 */
export function databendType(type: ArrowType): TypeName {
  switch (type.kind) {
    case 'bool':
      return 'BOOLEAN';
    case 'int':
      return `${integers[type.bitWidth]}${type.signed ? '' : ' UNSIGNED'}`;
    case 'float':
      return type.bitWidth === 16 ? lack(type) : type.bitWidth === 32 ? 'FLOAT' : 'DOUBLE';
    case 'utf8':
      return 'VARCHAR';
    case 'binary':
      return 'BINARY';
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'date':
      return 'DATE';
    case 'timestamp':
      // Its only one that Arrow has: an instant, shown in the session's zone.
      return isAsFine('us', type.unit) ? 'TIMESTAMP' : lack(type);
    case 'list':
      return combine({ '[]': nested(type.element) }, ([element]) => `ARRAY(${element})`);
    case 'fixed-list': {
      const { type: element, nullable } = type.element;
      // A list of a fixed size is a vector for similarity search, and nothing else.
      return element.kind === 'float' && element.bitWidth === 32 && !nullable
        ? `VECTOR(${type.size})`
        : lack(type);
    }
    case 'struct':
      return combine(memberNames(type.fields, member), (members) => `TUPLE(${members.join(', ')})`);
    case 'map':
      return combine(
        { '[key]': databendType(type.key.type), '[value]': nested(type.value) },
        (parts) => `MAP(${parts.join(', ')})`,
      );
    case 'dictionary':
      return databendType(type.value);
    case 'json':
      return 'VARIANT';
    case 'null':
    case 'fixed-binary':
    case 'time':
    case 'duration':
    case 'interval':
    case 'union':
    case 'uuid':
      return lack(type);
  }
}

const integers = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INT', 64: 'BIGINT' } as const;

/** Inside of a type nullability is said either way: Databend compares it, and its standard there is NOT NULL. */
function nested({ type, nullable }: ArrowField): TypeName {
  return combine({ '': databendType(type) }, ([name]) => `${name} ${nullable ? 'NULL' : 'NOT NULL'}`);
}

function member(field: ArrowField): TypeName {
  return combine({ '': nested(field) }, ([type]) => `${quoteName(field.name, '"')} ${type}`);
}
