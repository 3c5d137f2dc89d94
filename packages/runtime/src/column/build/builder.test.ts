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
const float32: ArrowType = { kind: 'float', bitWidth: 32 };
const shape: ArrowType = {
  kind: 'union',
  mode: 'dense',
  tag: 'kind',
  variants: [
    {
      field: field({ kind: 'struct', fields: [field(float64, false, 'radius')] }, false, 'circle'),
      content: 'struct',
    },
    { field: field({ kind: 'null' }, true, 'none'), content: 'none' },
    { field: field(int32, false, 'square'), content: 'value' },
  ],
};
const colors: ArrowType = { kind: 'dictionary', value: utf8, values: ['blue', 'red'] };
const triple: ArrowType = { kind: 'fixed-list', size: 3, element: field(float32, false, 'item') };
const cycle: { self?: unknown } = {};
cycle.self = cycle;
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

it.each<[ArrowType, unknown, string | RegExp]>([
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
  [{ kind: 'float', bitWidth: 16 }, 65520, 'returned 65520, out of range for Float16 (-65504 to 65504)'],
  [{ kind: 'null' }, 0, 'returned 0 (number), expected Null'],
  [
    { kind: 'fixed-binary', byteWidth: 4 },
    new Uint8Array(3),
    'returned a Uint8Array of 3 bytes, expected FixedSizeBinary(4) (a Uint8Array of 4 bytes)',
  ],
  [
    { kind: 'uuid' },
    'f81d4fae7dec11d0a76500a0c91e6bf6',
    "returned 'f81d4fae7dec11d0a76500a0c91e6bf6' (string), expected Uuid (text such as 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6')",
  ],
  [{ kind: 'uuid' }, 'f81d4fae-7dec-11d0-a765-00a0c91e6bfg', /^returned 'f81d.*' \(string\), expected Uuid/],
  [{ kind: 'uuid' }, 'f81d4fae-7dec-11d0-a765+00a0c91e6bf6', /^returned 'f81d.*' \(string\), expected Uuid/],
  [
    { kind: 'date', bitWidth: 64 },
    new Date(1000),
    'returned 1970-01-01T00:00:01.000Z (Date), expected Date64 (a Date at midnight UTC)',
  ],
  [{ kind: 'time', unit: 's' }, 86_400, 'returned 86400, out of range for Time32(s) (0 to 86399)'],
  [{ kind: 'time', unit: 'ms' }, 0.5, 'returned 0.5 (number), expected Time32(ms)'],
  [{ kind: 'time', unit: 'us' }, -1n, 'returned -1, out of range for Time64(us) (0 to 86399999999)'],
  [{ kind: 'time', unit: 'ns' }, 5, 'returned 5 (number), expected Time64(ns) (a bigint)'],
  [triple, [1, 2], 'returned an array of 2, expected FixedSizeList<Float32, 3> (an array of 3)'],
  [
    triple,
    new Float32Array(4),
    'returned a Float32Array of 4, expected FixedSizeList<Float32, 3> (an array of 3)',
  ],
  [triple, [1, 'x', 2], "[1]: returned 'x' (string), expected Float32"],
  [
    { kind: 'list', element: field(float32), as: 'typed-array' },
    [1, 1e39],
    '[1]: returned 1e+39, out of range for Float32 (-3.4028234663852886e38 to 3.4028234663852886e38)',
  ],
  [{ kind: 'dictionary', value: utf8 }, 5, 'returned 5 (number), expected Utf8'],
  [
    { kind: 'dictionary', value: utf8 },
    null,
    'returned null, expected Dictionary<Utf8>: declare the type `| null` to allow it',
  ],
  [{ kind: 'dictionary', value: utf8 }, Promise.resolve('a'), 'returned a Promise: declare async: true'],
  [colors, 'mauve', "returned 'mauve' (string), expected 'blue' | 'red'"],
  [shape, { kind: 'triangle' }, ".kind: returned 'triangle' (string), expected 'circle' | 'none' | 'square'"],
  [shape, { kind: 'circle', radius: '1' }, ".radius: returned '1' (string), expected Float64"],
  [shape, { kind: 'square', value: 1.5 }, '.value: returned 1.5 (number), expected Int32'],
  [
    shape,
    'circle',
    "returned 'circle' (string), expected DenseUnion<circle: Struct<radius: Float64>, none: Null?, square: Int32> (an object with 'kind')",
  ],
  [shape, Promise.resolve({}), 'returned a Promise: declare async: true'],
  [{ kind: 'json' }, undefined, 'returned undefined, expected Json: declare the type `| null` to allow it'],
  [{ kind: 'json' }, () => 1, 'returned a function, expected Json (a value that JSON has)'],
  [{ kind: 'json' }, { a: 1n }, 'returned { a } (Object), no JSON: Do not know how to serialize a BigInt'],
  [{ kind: 'json' }, cycle, /^returned { self } \(Object\), no JSON: Converting circular structure/],
  [{ kind: 'json' }, Promise.resolve({}), 'returned a Promise: declare async: true'],
  [float64, true, 'returned true (boolean), expected Float64'],
  [utf8, 5, 'returned 5 (number), expected Utf8'],
  [utf8, { a: 1, b: 2 }, 'returned { a, b } (Object), expected Utf8'],
  [{ kind: 'bool' }, 'x'.repeat(50), `returned '${'x'.repeat(40)}…' (string), expected Bool`],
  [{ kind: 'binary' }, [1], 'returned an array of 1, expected Binary (a Uint8Array)'],
  [{ kind: 'binary', layout: 'large' }, [1], 'returned an array of 1, expected LargeBinary (a Uint8Array)'],
  [{ kind: 'binary', layout: 'view' }, 'x', "returned 'x' (string), expected BinaryView (a Uint8Array)"],
  [{ kind: 'utf8', layout: 'large' }, 5, 'returned 5 (number), expected LargeUtf8'],
  [{ kind: 'utf8', layout: 'view' }, 5, 'returned 5 (number), expected Utf8View'],
  [
    { kind: 'list', layout: 'large', element: field({ kind: 'utf8', layout: 'view' }, true) },
    5,
    'returned 5 (number), expected LargeList<Utf8View?> (an array)',
  ],
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
  [
    { kind: 'decimal', bitWidth: 64, precision: 4, scale: -2 },
    '1250',
    "returned '1250', which does not fit Decimal64(4, -2): the last 2 digits before the point must be 0: round it first",
  ],
  [
    { kind: 'decimal', bitWidth: 256, precision: 40, scale: 1 },
    `1${'0'.repeat(40)}`,
    /^returned '10+…', which does not fit Decimal256\(40, 1\): at most 39 digits before the point fit$/,
  ],
  [money, '.', "returned '.' (string), expected Decimal128(10, 2) (decimal text)"],
  [money, '', "returned '' (string), expected Decimal128(10, 2) (decimal text)"],
  [money, '1.2.3', "returned '1.2.3' (string), expected Decimal128(10, 2) (decimal text)"],
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
  const error = refusal(type, value);
  expect(error.code).toBe('invalid-result');
  if (typeof message === 'string') expect(error.message).toBe(message);
  else expect(error.message).toMatch(message);
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
    [triple, [1, 2, 3], [4, 5, 'x']],
    [colors, 'red', 'mauve'],
    [{ kind: 'dictionary', value: utf8 }, 'good', 5],
    [shape, { kind: 'circle', radius: 1 }, { kind: 'circle', radius: 'x' }],
    [{ kind: 'json' }, { a: 1 }, { a: 1n }],
    [{ kind: 'uuid' }, 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 'f81d4fae-7dec-11d0-a765-00a0c91e6bfx'],
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

it('stores each value of a dictionary once: NaN is equal to itself, and -0 is not 0', () => {
  const type: ArrowType = { kind: 'dictionary', value: float64 };
  const rows = [Number.NaN, 0, -0, 1, Number.NaN, -0, 0, null];
  const builder = createBuilder(field(type, true), rows.length);
  rows.forEach((value, row) => {
    builder.set(row, value);
  });
  const column = builder.finish();
  expect(column.values).toEqual(new Int32Array([0, 1, 2, 3, 0, 2, 1, 0]));
  expect(column.children[0]?.values).toEqual(new Float64Array([Number.NaN, 0, -0, 1]));
});

it('takes over a typed array of the very elements, of its exact length, and converts from any other', () => {
  const type: ArrowType = { kind: 'list', element: field(float32), as: 'typed-array' };
  const builder = createBuilder(field(type), 4);
  const pool = Float32Array.of(9, 0.5, 0.25, 9);
  const rows = [pool.subarray(1, 3), new Float64Array([0.1]), [1, 2], new Float32Array()];
  rows.forEach((value, row) => {
    builder.set(row, value);
  });
  pool.fill(7);
  const column = builder.finish();
  const reader = createReader(field(type), column);
  const seen = [0, 1, 2, 3].map((row) => reader.get(row) as Float32Array);
  expect(seen).toEqual([[0.5, 0.25], [0.1], [1, 2], []].map((list) => Float32Array.from(list)));
  expect(seen[0]?.buffer.byteLength).toBe(8);
});

it('writes UUIDs of either case', () => {
  const builder = createBuilder(field({ kind: 'uuid' }), 1);
  builder.set(0, 'F81D4FAE-7dec-11D0-a765-00A0C91E6BF6');
  expect(createReader(field({ kind: 'uuid' }), builder.finish()).get(0)).toBe(
    'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  );
});

it('writes decimals from any decimal text: signs, points without digits, zeros around', () => {
  const builder = createBuilder(field(money), 6);
  const texts = ['+5', '-.5', '7.', '000123.4500', '-0', '12345678.9'];
  texts.forEach((value, row) => {
    builder.set(row, value);
  });
  const reader = createReader(field(money), builder.finish());
  expect(texts.map((_, row) => reader.get(row))).toEqual([
    '5.00',
    '-0.50',
    '7.00',
    '123.45',
    '0.00',
    '12345678.90',
  ]);
});

it('keeps every digit of decimals at the edges of what is added up as a number', () => {
  for (let digits = 14; digits <= 38; digits++) {
    const type: ArrowType = { kind: 'decimal', bitWidth: 128, precision: 38, scale: 0 };
    const texts = [
      '9'.repeat(digits),
      `-${'9'.repeat(digits)}`,
      `1${'0'.repeat(digits - 1)}`,
      `${2n ** 53n + 1n}`,
    ];
    const builder = createBuilder(field(type), texts.length);
    texts.forEach((value, row) => {
      builder.set(row, value);
    });
    const reader = createReader(field(type), builder.finish());
    expect(texts.map((_, row) => reader.get(row))).toEqual(texts);
  }
});

it('gives a hidden row of a dictionary or a union inside a null struct something to point at', () => {
  const type: ArrowType = {
    kind: 'struct',
    fields: [field({ kind: 'dictionary', value: utf8 }, false, 'word'), field(shape, false, 'shape')],
  };
  const builder = createBuilder(field(type, true), 2);
  const column = builder.finish();
  expect(column.children[0]).toMatchObject({ nullCount: 0, children: [{ length: 1 }] });
  expect(column.children[1]).toMatchObject({ nullCount: 0, values: new Int8Array(2) });
  expect(column.children[1]?.children[0]?.length).toBe(2);
});

it('gives the rows of a union to their variants, and a null to one that can be null', () => {
  const builder = createBuilder(field(shape), 5);
  builder.set(0, { kind: 'none' });
  builder.set(1, { kind: 'square', value: 4 });
  builder.set(3, { kind: 'square', value: 9 });
  builder.set(4, { kind: 'circle', radius: 2 });
  const column = builder.finish();
  expect(column).toMatchObject({
    nullCount: 1,
    values: new Int8Array([1, 2, 0, 2, 0]),
    offsets: new Int32Array([0, 0, 0, 1, 1]),
  });
  expect(column.children.map(({ length }) => length)).toEqual([2, 1, 2]);
  expect(column.children[0]?.nullCount).toBe(1);
});

it("passes on what an author's toJSON throws", () => {
  const builder = createBuilder(field({ kind: 'json' }), 1);
  const value = {
    toJSON(): never {
      throw new RangeError('from toJSON');
    },
  };
  expect(() => builder.set(0, value)).toThrow(new RangeError('from toJSON'));
});
