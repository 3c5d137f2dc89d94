import type { ArrowField, ArrowType, IntervalUnit, TimeUnit, UnionVariant } from '@sluice/sdk/manifest';
import fc from 'fast-check';

/** A field, admitting null or not. */
export function slot(name: string, type: ArrowType, nullable = false): ArrowField {
  return { name, type, nullable };
}

export const utf8: ArrowType = { kind: 'utf8' };
export const bool: ArrowType = { kind: 'bool' };
export const int32: ArrowType = int(32, true);
export const float64: ArrowType = { kind: 'float', bitWidth: 64 };
export const uuid: ArrowType = { kind: 'uuid' };
export const json: ArrowType = { kind: 'json' };

function int(bitWidth: 8 | 16 | 32 | 64, signed: boolean, as: 'number' | 'bigint' = 'number'): ArrowType {
  return { kind: 'int', bitWidth, signed, as };
}

export function decimal(bitWidth: 32 | 64 | 128 | 256, precision: number, scale: number): ArrowType {
  return { kind: 'decimal', bitWidth, precision, scale };
}

export function list(element: ArrowType, nullable = true): ArrowType & { kind: 'list' } {
  return { kind: 'list', element: slot('item', element, nullable) };
}

export function fixedList(size: number, element: ArrowType, nullable = true): ArrowType {
  return { kind: 'fixed-list', size, element: slot('item', element, nullable) };
}

export function struct(...fields: ArrowField[]): ArrowType {
  return { kind: 'struct', fields };
}

export function map(key: ArrowType, value: ArrowType, nullable = true): ArrowType {
  return { kind: 'map', key: slot('key', key), value: slot('value', value, nullable) };
}

export function dictionary(value: ArrowType, values?: readonly string[]): ArrowType {
  return { kind: 'dictionary', value, ...(values === undefined ? {} : { values }) };
}

/** One variant of each content, two where the type that is given is that of values. */
export function union(
  mode: 'dense' | 'sparse',
  value: ArrowType,
  nullable = true,
): ArrowType & { kind: 'union' } {
  const variant = (name: string, type: ArrowType, content: UnionVariant['content']): UnionVariant => ({
    field: slot(name, type, nullable || content === 'none'),
    content,
  });
  return {
    kind: 'union',
    mode,
    tag: 'kind',
    variants: [
      variant('empty', { kind: 'null' }, 'none'),
      variant('one', value, 'value'),
      variant('other', utf8, 'value'),
      variant('parts', struct(slot('a', int32), slot('b', value, true)), 'struct'),
    ],
  };
}

const units: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];
const intervalUnits: readonly IntervalUnit[] = ['year-month', 'day-time', 'month-day-nano'];

const point = struct(slot('x', float64), slot('label', utf8, true), slot('on', bool, true));

/** Every kind, width and unit. */
export const flatTypes: readonly ArrowType[] = [
  { kind: 'null' },
  bool,
  ...([8, 16, 32] as const).flatMap((bitWidth) => [int(bitWidth, true), int(bitWidth, false)]),
  int(64, true, 'bigint'),
  int(64, false, 'bigint'),
  int(64, true),
  int(64, false),
  { kind: 'float', bitWidth: 16 },
  { kind: 'float', bitWidth: 32 },
  float64,
  utf8,
  { kind: 'utf8', layout: 'large' },
  { kind: 'utf8', layout: 'view' },
  { kind: 'binary' },
  { kind: 'binary', layout: 'large' },
  { kind: 'binary', layout: 'view' },
  { kind: 'fixed-binary', byteWidth: 3 },
  decimal(32, 9, 2),
  decimal(64, 18, 0),
  decimal(128, 38, 10),
  decimal(128, 9, 0),
  decimal(256, 76, 20),
  { kind: 'date', bitWidth: 32 },
  { kind: 'date', bitWidth: 64 },
  { kind: 'timestamp', unit: 'ms', timezone: 'UTC', as: 'date' },
  ...units.flatMap((unit): ArrowType[] => [
    { kind: 'time', unit },
    { kind: 'timestamp', unit, timezone: null, as: 'bigint' },
    { kind: 'timestamp', unit, timezone: 'Europe/Berlin', as: 'bigint' },
    { kind: 'duration', unit },
  ]),
  ...intervalUnits.map((unit): ArrowType => ({ kind: 'interval', unit })),
  json,
  uuid,
];

/** The nested and encoded kinds over flat ones, and inside each other. */
export const nestedTypes: readonly ArrowType[] = [
  list(int32),
  list(utf8, false),
  list(bool),
  list(decimal(128, 20, 2)),
  { ...list(uuid), layout: 'large' },
  fixedList(3, int32),
  fixedList(2, bool, false),
  fixedList(1, { kind: 'utf8', layout: 'view' }),
  point,
  struct(
    slot('month', { kind: 'interval', unit: 'month-day-nano' }),
    slot('at', { kind: 'date', bitWidth: 32 }, true),
  ),
  map(utf8, float64),
  map(int32, list(bool, false)),
  dictionary(utf8),
  dictionary(int(64, true, 'bigint')),
  dictionary(utf8, ['blue', 'green', 'red']),
  union('dense', int32),
  union('sparse', list(utf8)),
  union('dense', dictionary(utf8)),
  list(list(point)),
  list(map(utf8, int32)),
  struct(slot('inner', struct(slot('tags', list(utf8), true)), true), slot('spots', list(point), true)),
  list(union('dense', bool, false), false),
  struct(slot('shape', union('sparse', float64, false)), slot('old', union('dense', int32), true)),
  fixedList(2, struct(slot('colour', dictionary(utf8, ['blue', 'red']), true), slot('id', uuid))),
  map(utf8, fixedList(2, json)),
];

