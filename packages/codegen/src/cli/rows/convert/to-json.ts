import type { ArrowType, UnionVariant } from '@sluice/sdk/manifest';
import { dateText, durationText, timestampText, timeText } from './moments.ts';

/** A value that JSON has. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Makes a value of JSON of what a function gave. */
export type ToJson = (value: unknown) => Json;

/**
 * Writes values of a type as JSON. What JSON has no values for is text: 64-bit integers and decimals as digits, NaN and
 * the infinities by name, bytes in base64, dates and times after ISO 8601.
 */
export function toJson(type: ArrowType): ToJson {
  const write = writer(type);
  return (value) => (value === null || value === undefined ? null : write(value));
}

function writer(type: ArrowType): ToJson {
  switch (type.kind) {
    case 'null':
      return () => null;
    case 'float':
      return (value) => (Number.isFinite(value) ? (value as number) : String(value));
    case 'int':
      return type.bitWidth === 64 ? String : plain;
    case 'binary':
    case 'fixed-binary':
      return (value) => {
        const bytes = value as Uint8Array;
        return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
      };
    case 'date':
      return (value) => dateText(value as Date);
    case 'time':
      return (value) => timeText(BigInt(value as number | bigint), type.unit);
    case 'timestamp':
      return (value) => {
        const count = value instanceof Date ? BigInt(value.getTime()) : (value as bigint);
        return `${timestampText(count, type.unit)}${type.timezone === null ? '' : 'Z'}`;
      };
    case 'duration':
      return (value) => durationText(value as bigint, type.unit);
    case 'interval':
      return (value) => intervalText(value as IntervalValue);
    case 'list':
    case 'fixed-list': {
      const element = toJson(type.element.type);
      return (value) => Array.from(value as Iterable<unknown>, element);
    }
    case 'struct': {
      const members = type.fields.map((field) => [field.name, toJson(field.type)] as const);
      return (value) => objectOf(members, value);
    }
    case 'map':
      return mapWriter(type);
    case 'dictionary':
      return writer(type.value);
    case 'union': {
      const variants = new Map(type.variants.map((variant) => [variant.field.name, membersOf(variant)]));
      return (value) => {
        const name = (value as Readonly<Record<string, string>>)[type.tag] ?? '';
        return { [type.tag]: name, ...objectOf(variants.get(name) ?? [], value) };
      };
    }
    case 'bool':
    case 'utf8':
    case 'decimal':
    case 'json':
    case 'uuid':
      return plain;
  }
}

// Values are those of the type: the runtime has read them from a column of it.

function plain(value: unknown): Json {
  return value as Json;
}

type Members = readonly (readonly [name: string, write: ToJson])[];

function objectOf(members: Members, value: unknown): { readonly [name: string]: Json } {
  const object = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(members.map(([name, write]) => [name, write(object[name])]));
}

function membersOf({ field, content }: UnionVariant): Members {
  if (content === 'none') return [];
  if (content === 'value') return [['value', toJson(field.type)]];
  return field.type.kind === 'struct' ? field.type.fields.map(({ name, type }) => [name, toJson(type)]) : [];
}

/** An object where the keys are text, otherwise pairs. */
function mapWriter(type: ArrowType & { kind: 'map' }): ToJson {
  const [key, item] = [toJson(type.key.type), toJson(type.value.type)];
  const pairs = (value: unknown): (readonly [Json, Json])[] =>
    [...(value as ReadonlyMap<unknown, unknown>)].map(([name, each]) => [key(name), item(each)]);
  return type.key.type.kind === 'utf8'
    ? (value) => Object.fromEntries(pairs(value)) as { [name: string]: Json }
    : pairs;
}

interface IntervalValue {
  readonly months?: number;
  readonly days?: number;
  readonly milliseconds?: number;
  readonly nanoseconds?: bigint;
}

/** `P1Y2M3DT4.5S`; parts below zero have a sign of their own. */
function intervalText({ months = 0, days = 0, milliseconds = 0, nanoseconds }: IntervalValue): string {
  const time =
    nanoseconds === undefined ? durationText(BigInt(milliseconds), 'ms') : durationText(nanoseconds, 'ns');
  const clock = /^-/.test(time) ? `T-${time.slice(3)}` : time.slice(1);
  const years = Math.trunc(months / 12);
  const parts = [
    years === 0 ? '' : `${years}Y`,
    months % 12 === 0 ? '' : `${months % 12}M`,
    days === 0 ? '' : `${days}D`,
    clock === 'T0S' ? '' : clock,
  ].join('');
  return parts === '' ? 'PT0S' : `P${parts}`;
}
