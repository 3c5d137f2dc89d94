import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { quoteName } from '../quote.ts';
import { isAsFine } from '../resolution.ts';
import { combine, lack, memberNames, type TypeName } from '../type-name.ts';

/**
 * RisingWave's name of an Arrow type: docs.risingwave.com/sql/data-types/overview, and for what it sends to a Flight
 * server src/common/src/array/arrow/arrow_udf.rs of risingwavelabs/risingwave.
 */
export function risingwaveType(type: ArrowType): TypeName {
  switch (type.kind) {
    case 'bool':
      return 'boolean';
    case 'int':
      return type.signed && type.bitWidth !== 8 ? integers[type.bitWidth] : lack(type);
    case 'float':
      return type.bitWidth === 16 ? lack(type) : type.bitWidth === 32 ? 'real' : 'double precision';
    case 'utf8':
      return 'varchar';
    case 'binary':
      return 'bytea';
    case 'decimal':
      // Its only decimal has 28 digits.
      return type.precision <= 28 ? 'numeric' : lack(type);
    case 'date':
      return 'date';
    case 'time':
      return isAsFine('us', type.unit) ? 'time' : lack(type);
    case 'timestamp':
      if (!isAsFine('us', type.unit)) return lack(type);
      return type.timezone === null ? 'timestamp' : 'timestamptz';
    case 'interval':
      return type.unit === 'month-day-nano' ? 'interval' : lack(type, "Interval<'month-day-nano'>");
    case 'list':
      return combine({ '[]': risingwaveType(type.element.type) }, ([element]) => `${element}[]`);
    case 'struct':
      return combine(memberNames(type.fields, member), (members) => `struct<${members.join(', ')}>`);
    case 'map':
      // src/common/src/types/map_type.rs: keys are text or integers.
      if (type.key.type.kind !== 'utf8' && type.key.type.kind !== 'int') return lack(type);
      return combine(
        { '[key]': risingwaveType(type.key.type), '[value]': risingwaveType(type.value.type) },
        (parts) => `map(${parts.join(', ')})`,
      );
    case 'dictionary':
      return risingwaveType(type.value);
    case 'json':
      return 'jsonb';
    case 'null':
    case 'fixed-binary':
    case 'duration':
    case 'fixed-list':
    case 'union':
    case 'uuid':
      return lack(type);
  }
}

const integers = { 16: 'smallint', 32: 'integer', 64: 'bigint' } as const;

function member(field: ArrowField): TypeName {
  const name = quoteName(field.name, '"');
  return combine({ '': risingwaveType(field.type) }, ([type]) => `${name} ${type}`);
}
