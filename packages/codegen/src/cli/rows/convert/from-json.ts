import type { ArrowField, ArrowType, UnionVariant } from '@sluice/sdk/manifest';
import { Misfit } from './misfit.ts';
import { parseDate, parseDuration, parseTime, parseTimestamp } from './moments.ts';

/** Makes what a function is given of a value of JSON. */
export type FromJson = (value: unknown) => unknown;

/**
 * Reads values of JSON as those of a type. What JSON has no values for is text: see `toJson`, whose output is taken. A
 * `bigint`, which JSON does not have, counts as a number: it comes from other formats.
 *
 * @returns Gives null for null and for what is missing. Throws `Misfit`; ranges and nested nulls are left to the column.
 */
export function fromJson(type: ArrowType): FromJson {
  const read = reader(type);
  return (value) => (value === null || value === undefined ? null : read(value));
}

function reader(type: ArrowType): FromJson {
  switch (type.kind) {
    case 'null':
      return (value) => refuse(value, type, 'leave the value out');
    case 'bool':
      return (value) => (typeof value === 'boolean' ? value : refuse(value, type, 'true or false'));
    case 'int':
      return type.as === 'bigint' ? (value) => toBigInt(value, type) : (value) => toInteger(value, type);
    case 'float':
      return (value) => toFloat(value, type);
    case 'utf8':
      return (value) => toText(value, type);
    case 'uuid':
      return (value) => toText(value, type);
    case 'binary':
    case 'fixed-binary':
      return (value) => toBytes(value, type);
    case 'decimal':
      return (value) => toDecimal(value, type);
    case 'date':
      return (value) => {
        const date = typeof value === 'string' ? parseDate(value) : undefined;
        return date ?? refuse(value, type, 'a date such as "2026-01-31"');
      };
    case 'time':
      return (value) => {
        const count = typeof value === 'string' ? parseTime(value, type.unit) : undefined;
        if (count === undefined) return refuse(value, type, 'a time of day such as "23:59:59"');
        return type.unit === 's' || type.unit === 'ms' ? Number(count) : count;
      };
    case 'timestamp':
      return (value) => toTimestamp(value, type);
    case 'duration':
      return (value) => {
        const count = typeof value === 'string' ? parseDuration(value, type.unit) : undefined;
        return count ?? refuse(value, type, 'a duration such as "PT1.5S"');
      };
    case 'interval':
      return intervalReader(type);
    case 'list':
    case 'fixed-list':
      return listReader(type, fromJson(type.element.type));
    case 'struct':
      return structReader(type, type.fields);
    case 'map':
      return mapReader(type);
    case 'dictionary':
      return type.values === undefined
        ? reader(type.value)
        : (value) => toLiteral(value, type, type.values ?? []);
    case 'union':
      return unionReader(type);
    case 'json':
      return (value) => value;
  }
}

function refuse(value: unknown, type: ArrowType, form?: string): never {
  throw new Misfit(value, type, form);
}

function toText(value: unknown, type: ArrowType): string {
  return typeof value === 'string' ? value : refuse(value, type, 'text');
}

function toLiteral(value: unknown, type: ArrowType, values: readonly string[]): string {
  return typeof value === 'string' && values.includes(value)
    ? value
    : refuse(value, type, values.length === 1 ? 'there is no other' : 'one of these');
}

function toInteger(value: unknown, type: ArrowType): number {
  const number = typeof value === 'bigint' || isInteger(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) return refuse(value, type, 'a whole number');
  if (!Number.isSafeInteger(number)) return refuse(value, type, 'a whole number below 2^53');
  return number;
}

function toBigInt(value: unknown, type: ArrowType): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (Number.isSafeInteger(value)) return BigInt(value);
    return refuse(value, type, 'a number of JSON has lost digits here: write it as text, in quotes');
  }
  return isInteger(value) ? BigInt(value) : refuse(value, type, 'a whole number');
}

function isInteger(value: unknown): value is string {
  return typeof value === 'string' && /^[+-]?\d+$/.test(value);
}

const notFinite: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

function toFloat(value: unknown, type: ArrowType): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') {
    const number = Number(value);
    return BigInt(number) === value ? number : refuse(value, type, 'it has more digits than one holds');
  }
  const special = typeof value === 'string' && Object.hasOwn(notFinite, value) ? notFinite[value] : undefined;
  return special ?? refuse(value, type, 'a number such as 1.5');
}

function toDecimal(value: unknown, type: ArrowType & { kind: 'decimal' }): string {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  return typeof text === 'string' && /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)
    ? text.replace(/^\+/, '')
    : refuse(value, type, 'digits such as "12.50"');
}

