import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { formatNested } from '@sluice/sdk/manifest';
import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Column,
  concatColumns,
  createBuilder,
  createReader,
  readFloat16,
  sliceColumn,
  takeColumn,
} from './index.ts';

const int = (bitWidth: 8 | 16 | 32, signed: boolean): ArrowType => ({
  kind: 'int',
  bitWidth,
  signed,
  as: 'number',
});
const slot = (name: string, type: ArrowType, nullable = false): ArrowField => ({ name, type, nullable });
const utf8: ArrowType = { kind: 'utf8' };
const float64: ArrowType = { kind: 'float', bitWidth: 64 };

const point: ArrowType = {
  kind: 'struct',
  fields: [slot('x', float64), slot('label', utf8, true), slot('on', { kind: 'bool' })],
};

const decimal = (bitWidth: 32 | 64 | 128 | 256, precision: number, scale: number): ArrowType => ({
  kind: 'decimal',
  bitWidth,
  precision,
  scale,
});
const fixedList = (size: number, element: ArrowField): ArrowType => ({ kind: 'fixed-list', size, element });
const colors: ArrowType = { kind: 'dictionary', value: utf8, values: ['', 'blue', 'größer', 'red'] };
const words: ArrowType = { kind: 'dictionary', value: utf8 };

/** A union's variants admit null if it does. */
const shape = (nullable: boolean): ArrowType => ({
  kind: 'union',
  mode: 'dense',
  tag: 'kind',
  variants: [
    { field: slot('gone', { kind: 'null' }, true), content: 'none' },
    { field: slot('named', utf8, nullable), content: 'value' },
    {
      field: slot(
        'sized',
        { kind: 'struct', fields: [slot('w', float64), slot('of', words, true)] },
        nullable,
      ),
      content: 'struct',
    },
  ],
});