export const types: readonly ArrowType[] = [...flatTypes, ...nestedTypes];

/** The numbers that 16 bits hold, by their bits. */
export const halves: readonly number[] = Array.from({ length: 65_536 }, (_, bits) => {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
});

/** Values as authors see them. Counts of time units stay below 2^50, which apache-arrow reads exactly. */
export function valueIn(field: ArrowField): fc.Arbitrary<unknown> {
  const value = valueOfType(field.type);
  return field.nullable ? fc.option(value, { nil: null, freq: 3 }) : value;
}

export function valueOfType(type: ArrowType): fc.Arbitrary<unknown> {
  const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  switch (type.kind) {
    case 'null':
      return fc.constant(null);
    case 'bool':
      return fc.boolean();
    case 'int': {
      if (type.as === 'bigint') return type.signed ? long : fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
      if (type.bitWidth === 64) return type.signed ? fc.maxSafeInteger() : fc.maxSafeNat();
      const half = 2 ** (type.bitWidth - 1);
      return type.signed
        ? fc.integer({ min: -half, max: half - 1 })
        : fc.integer({ min: 0, max: 2 * half - 1 });
    }
    case 'float':
      if (type.bitWidth === 16) return fc.nat({ max: 65_535 }).map((bits) => halves[bits]);
      return type.bitWidth === 32 ? fc.float() : fc.double();
    case 'utf8':
      return fc.oneof(
        fc.constantFrom('', 'a', 'été', '\u{1f600}', 'twelve bytes', 'thirteen byte', 'x'.repeat(70)),
        fc.string({ maxLength: 9 }),
      );
    case 'json':
      return fc.constantFrom<unknown>({ a: [1, 'x', null] }, [true, {}], 'text', 5, 'long '.repeat(9));
    case 'binary':
      return fc.uint8Array({ maxLength: 20 });
    case 'fixed-binary':
      return fc.uint8Array({ minLength: type.byteWidth, maxLength: type.byteWidth });
    case 'uuid':
      return fc.uuid();
    case 'decimal': {
      const limit = 10n ** BigInt(type.precision) - 1n;
      return fc.bigInt({ min: -limit, max: limit }).map((unscaled) => decimalText(unscaled, type.scale));
    }
    case 'date':
      return fc.integer({ min: -100_000_000, max: 100_000_000 }).map((days) => new Date(days * 86_400_000));
    case 'time': {
      const most = 86_400 * { s: 1, ms: 1000, us: 1_000_000, ns: 1_000_000_000 }[type.unit] - 1;
      return type.unit === 's' || type.unit === 'ms'
        ? fc.nat({ max: most })
        : fc.bigInt({ min: 0n, max: BigInt(most) });
    }
    case 'timestamp':
      return type.as === 'date'
        ? fc.date({ noInvalidDate: true })
        : fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n });
    case 'duration':
      return long;
    case 'interval':
      return intervalOf(type.unit, long);
    case 'list':
      return fc.array(valueIn(type.element), { maxLength: 4 });
    case 'fixed-list':
      return fc.array(valueIn(type.element), { minLength: type.size, maxLength: type.size });
    case 'struct':
      return recordOf(type.fields);
    case 'map':
      return fc
        .uniqueArray(fc.tuple(valueOfType(type.key.type), valueIn(type.value)), {
          maxLength: 3,
          selector: ([key]) => key,
        })
        .map((entries) => new Map(entries));
    case 'dictionary':
      return type.values === undefined ? valueOfType(type.value) : fc.constantFrom(...type.values);
    case 'union':
      return fc.oneof(...type.variants.map((variant) => variantOf(type.tag, variant)));
  }
}

function intervalOf(unit: IntervalUnit, long: fc.Arbitrary<bigint>): fc.Arbitrary<unknown> {
  const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  switch (unit) {
    case 'year-month':
      return fc.record({ months: word });
    case 'day-time':
      return fc.record({ days: word, milliseconds: word });
    case 'month-day-nano':
      return fc.record({ months: word, days: word, nanoseconds: long });
  }
}

function recordOf(fields: readonly ArrowField[]): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .tuple(...fields.map(valueIn))
    .map((values) => Object.fromEntries(fields.map(({ name }, at) => [name, values[at]])));
}

/** An object of the variant. A variant's own value is never null: that is how a union is null. */
function variantOf(tag: string, { field, content }: UnionVariant): fc.Arbitrary<unknown> {
  const named = { [tag]: field.name };
  if (content === 'none') return fc.constant(named);
  const value = valueOfType(field.type);
  return content === 'value'
    ? value.map((inner) => ({ ...named, value: inner }))
    : value.map((inner) => ({ ...named, ...(inner as object) }));
}

/** Which of a column's rows are null. */
export type Nulls = 'none' | 'some' | 'all';

/** That many rows, repeating a short generated pattern. */
export function rowsOf(type: ArrowType, count: number, nulls: Nulls): fc.Arbitrary<unknown[]> {
  const value = nulls === 'all' ? fc.constant(null) : valueIn(slot('value', type, nulls === 'some'));
  return fc
    .array(value, { minLength: 1, maxLength: 12 })
    .map((pattern) => Array.from({ length: count }, (_, row) => pattern[row % pattern.length]));
}

/** `rowsOf`, the same ones each time. */
export function someRows(type: ArrowType, count: number, nulls: Nulls = 'some'): unknown[] {
  return fc.sample(rowsOf(type, count, nulls), { numRuns: 1, seed: 7 }).flat();
}

export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
