import type { ArrowField, ArrowType, TimeUnit, UnionVariant } from '@sluice/sdk/manifest';
import { quote, toKey } from './scope.ts';

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
  return field.nullable || field.type.kind === 'union' ? `(${typeText(field)})` : typeText(field);
}

/** Whether values are read as text that is made for each of them. */
export function isText(type: ArrowType): boolean {
  return type.kind === 'utf8' || type.kind === 'decimal' || type.kind === 'uuid';
}

function valueTypeText(type: ArrowType): string {
  switch (type.kind) {
    case 'null':
      return 'null';
    case 'bool':
      return 'boolean';
    case 'int':
      return type.as;
    case 'float':
      return 'number';
    case 'utf8':
    case 'decimal':
    case 'uuid':
      return 'string';
    case 'binary':
    case 'fixed-binary':
      return 'Uint8Array';
    case 'date':
      return 'Date';
    case 'time':
      return type.unit === 's' || type.unit === 'ms' ? 'number' : 'bigint';
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
    case 'fixed-list':
      if (type.as === 'typed-array') return arrayText(type.element.type) as string; // of fixed width
      return `${elementText(type.element)}[]`;
    case 'struct':
      return `{ ${type.fields.map(memberText).join('; ')} }`;
    case 'map':
      return `Map<${typeText(type.key)}, ${typeText(type.value)}>`;
    case 'dictionary':
      return type.values === undefined ? valueTypeText(type.value) : 'string';
    case 'union':
      return type.variants.map((variant) => variantText(type.tag, variant)).join(' | ');
    case 'json':
      return 'unknown';
  }
}

function memberText(field: ArrowField): string {
  return `${toKey(field.name)}: ${typeText(field)}`;
}

function variantText(tag: string, { field, content }: UnionVariant): string {
  const members = [`${toKey(tag)}: ${quote(field.name)}`];
  if (content === 'value') members.push(`value: ${valueTypeText(field.type)}`);
  else if (field.type.kind === 'struct') members.push(...field.type.fields.map(memberText));
  return `{ ${members.join('; ')} }`;
}

/** The typed array in which fixed-width values stand; undefined for the other types. */
export function arrayText(type: ArrowType): string | undefined {
  switch (type.kind) {
    case 'int':
      if (type.bitWidth === 64) return type.signed ? 'BigInt64Array' : 'BigUint64Array';
      return `${type.signed ? 'Int' : 'Uint'}${type.bitWidth}Array`;
    case 'float':
      return type.bitWidth === 16 ? 'Uint16Array' : `Float${type.bitWidth}Array`;
    case 'timestamp':
    case 'duration':
      return 'BigInt64Array';
    case 'decimal':
    case 'date':
      return type.bitWidth === 32 ? 'Int32Array' : 'BigInt64Array';
    case 'time':
      return type.unit === 's' || type.unit === 'ms' ? 'Int32Array' : 'BigInt64Array';
    default:
      return undefined;
  }
}

/** The limit of a time of day in each unit, as a literal of its values' type. */
export const unitsOfDay: Record<TimeUnit, string> = {
  s: '86_400',
  ms: '86_400_000',
  us: '86_400_000_000n',
  ns: '86_400_000_000_000n',
};
