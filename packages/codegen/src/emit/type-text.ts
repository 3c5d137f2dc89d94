import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { toKey } from './scope.ts';

/** What nulls of a nullable field read as. */
export function nullText(field: ArrowField): 'null' | 'undefined' {
  return field.nullAs ?? 'null';
}

/** The TypeScript type that a field reads as. */
export function typeText(field: ArrowField): string {
  const text = valueTypeText(field.type);
  return field.nullable ? `${text} | ${nullText(field)}` : text;
}

/** The same as the element type of an array, in parentheses where needed. */
export function elementText(field: ArrowField): string {
  return field.nullable ? `(${typeText(field)})` : typeText(field);
}

function valueTypeText(type: ArrowType): string {
  switch (type.kind) {
    case 'bool':
      return 'boolean';
    case 'int':
      return type.as;
    case 'float':
      return 'number';
    case 'utf8':
    case 'decimal':
      return 'string';
    case 'binary':
      return 'Uint8Array';
    case 'date':
      return 'Date';
    case 'timestamp':
      return type.as === 'date' ? 'Date' : 'bigint';
    case 'duration':
      return 'bigint';
    case 'interval':
      return {
        'year-month': '{ months: number }',
        'day-time': '{ days: number; milliseconds: number }',
        'month-day-nano': '{ months: number; days: number; nanoseconds: bigint }',
      }[type.unit];
    case 'list':
      return `${elementText(type.element)}[]`;
    case 'struct':
      return `{ ${type.fields.map((field) => `${toKey(field.name)}: ${typeText(field)}`).join('; ')} }`;
    case 'map':
      return `Map<${typeText(type.key)}, ${typeText(type.value)}>`;
    default:
      throw new Error(`no code for ${type.kind} yet`);
  }
}

/** The typed array in which fixed-width values stand; undefined for the other types. */
export function arrayText(type: ArrowType): string | undefined {
  switch (type.kind) {
    case 'int':
      if (type.bitWidth === 64) return type.signed ? 'BigInt64Array' : 'BigUint64Array';
      return `${type.signed ? 'Int' : 'Uint'}${type.bitWidth}Array`;
    case 'float':
      return `Float${type.bitWidth}Array`;
    case 'timestamp':
    case 'duration':
    case 'decimal':
      return 'BigInt64Array';
    case 'date':
      return 'Int32Array';
    default:
      return undefined;
  }
}