/** One of each kind, each width, and the nested kinds inside each other. */
const types: readonly ArrowType[] = [
  { kind: 'float', bitWidth: 16 },
  { kind: 'utf8', layout: 'large' },
  { kind: 'binary', layout: 'view' },
  { kind: 'fixed-binary', byteWidth: 1 },
  { kind: 'fixed-binary', byteWidth: 17 },
  decimal(32, 9, 4),
  decimal(64, 18, 18),
  decimal(64, 18, -3),
  decimal(128, 38, 38),
  decimal(256, 76, 20),
  decimal(256, 20, 2),
  { kind: 'date', bitWidth: 64 },
  { kind: 'time', unit: 's' },
  { kind: 'time', unit: 'ms' },
  { kind: 'time', unit: 'us' },
  { kind: 'time', unit: 'ns' },
  { kind: 'uuid' },
  { kind: 'json' },
  fixedList(3, slot('item', utf8, true)),
  fixedList(1, slot('item', { kind: 'bool' })),
  { kind: 'list', element: slot('item', { kind: 'float', bitWidth: 32 }), as: 'typed-array' },
  { kind: 'list', element: slot('item', int(8, false)), as: 'typed-array' },
  {
    kind: 'list',
    element: slot('item', { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' }),
    as: 'typed-array',
  },
  { ...fixedList(2, slot('item', int(16, true))), as: 'typed-array' } as ArrowType,
  { kind: 'list', element: slot('item', { kind: 'json' }, true), as: 'view' },
  words,
  { kind: 'dictionary', value: float64 },
  { kind: 'dictionary', value: { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' } },
  { kind: 'dictionary', value: { kind: 'bool' } },
  colors,
  shape(true),
  shape(false),
  { kind: 'list', element: slot('item', colors, true) },
  { kind: 'list', element: slot('item', shape(true), true) },
  fixedList(2, slot('item', shape(false))),
  fixedList(2, slot('item', words)),
  fixedList(2, slot('item', fixedList(2, slot('item', { kind: 'uuid' })), true)),
  { kind: 'map', key: slot('key', words), value: slot('value', shape(true), true) },
  {
    kind: 'struct',
    fields: [
      slot('nothing', { kind: 'null' }, true),
      slot('word', words),
      slot('color', colors),
      slot('shape', shape(false)),
      { ...slot('half', { kind: 'float', bitWidth: 16 }, true), nullAs: 'undefined' },
      slot('price', decimal(128, 20, 2), true),
      slot('pair', fixedList(2, slot('item', { kind: 'time', unit: 's' }))),
    ],
  },
  { kind: 'bool' },
  int(8, true),
  int(16, true),
  int(32, true),
  int(8, false),
  int(16, false),
  int(32, false),
  { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' },
  { kind: 'int', bitWidth: 64, signed: false, as: 'bigint' },
  { kind: 'int', bitWidth: 64, signed: true, as: 'number' },
  { kind: 'int', bitWidth: 64, signed: false, as: 'number' },
  { kind: 'float', bitWidth: 32 },
  float64,
  utf8,
  { kind: 'binary' },
  { kind: 'decimal', bitWidth: 128, precision: 38, scale: 10 },
  { kind: 'decimal', bitWidth: 128, precision: 9, scale: 0 },
  { kind: 'date', bitWidth: 32 },
  { kind: 'timestamp', unit: 'ms', timezone: 'UTC', as: 'date' },
  { kind: 'timestamp', unit: 'us', timezone: null, as: 'bigint' },
  { kind: 'duration', unit: 'ns' },
  { kind: 'interval', unit: 'year-month' },
  { kind: 'interval', unit: 'day-time' },
  { kind: 'interval', unit: 'month-day-nano' },
  { kind: 'list', element: slot('item', utf8) },
  { kind: 'list', element: slot('item', { kind: 'int', bitWidth: 32, signed: true, as: 'number' }, true) },
  point,
  { kind: 'map', key: slot('key', utf8), value: slot('value', float64, true) },
  { kind: 'list', element: slot('item', { kind: 'list', element: slot('item', point, true) }, true) },
  {
    kind: 'struct',
    fields: [
      {
        ...slot('tags', { kind: 'list', element: slot('item', { kind: 'bool' }) }, true),
        nullAs: 'undefined',
      },
      slot('at', { kind: 'timestamp', unit: 'ms', timezone: null, as: 'date' }, true),
      slot('inner', point, true),
    ],
  },
];

/** By which a failure comes up again. */
const seed = Math.floor(Math.random() * 2 ** 31);

const fields = types
  .flatMap((type) => [slot('value', type), slot('value', type, true)])
  // A union that is null is so in one of its variants.
  .filter(({ type, nullable }) => type.kind !== 'union' || type.variants[1]?.field.nullable === nullable)
  .concat(slot('value', { kind: 'null' }, true));
const sizes = [0, 1, 31, 32, 33, 1025];

const DAY_MS = 86_400_000;

/** Values as authors see them. Timestamps stay below 2^50 units, which apache-arrow reads exactly. */
function valueIn(field: ArrowField): fc.Arbitrary<unknown> {
  const value = valueOfType(field.type);
  if (!field.nullable) return value;
  return fc.option(value, { nil: field.nullAs === 'undefined' ? undefined : null, freq: 4 });
}

function valueOfType(type: ArrowType): fc.Arbitrary<unknown> {
  const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  switch (type.kind) {
    case 'bool':
      return fc.boolean();
    case 'int': {
      if (type.as === 'bigint') {
        return type.signed
          ? fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
          : fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
      }
      if (type.bitWidth === 64) return type.signed ? fc.maxSafeInteger() : fc.maxSafeNat();
      const half = 2 ** (type.bitWidth - 1);
      return type.signed
        ? fc.integer({ min: -half, max: half - 1 })
        : fc.integer({ min: 0, max: 2 * half - 1 });
    }
    case 'null':
      return fc.constant(null);
    case 'float':
      if (type.bitWidth === 16) return fc.integer({ min: 0, max: 0xffff }).map(halfOf);
      return type.bitWidth === 32 ? fc.float() : fc.double();
    case 'uuid':
      return fc.uuid();
    case 'json':
      return fc
        .jsonValue({ maxDepth: 2 })
        .filter((value) => value !== null)
        .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    case 'time':
      return type.unit === 's' || type.unit === 'ms'
        ? fc.integer({ min: 0, max: type.unit === 's' ? 86_399 : DAY_MS - 1 })
        : fc.bigInt({ min: 0n, max: 86_400_000_000n * (type.unit === 'us' ? 1n : 1000n) - 1n });
    case 'fixed-binary':
      return fc.uint8Array({ minLength: type.byteWidth, maxLength: type.byteWidth });
    case 'fixed-list':
      return listsOf(type, { minLength: type.size, maxLength: type.size });
    case 'dictionary':
      return type.values === undefined ? valueOfType(type.value) : fc.constantFrom(...type.values);
    case 'union':
      return fc.oneof(
        ...type.variants.map(({ field, content }): fc.Arbitrary<unknown> => {
          const tag = { [type.tag]: field.name };
          if (content === 'none') return fc.constant(tag);
          const value = valueOfType(field.type);
          if (content === 'value') return value.map((inner) => ({ ...tag, value: inner }));
          return value.map((inner) => ({ ...tag, ...(inner as object) }));
        }),
      );
    case 'utf8':
      return fc.oneof(
        fc.constantFrom('', 'a', 'été', '\u{1f600}', 'x'.repeat(100), 'ż'.repeat(70)),
        fc.string({ maxLength: 20 }),
        fc.string({ maxLength: 40, unit: 'grapheme' }),
      );
    case 'binary':
      return fc.uint8Array({ maxLength: 12 });
    case 'decimal': {
      // As many short ones as long ones.
      return fc
        .integer({ min: 1, max: type.precision })
        .chain((digits) => fc.bigInt({ min: -(10n ** BigInt(digits)) + 1n, max: 10n ** BigInt(digits) - 1n }))
        .map((unscaled) => decimalText(unscaled, type.scale));
    }
    case 'date':
      return fc.integer({ min: -100_000_000, max: 100_000_000 }).map((days) => new Date(days * DAY_MS));
    case 'timestamp':
      return type.as === 'date'
        ? fc.date({ noInvalidDate: true })
        : fc.bigInt({ min: -(2n ** 50n), max: 2n ** 50n });
    case 'duration':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case 'interval':
      return fc.record({
        ...(type.unit === 'day-time' ? {} : { months: int32 }),
        ...(type.unit === 'year-month' ? {} : { days: int32 }),
        ...(type.unit === 'day-time' ? { milliseconds: int32 } : {}),
        ...(type.unit === 'month-day-nano'
          ? { nanoseconds: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }
          : {}),
      });
    case 'list':
      return listsOf(type, { maxLength: 4 });
    case 'struct':
      return fc
        .tuple(...type.fields.map(valueIn))
        .map((values) => Object.fromEntries(type.fields.map((member, at) => [member.name, values[at]])));
    case 'map':
      return fc
        .uniqueArray(fc.tuple(valueIn(type.key), valueIn(type.value)), {
          maxLength: 4,
          selector: ([key]) => key,
        })
        .map((entries) => new Map(entries));
  }
}

function halfOf(bits: number): number {
  return readFloat16(new Uint16Array([bits]), 0);
}

function listsOf(
  type: ArrowType & { kind: 'list' | 'fixed-list' },
  length: { minLength?: number; maxLength: number },
): fc.Arbitrary<unknown> {
  const lists = fc.array(valueIn(type.element), length);
  if (type.as !== 'typed-array') return lists;
  const { values } = build(type.element, []);
  const TypedArray = values?.constructor as Float32ArrayConstructor; // or another's: the elements are of its kind
  return lists.map((list) => TypedArray.from(list as number[]));
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return unscaled.toString() + (unscaled === 0n ? '' : '0'.repeat(-scale));
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** `size` rows that repeat a generated pattern, so that a thousand rows need not be generated one by one. */
function rowsOf(field: ArrowField, size: number): fc.Arbitrary<unknown[]> {
  return fc
    .array(valueIn(field), { minLength: 1, maxLength: 40 })
    .map((pattern) => Array.from({ length: size }, (_, row) => pattern[row % pattern.length]));
}

function build(field: ArrowField, rows: readonly unknown[], order: Iterable<number> = rows.keys()): Column {
  const builder = createBuilder(field, rows.length);
  for (const row of order) builder.set(row, rows[row]);
  return builder.finish();
}

function read(field: ArrowField, column: Column): unknown[] {
  const reader = createReader(field, column);
  return Array.from({ length: column.length }, (_, row) => reader.get(row));
}

function shuffled(count: number, seed: number): number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  let state = seed;
  for (let at = count - 1; at > 0; at--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
  return order;
}

it.each(fields.map((field) => [formatNested(field), field] as const))(
  `reads back what was set, in any order of rows and in several columns: %s (seed ${seed})`,
  (_, field) => {
    for (const size of sizes) {
      fc.assert(
        fc.property(rowsOf(field, size), fc.nat(), fc.nat({ max: size }), (rows, order, cut) => {
          const column = build(field, rows);
          expect(read(field, column)).toEqual(rows);
          expect(column.nullCount).toBe(rows.filter((value) => value === null).length);

          const scattered = build(field, rows, shuffled(size, order));
          expect(read(field, scattered)).toEqual(rows);

          const parts = [sliceColumn(field, column, 0, cut), sliceColumn(field, scattered, cut, size)];
          expect(read(field, parts[0] as Column)).toEqual(rows.slice(0, cut));
          expect(read(field, concatColumns(field, parts))).toEqual(rows);

          const picks = Int32Array.from(shuffled(size, order + 1), (row) => (row % 7 === 3 ? -1 : row));
          const taken = takeColumn(field, scattered, picks.subarray(cut));
          expect(read(field, taken)).toEqual(
            Array.from(picks.subarray(cut), (row) => (row === -1 ? null : rows[row])),
          );
          expect(read(field, concatColumns(field, [taken, column]))).toEqual([
            ...read(field, taken),
            ...rows,
          ]);
        }),
        { numRuns: size > 100 ? 1 : 5, seed },
      );
    }
  },
);

it.each(fields.map((field) => [formatNested(field), field] as const))(
  `apache-arrow reads a finished column as the values that were set: %s (seed ${seed})`,
  (_, field) => {
    for (const size of sizes) {
      fc.assert(
        fc.property(rowsOf(field, size), (rows) => {
          const vector = arrow.makeVector(toData(field, build(field, rows)));
          const seen = Array.from({ length: size }, (_, row) => fromArrow(field, vector.get(row)));
          expect(seen).toEqual(rows.map((row) => asArrowGives(field, row)));
        }),
        { numRuns: size > 100 ? 1 : 4, seed },
      );
    }
  },
);

// apache-arrow's own builders refuse BigInt timestamps and lose the decimals' and intervals' scale: left out here.
const buildable = fields.filter(({ type }) => arrowBuilds(type));

it.each(buildable.map((field) => [formatNested(field), field] as const))(
  `reads a column that apache-arrow built: %s (seed ${seed})`,
  (_, field) => {
    for (const size of sizes) {
      fc.assert(
        fc.property(rowsOf(field, size), (rows) => {
          const vector = arrow.vectorFromArray(rows, toType(field.type));
          const [data] = vector.data;
          expect(
            read(field, size === 0 || data === undefined ? build(field, []) : fromData(field, data)),
          ).toEqual(rows);
        }),
        { numRuns: size > 100 ? 1 : 4, seed },
      );
    }
  },
);

function arrowBuilds(type: ArrowType): boolean {
  switch (type.kind) {
    // Our text of them is not apache-arrow's value; dense unions and Float16 it builds wrongly.
    case 'null':
    case 'uuid':
    case 'json':
    case 'union':
    case 'dictionary':
    case 'fixed-binary':
      return false;
    case 'float':
      return type.bitWidth > 16;
    case 'utf8':
    case 'binary':
      return type.layout === undefined;
    case 'date':
      return type.bitWidth === 32;
    case 'fixed-list':
    case 'decimal':
    case 'interval':
    case 'duration':
      return false;
    case 'timestamp':
    case 'int':
      return type.kind === 'int' ? !(type.bitWidth === 64 && type.as === 'number') : type.as === 'date';
    case 'list':
      return type.as !== 'typed-array' && arrowBuilds(type.element.type);
    case 'struct':
      return type.fields.every((member) => member.nullAs === undefined && arrowBuilds(member.type));
    case 'map':
      return arrowBuilds(type.value.type);
    default:
      return true;
  }
}

const units = { s: 0, ms: 1, us: 2, ns: 3 } as const;

function toType(type: ArrowType): arrow.DataType {
  const child = (member: ArrowField): arrow.Field =>
    new arrow.Field(member.name, toType(member.type), member.nullable);
  switch (type.kind) {
    case 'bool':
      return new arrow.Bool();
    case 'int':
      return new arrow.Int(type.signed as true, type.bitWidth as 32) as arrow.DataType;
    case 'null':
      return new arrow.Null();
    case 'float':
      return new { 16: arrow.Float16, 32: arrow.Float32, 64: arrow.Float64 }[type.bitWidth]();
    case 'utf8':
    case 'json':
      return new arrow.Utf8();
    case 'binary':
      return new arrow.Binary();
    case 'fixed-binary':
      return new arrow.FixedSizeBinary(type.byteWidth);
    case 'uuid':
      return new arrow.FixedSizeBinary(16);
    case 'decimal':
      return new arrow.Decimal(type.scale, type.precision, type.bitWidth);
    case 'date':
      return type.bitWidth === 32 ? new arrow.DateDay() : new arrow.DateMillisecond();
    case 'time':
      return new {
        s: arrow.TimeSecond,
        ms: arrow.TimeMillisecond,
        us: arrow.TimeMicrosecond,
        ns: arrow.TimeNanosecond,
      }[type.unit]();
    case 'fixed-list':
      return new arrow.FixedSizeList(type.size, child(type.element));
    case 'dictionary':
      return new arrow.Dictionary(toType(type.value), new arrow.Int32());
    case 'union':
      return new arrow.DenseUnion(
        type.variants.map((_, at) => at),
        type.variants.map(({ field }) => child(field)),
      );
    case 'timestamp':
      return new arrow.Timestamp(units[type.unit] as arrow.TimeUnit, type.timezone);
    case 'duration':
      return new arrow.Duration(units[type.unit] as arrow.TimeUnit);
    case 'interval':
      if (type.unit === 'year-month') return new arrow.IntervalYearMonth();
      return type.unit === 'day-time' ? new arrow.IntervalDayTime() : new arrow.IntervalMonthDayNano();
    case 'list':
      return new arrow.List(child(type.element));
    case 'struct':
      return new arrow.Struct(type.fields.map(child));
    case 'map':
      return new arrow.Map_(
        new arrow.Field('entries', new arrow.Struct([child(type.key), child(type.value)]) as never, false),
      );
  }
}

function toData(field: ArrowField, column: Column): arrow.Data {
  const { type } = field;
  const { length, nullCount, validity, values, offsets, children } = column;
  const shared = {
    type: toType(type),
    length,
    nullCount,
    nullBitmap:
      validity === null ? null : new Uint8Array(validity.buffer, validity.byteOffset, validity.byteLength),
  };
  if (type.kind === 'struct') {
    const parts = type.fields.map((member, at) => toData(member, children[at] as Column));
    return arrow.makeData({ ...shared, children: parts } as never);
  }
  if (type.kind === 'union') {
    const parts = type.variants.map((variant, at) => toData(variant.field, children[at] as Column));
    return arrow.makeData({ ...shared, typeIds: values, valueOffsets: offsets, children: parts } as never);
  }
  if (type.kind === 'dictionary') {
    const dictionary = arrow.makeVector(toData(slot('', type.value), children[0] as Column));
    return arrow.makeData({ ...shared, data: values, dictionary } as never);
  }
  if (type.kind === 'fixed-list') {
    return arrow.makeData({ ...shared, child: toData(type.element, children[0] as Column) } as never);
  }
  if (type.kind === 'list' || type.kind === 'map') {
    const element =
      type.kind === 'list'
        ? type.element
        : slot('entries', { kind: 'struct', fields: [type.key, type.value] });
    return arrow.makeData({
      ...shared,
      valueOffsets: offsets,
      child: toData(element, children[0] as Column),
    } as never);
  }
  const words =
    type.kind === 'decimal' && values !== null
      ? new Uint32Array(values.buffer, values.byteOffset, values.byteLength >> 2)
      : values;
  return arrow.makeData({
    ...shared,
    data: words,
    ...(offsets === null ? {} : { valueOffsets: offsets }),
  } as never);
}

function fromData(field: ArrowField, data: arrow.Data): Column {
  const { type } = field;
  const nulls = data.nullBitmap as Uint8Array | undefined;
  const bits = new Uint8Array(4 * ((data.length + 31) >> 5));
  if (nulls !== undefined) bits.set(nulls.subarray(0, bits.length));
  const children =
    type.kind === 'fixed-list'
      ? [fromData(type.element, data.children[0] as arrow.Data)]
      : type.kind === 'struct'
        ? type.fields.map((member, at) => fromData(member, data.children[at] as arrow.Data))
        : type.kind === 'list'
          ? [fromData(type.element, data.children[0] as arrow.Data)]
          : type.kind === 'map'
            ? [
                fromData(
                  slot('entries', { kind: 'struct', fields: [type.key, type.value] }),
                  data.children[0] as arrow.Data,
                ),
              ]
            : [];
  return {
    length: data.length,
    nullCount: data.nullCount,
    validity: data.nullCount === 0 ? null : new Int32Array(bits.buffer),
    values: (data.values as Column['values'] | undefined) ?? null,
    offsets: (data.valueOffsets as Int32Array | undefined) ?? null,
    children,
  };
}

/** What apache-arrow's `get` gives, as an author would see it. */
function fromArrow(field: ArrowField, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const { type } = field;
  switch (type.kind) {
    case 'int':
      return type.as === 'number' ? Number(value) : value;
    case 'decimal': {
      const unscaled = (value as Uint32Array).reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
      return decimalText(BigInt.asIntN(type.bitWidth, unscaled), type.scale);
    }
    case 'uuid':
      return Buffer.from(value as Uint8Array)
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    case 'json':
      return JSON.parse(value as string);
    case 'dictionary':
      return fromArrow(slot('', type.value), value);
    case 'union':
      // It gives the child's value without its variant.
      return typeof value === 'object' ? fromArrow(type.variants[2]?.field as ArrowField, value) : value;
    case 'date':
      return new Date(Number(value));
    case 'timestamp':
      if (type.as === 'date') return new Date(Number(value));
      return BigInt(Math.round((value as number) * 1000));
    case 'interval': {
      const words = value as Int32Array;
      // As it is read, a year-month interval is years and months.
      if (type.unit === 'year-month') return { months: (words[0] as number) * 12 + (words[1] as number) };
      if (type.unit === 'day-time') return { days: words[0], milliseconds: words[1] };
      const nanoseconds = (BigInt(words[3] as number) << 32n) | BigInt((words[2] as number) >>> 0);
      return { months: words[0], days: words[1], nanoseconds };
    }
    case 'list':
    case 'fixed-list': {
      const items = [...(value as Iterable<unknown>)].map((item) => fromArrow(type.element, item));
      if (type.as !== 'typed-array') return items;
      const { values } = build(type.element, []);
      const TypedArray = values?.constructor as Float32ArrayConstructor; // as in listsOf
      return TypedArray.from(items as number[]);
    }
    case 'struct': {
      const row = value as Record<string, unknown>;
      return Object.fromEntries(
        type.fields.map((member) => [member.name, fromArrow(member, row[member.name])]),
      );
    }
    case 'map':
      return new Map(
        [...(value as Iterable<[unknown, unknown]>)].map(([key, item]) => [
          fromArrow(type.key, key),
          fromArrow(type.value, item),
        ]),
      );
    default:
      return value;
  }
}

/** A value as apache-arrow gives it: it knows null only, and no tags of unions. */
function asArrowGives(field: ArrowField, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const { type } = field;
  switch (type.kind) {
    case 'struct':
      return Object.fromEntries(
        type.fields.map((member) => [
          member.name,
          asArrowGives(member, (value as Record<string, unknown>)[member.name]),
        ]),
      );
    case 'list':
    case 'fixed-list':
      return Array.isArray(value) ? value.map((item) => asArrowGives(type.element, item)) : value;
    case 'map':
      return new Map(
        [...(value as Map<unknown, unknown>)].map(([key, item]) => [
          asArrowGives(type.key, key),
          asArrowGives(type.value, item),
        ]),
      );
    case 'union': {
      const { [type.tag]: tag, ...content } = value as Record<string, unknown>;
      const variant = type.variants.find(({ field: { name } }) => name === tag);
      if (variant?.content === 'none') return null;
      return variant?.content === 'value' ? content['value'] : content;
    }
    default:
      return value;
  }
}
