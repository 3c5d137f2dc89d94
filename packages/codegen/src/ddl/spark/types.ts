import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { quoteName } from '../quote.ts';
import { isAsFine } from '../resolution.ts';
import { combine, lack, memberNames, type TypeName } from '../type-name.ts';

/**
 * Spark's name of an Arrow type: spark.apache.org/docs/latest/sql-ref-datatypes.html, and to_arrow_type and
 * from_arrow_type in python/pyspark/sql/pandas/types.py of apache/spark for what mapInArrow carries. TIME is of Spark 4.1.
 */
export function sparkType(type: ArrowType): TypeName {
  switch (type.kind) {
    case 'null':
      return 'VOID';
    case 'bool':
      return 'BOOLEAN';
    case 'int':
      return type.signed ? integers[type.bitWidth] : lack(type);
    case 'float':
      return type.bitWidth === 16 ? lack(type) : type.bitWidth === 32 ? 'FLOAT' : 'DOUBLE';
    case 'utf8':
    case 'json':
      return 'STRING';
    case 'binary':
      return 'BINARY';
    case 'decimal':
      return type.precision <= 38 ? `DECIMAL(${type.precision}, ${type.scale})` : lack(type);
    case 'date':
      return 'DATE';
    case 'time':
      return isAsFine('us', type.unit) ? 'TIME(6)' : lack(type);
    case 'timestamp':
      if (!isAsFine('us', type.unit)) return lack(type);
      return type.timezone === null ? 'TIMESTAMP_NTZ' : 'TIMESTAMP';
    case 'duration':
      return isAsFine('us', type.unit) ? 'INTERVAL DAY TO SECOND' : lack(type);
    case 'list':
      return combine({ '[]': sparkType(type.element.type) }, ([element]) => `ARRAY<${element}>`);
    case 'struct':
      return combine(memberNames(type.fields, member), (members) => `STRUCT<${members.join(', ')}>`);
    case 'map':
      return combine(
        { '[key]': sparkType(type.key.type), '[value]': sparkType(type.value.type) },
        (parts) => `MAP<${parts.join(', ')}>`,
      );
    case 'dictionary':
      return sparkType(type.value);
    case 'fixed-binary':
    case 'interval':
    case 'fixed-list':
    case 'union':
    case 'uuid':
      return lack(type);
  }
}

const integers = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INT', 64: 'BIGINT' } as const;

function member(field: ArrowField): TypeName {
  return combine({ '': sparkType(field.type) }, ([type]) => `${quoteName(field.name, '`')}: ${type}`);
}