function toBytes(value: unknown, type: ArrowType): Uint8Array {
  if (typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0) {
    // Of its own: a Buffer may be a part of Node's pool.
    return new Uint8Array(Buffer.from(value, 'base64'));
  }
  return refuse(value, type, 'bytes in base64, such as "AP8="');
}

function toTimestamp(value: unknown, type: ArrowType & { kind: 'timestamp' }): Date | bigint {
  const count = typeof value === 'string' ? parseTimestamp(value, type.unit) : undefined;
  const zone = type.timezone === null ? '' : 'Z';
  if (count === undefined) {
    return refuse(
      value,
      type,
      `a date and time such as "2026-01-31T12:00:00${zone}", with no finer digits than ${type.unit}`,
    );
  }
  return type.as === 'date' ? new Date(Number(count)) : count;
}

function intervalReader(type: ArrowType & { kind: 'interval' }): FromJson {
  const unit = type.unit;
  const form = 'an interval such as "P1Y2M3DT4.5S"';
  return (value) => {
    const [, sign = '', years = 0, months = 0, days = 0, rest = ''] =
      (typeof value === 'string' &&
        /^([+-]?)P(?=[-\dT])(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)D)?(-?T\d.*|T-\d.*)?$/.exec(value)) ||
      refuse(value, type, form);
    const flip = sign === '-' ? -1 : 1;
    const clock = rest === '' ? '' : rest.replace('-', '');
    const count = clock === '' ? 0n : parseDuration(`P${clock}`, unit === 'month-day-nano' ? 'ns' : 'ms');
    if (count === undefined) return refuse(value, type, form);
    const time = BigInt(rest.includes('-') ? -flip : flip) * count;
    const parts = { months: flip * (Number(years) * 12 + Number(months)), days: flip * Number(days) };
    switch (unit) {
      case 'year-month':
        return parts.days === 0 && time === 0n
          ? { months: parts.months }
          : refuse(value, type, 'years and months');
      case 'day-time':
        return parts.months === 0
          ? { days: parts.days, milliseconds: Number(time) }
          : refuse(value, type, 'days and seconds');
      case 'month-day-nano':
        return { ...parts, nanoseconds: time };
    }
  };
}

function listReader(type: ArrowType & { kind: 'list' | 'fixed-list' }, element: FromJson): FromJson {
  return (value) => {
    if (!Array.isArray(value)) return refuse(value, type, 'an array');
    if (type.kind === 'fixed-list' && value.length !== type.size) {
      return refuse(value, type, `an array of ${type.size}`);
    }
    return value.map(element);
  };
}

function structReader(type: ArrowType, fields: readonly ArrowField[]): FromJson {
  const members = fields.map((field) => [field.name, fromJson(field.type)] as const);
  return (value) => {
    if (!isObject(value)) return refuse(value, type, 'an object');
    return Object.fromEntries(members.map(([name, read]) => [name, read(value[name])]));
  };
}

function mapReader(type: ArrowType & { kind: 'map' }): FromJson {
  const [key, item] = [fromJson(type.key.type), fromJson(type.value.type)];
  return (value) => {
    if (Array.isArray(value)) {
      const pairs = value.map((pair: unknown) =>
        Array.isArray(pair) && pair.length === 2
          ? ([key(pair[0]), item(pair[1])] as const)
          : refuse(pair, type, 'pairs of a key and a value'),
      );
      return new Map(pairs);
    }
    if (!isObject(value)) return refuse(value, type, 'an object, or an array of [key, value]');
    return new Map(Object.entries(value).map(([name, each]) => [key(name), item(each)]));
  };
}

function unionReader(type: ArrowType & { kind: 'union' }): FromJson {
  const variants = new Map(
    type.variants.map((variant) => [variant.field.name, variantReader(type, variant)]),
  );
  return (value) => {
    const tag = isObject(value) ? value[type.tag] : undefined;
    const read = typeof tag === 'string' ? variants.get(tag) : undefined;
    const tags = [...variants.keys()].map((name) => JSON.stringify(name)).join(' or ');
    return read === undefined ? refuse(value, type, `an object whose ${type.tag} is ${tags}`) : read(value);
  };
}

function variantReader({ tag }: ArrowType & { kind: 'union' }, { field, content }: UnionVariant): FromJson {
  if (content === 'none') return () => ({ [tag]: field.name });
  const { type } = field;
  const members = structReader(
    type,
    content === 'struct' && type.kind === 'struct' ? type.fields : [{ ...field, name: 'value' }],
  );
  return (value) => ({ [tag]: field.name, ...(members(value) as object) }); // of a struct
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
