import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import {
  createBuilder,
  createReader,
  isUdfValueError,
  UdfValueError,
  type ValueErrorCode,
} from '../index.ts';

const field = (type: ArrowType, nullable = false, name = 'value'): ArrowField => ({ name, type, nullable });
const utf8: ArrowType = { kind: 'utf8' };
const int32: ArrowType = { kind: 'int', bitWidth: 32, signed: true, as: 'number' };
const int64: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' };
const safe: ArrowType = { kind: 'int', bitWidth: 64, signed: true, as: 'number' };
const float64: ArrowType = { kind: 'float', bitWidth: 64 };
const money: ArrowType = { kind: 'decimal', bitWidth: 128, precision: 10, scale: 2 };
const order: ArrowType = {
  kind: 'struct',
  fields: [
    field(
      { kind: 'list', element: field({ kind: 'struct', fields: [field(float64, false, 'price')] }) },
      false,
      'items',
    ),
    field(
      { kind: 'map', key: field(utf8, false, 'key'), value: field(int32, false, 'value') },
      true,
      'counts',
    ),
  ],
};

function refusal(type: ArrowType, value: unknown, code: ValueErrorCode = 'invalid-result'): UdfValueError {
  const builder = createBuilder(field(type), 1, code);
  try {
    builder.set(0, value);
  } catch (error) {
    if (error instanceof UdfValueError) return error;
    throw error;
  }
  throw new Error('the value was taken');
}

it.each<[ArrowType, unknown, string]>([
  [int32, 'abc', "returned 'abc' (string), expected Int32"],
  [int32, 2147483648, 'returned 2147483648, out of range for Int32 (-2147483648 to 2147483647)'],
  [int32, Number.NaN, 'returned NaN (number), expected Int32'],
  [int32, 1.5, 'returned 1.5 (number), expected Int32'],
  [int32, undefined, 'returned undefined, expected Int32: declare the type `| null` to allow it'],
  [int32, null, 'returned null, expected Int32: declare the type `| null` to allow it'],
  [int32, Promise.resolve(1), 'returned a Promise: declare async: true'],
  [{ ...int32, bitWidth: 8, signed: false }, 256, 'returned 256, out of range for UInt8 (0 to 255)'],
  [int64, 5, 'returned 5 (number), expected Int64 (a bigint)'],
  [
    int64,
    2n ** 63n,
    'returned 9223372036854775808, out of range for Int64 (-9223372036854775808 to 9223372036854775807)',
  ],
  [
    safe,
    2 ** 53,
    'returned 9007199254740992, out of range for SafeInt (-9007199254740991 to 9007199254740991)',
  ],
  [
    { kind: 'float', bitWidth: 32 },
    1e39,
    'returned 1e+39, out of range for Float32 (-3.4028234663852886e38 to 3.4028234663852886e38)',
  ],
  [float64, true, 'returned true (boolean), expected Float64'],
  [utf8, 5, 'returned 5 (number), expected Utf8'],
  [utf8, { a: 1, b: 2 }, 'returned { a, b } (Object), expected Utf8'],
  [{ kind: 'bool' }, 'x'.repeat(50), `returned '${'x'.repeat(40)}…' (string), expected Bool`],
  [{ kind: 'binary' }, [1], 'returned an array of 1, expected Binary (a Uint8Array)'],
  [
    { kind: 'date', bitWidth: 32 },
    new Date(1000),
    'returned 1970-01-01T00:00:01.000Z (Date), expected Date32 (a Date at midnight UTC)',
  ],
  [
    { kind: 'timestamp', unit: 'ms', timezone: 'UTC', as: 'date' },
    new Date(Number.NaN),
    'returned an invalid Date, expected Timestamp(ms, UTC) (a valid Date)',
  ],
  [
    { kind: 'timestamp', unit: 'us', timezone: null, as: 'bigint' },
    new Date(0),
    'returned 1970-01-01T00:00:00.000Z (Date), expected Timestamp(us) (a bigint)',
  ],
  [
    money,
    '1.005',
    "returned '1.005', which does not fit Decimal128(10, 2): 2 digits behind the point are kept: round it first",
  ],
  [
    money,
    '123456789.00',
    "returned '123456789.00', which does not fit Decimal128(10, 2): at most 8 digits before the point fit",
  ],
  [money, '1e3', "returned '1e3' (string), expected Decimal128(10, 2) (decimal text)"],
  [
    { kind: 'interval', unit: 'day-time' },
    { days: 1.5, milliseconds: 0 },
    '.days: returned 1.5 (number), expected Int32',
  ],
  [
    { kind: 'interval', unit: 'year-month' },
    5,
    'returned 5 (number), expected Interval(year-month) ({ months })',
  ],
  [
    { kind: 'list', element: field(utf8, true) },
    'abc',
    "returned 'abc' (string), expected List<Utf8?> (an array)",
  ],
  [
    order,
    [],
    'returned an array of 0, expected Struct<items: List<Struct<price: Float64>>, counts: Map<Utf8, Int32>?> (an object)',
  ],
  [
    order,
    { items: [{ price: 1 }, { price: '2' }] },
    ".items[1].price: returned '2' (string), expected Float64",
  ],
  [
    order,
    { items: [{ price: Promise.resolve(2) }] },
    '.items[0].price: returned a Promise, expected Float64: await it first',
  ],
  [
    order,
    { items: [], counts: new Map([['a', 1.5]]) },
    ".counts.get('a'): returned 1.5 (number), expected Int32",
  ],
  [order, { items: [], counts: new Map([[7, 1]]) }, '.counts.keys()[0]: returned 7 (number), expected Utf8'],
  [
    order,
    { items: [], counts: { a: 1 } },
    '.counts: returned { a } (Object), expected Map<Utf8, Int32> (a Map)',
  ],
])('refuses what does not fit %j: %s', (type, value, message) => {
  expect(refusal(type, value)).toMatchObject({ code: 'invalid-result', message });
});

