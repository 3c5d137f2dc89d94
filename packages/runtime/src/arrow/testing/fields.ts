import type { ArrowField, ArrowType, IntervalUnit, TimeUnit } from '@sluice/sdk/manifest';
import fc from 'fast-check';

/** A field, admitting null or not. */
export function slot(name: string, type: ArrowType, nullable = false): ArrowField {
  return { name, type, nullable };
}

export const utf8: ArrowType = { kind: 'utf8' };
export const bool: ArrowType = { kind: 'bool' };
export const int32: ArrowType = int(32, true);
export const float64: ArrowType = { kind: 'float', bitWidth: 64 };

function int(bitWidth: 8 | 16 | 32 | 64, signed: boolean, as: 'number' | 'bigint' = 'number'): ArrowType {
  return { kind: 'int', bitWidth, signed, as };
}

export function list(element: ArrowType, nullable = true): ArrowType {
  return { kind: 'list', element: slot('item', element, nullable) };
}

export function struct(...fields: ArrowField[]): ArrowType {
  return { kind: 'struct', fields };
}

export function map(key: ArrowType, value: ArrowType, nullable = true): ArrowType {
  return { kind: 'map', key: slot('key', key), value: slot('value', value, nullable) };
}

const units: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];
const intervalUnits: readonly IntervalUnit[] = ['year-month', 'day-time', 'month-day-nano'];

const point = struct(slot('x', float64), slot('label', utf8, true), slot('on', bool, true));

/** Every kind, width and unit. */
export const flatTypes: readonly ArrowType[] = [
  bool,
  ...([8, 16, 32] as const).flatMap((bitWidth) => [int(bitWidth, true), int(bitWidth, false)]),
  int(64, true, 'bigint'),
  int(64, false, 'bigint'),
  int(64, true),
  int(64, false),
  { kind: 'float', bitWidth: 32 },
  float64,
  utf8,
  { kind: 'binary' },
  { kind: 'decimal', bitWidth: 128, precision: 38, scale: 10 },
  { kind: 'decimal', bitWidth: 128, precision: 9, scale: 0 },
  { kind: 'date', bitWidth: 32 },
  { kind: 'timestamp', unit: 'ms', timezone: 'UTC', as: 'date' },
  ...units.flatMap((unit): ArrowType[] => [
    { kind: 'timestamp', unit, timezone: null, as: 'bigint' },
    { kind: 'timestamp', unit, timezone: 'Europe/Berlin', as: 'bigint' },
    { kind: 'duration', unit },
  ]),
  ...intervalUnits.map((unit): ArrowType => ({ kind: 'interval', unit })),
];

/** The nested kinds over flat ones, and inside each other. */
export const nestedTypes: readonly ArrowType[] = [
  list(int32),
  list(utf8, false),
  list(bool),
  list({ kind: 'decimal', bitWidth: 128, precision: 20, scale: 2 }),
  point,
  struct(
    slot('month', { kind: 'interval', unit: 'month-day-nano' }),
    slot('at', { kind: 'date', bitWidth: 32 }, true),
  ),
  map(utf8, float64),
  map(int32, list(bool, false)),
  list(list(point)),
  list(map(utf8, int32)),
  struct(slot('inner', struct(slot('tags', list(utf8), true)), true), slot('spots', list(point), true)),
];

export const types: readonly ArrowType[] = [...flatTypes, ...nestedTypes];

/** Values as authors see them. Counts of time units stay below 2^50, which apache-arrow reads exactly. */
export function valueIn(field: ArrowField): fc.Arbitrary<unknown> {
  const value = valueOfType(field.type);
  return field.nullable ? fc.option(value, { nil: null, freq: 3 }) : value;
}

export function valueOfType(type: ArrowType): fc.Arbitrary<unknown> {
  const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  switch (type.kind) {
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
      return type.bitWidth === 32 ? fc.float() : fc.double();
    case 'utf8':
      return fc.oneof(
        fc.constantFrom('', 'a', 'été', '\u{1f600}', 'x'.repeat(70)),
        fc.string({ maxLength: 9 }),
      );
    case 'binary':
      return fc.uint8Array({ maxLength: 9 });
    case 'decimal': {
      const limit = 10n ** BigInt(type.precision) - 1n;
      return fc.bigInt({ min: -limit, max: limit }).map((unscaled) => decimalText(unscaled, type.scale));
    }
    case 'date':
      return fc.integer({ min: -100_000_000, max: 100_000_000 }).map((days) => new Date(days * 86_400_000));
    case 'timestamp':
      return type.as === 'date'
        ? fc.date({ noInvalidDate: true })
        : fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n });
    case 'duration':
      return long;
    case 'interval':
      switch (type.unit) {
        case 'year-month':
          return fc.record({ months: word });
        case 'day-time':
          return fc.record({ days: word, milliseconds: word });
        case 'month-day-nano':
          return fc.record({ months: word, days: word, nanoseconds: long });
      }
      break;
    case 'list':
      return fc.array(valueIn(type.element), { maxLength: 4 });
    case 'struct':
      return fc
        .tuple(...type.fields.map(valueIn))
        .map((values) => Object.fromEntries(type.fields.map(({ name }, at) => [name, values[at]])));
    case 'map':
      return fc
        .uniqueArray(fc.tuple(valueOfType(type.key.type), valueIn(type.value)), {
          maxLength: 3,
          selector: ([key]) => key,
        })
        .map((entries) => new Map(entries));
  }
  throw new Error('every unit is above');
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