it("speaks of a caller's value under invalid-argument, at every depth", () => {
  expect(refusal(int32, 'abc', 'invalid-argument')).toMatchObject({
    code: 'invalid-argument',
    message: "got 'abc' (string), expected Int32",
  });
  const error = refusal(order, { items: [{ price: 'x' }] }, 'invalid-argument');
  expect(error.message).toBe(".items[0].price: got 'x' (string), expected Float64");
  expect(error.path).toBe('.items[0].price');
  expect(isUdfValueError(error)).toBe(true);
});

it('leaves a refused row null and the rows around it as they are', () => {
  for (const [type, good, bad] of [
    [{ kind: 'list', element: field(utf8) }, ['a', 'b'], ['x', 'y', 5]],
    [order, { items: [{ price: 1 }], counts: null }, { items: [{ price: 1 }, { price: 'x' }], counts: null }],
    [
      { kind: 'map', key: field(utf8), value: field(int32) },
      new Map([['k', 1]]),
      new Map([
        ['a', 1],
        ['b', 'x'],
      ]),
    ],
    [utf8, 'good', 5],
    [money, '1.50', 'x'],
    [
      { kind: 'interval', unit: 'day-time' },
      { days: 1, milliseconds: 2 },
      { days: 1, milliseconds: 'x' },
    ],
  ] as [ArrowType, unknown, unknown][]) {
    const builder = createBuilder(field(type), 4);
    builder.set(0, good);
    builder.set(1, good);
    expect(() => builder.set(1, bad)).toThrow(UdfValueError);
    expect(() => builder.set(2, bad)).toThrow(UdfValueError);
    builder.set(3, good);
    const column = builder.finish();
    const reader = createReader(field(type), column);
    expect([0, 1, 2, 3].map((row) => reader.get(row))).toEqual([good, null, null, good]);
    expect(column.nullCount).toBe(2);
  }
});

it('keeps the last of several values set for one row', () => {
  const builder = createBuilder(field({ kind: 'list', element: field(utf8) }, true), 3);
  builder.set(0, ['a']);
  builder.set(1, ['b', 'c']);
  builder.set(0, ['d', 'e']);
  builder.set(2, ['f']);
  builder.set(2, null);
  const reader = createReader(field({ kind: 'list', element: field(utf8) }, true), builder.finish());
  expect([0, 1, 2].map((row) => reader.get(row))).toEqual([['d', 'e'], ['b', 'c'], null]);
});

it('copies what the author may change after returning it', () => {
  const list = [1, 2];
  const bytes = new Uint8Array([1, 2]);
  const lists = createBuilder(field({ kind: 'list', element: field(int32) }), 1);
  const binaries = createBuilder(field({ kind: 'binary' }), 1);
  lists.set(0, list);
  binaries.set(0, bytes);
  list[0] = 9;
  bytes[0] = 9;
  expect(createReader(field({ kind: 'list', element: field(int32) }), lists.finish()).get(0)).toEqual([1, 2]);
  expect(createReader(field({ kind: 'binary' }), binaries.finish()).get(0)).toEqual(new Uint8Array([1, 2]));
});

it('takes typed arrays for lists of numbers', () => {
  const type: ArrowType = { kind: 'list', element: field({ kind: 'float', bitWidth: 32 }) };
  const builder = createBuilder(field(type), 1);
  builder.set(0, new Float32Array([0.5, 0.25]));
  expect(createReader(field(type), builder.finish()).get(0)).toEqual([0.5, 0.25]);
});

it('writes lone surrogates as U+FFFD, also where two values would make a pair', () => {
  for (const pad of ['', 'x'.repeat(40), 'é'.repeat(40)]) {
    const builder = createBuilder(field(utf8), 3);
    builder.set(0, `${pad}\ud83d`);
    builder.set(1, `\ude00${pad}`);
    builder.set(2, `${pad}\u{1f600}`);
    const reader = createReader(field(utf8), builder.finish());
    expect([0, 1, 2].map((row) => reader.get(row))).toEqual([
      `${pad}\ufffd`,
      `\ufffd${pad}`,
      `${pad}\u{1f600}`,
    ]);
  }
});

it('gives rows that were never set as null, at the end and between', () => {
  for (const type of [utf8, int32, order, { kind: 'bool' }] as ArrowType[]) {
    const builder = createBuilder(field(type), 40);
    const value =
      type === utf8 ? 'é' : type === int32 ? 7 : type === order ? { items: [], counts: null } : true;
    builder.set(33, value);
    const column = builder.finish();
    const reader = createReader(field(type), column);
    expect(column.nullCount).toBe(39);
    expect(reader.get(33)).toEqual(value);
    expect(reader.get(39)).toBeNull();
  }
});

it("passes on what an author's getter throws", () => {
  const builder = createBuilder(field(order), 1);
  const value = {
    get items(): never {
      throw new TypeError('from the getter');
    },
  };
  expect(() => builder.set(0, value)).toThrow(new TypeError('from the getter'));
});
