import { expect, it } from 'vitest';
import {
  type Column,
  createBuilder,
  DecimalReader,
  JsonReader,
  LiteralReader,
  readDate,
  readDate64,
  readSafeInt,
  readSafeUint,
  readTime32,
  readTime64,
  readTimestampDate,
  refuseNulls,
  UdfValueError,
  UuidReader,
  unknownVariant,
} from '../index.ts';

const words = (values: BigInt64Array | BigUint64Array): Int32Array => new Int32Array(values.buffer);

it('reads Int64 as a number up to the safe range and refuses what is beyond, naming the parameter', () => {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  const values = words(
    new BigInt64Array([limit, -limit, 0n, -1n, limit + 1n, -limit - 1n, -(2n ** 63n), limit + 2n]),
  );
  expect([0, 1, 2, 3].map((row) => readSafeInt(values, row, 'id'))).toEqual([
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    0,
    -1,
  ]);
  for (const row of [4, 5, 6, 7]) expect(() => readSafeInt(values, row, 'id')).toThrow(UdfValueError);
  expect(() => readSafeInt(values, 4, 'id')).toThrow(
    '`id` is 9007199254740992, out of range for SafeInt (-9007199254740991 to 9007199254740991): declare it bigint to receive every 64-bit value',
  );
  expect(() => readSafeUint(words(new BigUint64Array([2n ** 64n - 1n])), 0, 'id')).toThrow(
    'is 18446744073709551615',
  );
});

it('refuses dates that JavaScript cannot hold', () => {
  expect(() => readDate(new Int32Array([100_000_001]), 0, 'day')).toThrow(
    '`day` is the Date32 of 100000001 days',
  );
  expect(() => readTimestampDate(words(new BigInt64Array([8_640_000_000_000_001n])), 0, 'at')).toThrow(
    '`at` is the Timestamp of 8640000000000001 ms since 1970',
  );
});

function columnOf(values: Column['values'], more: Partial<Column> = {}): Column {
  return { length: 1, nullCount: 0, validity: null, values, offsets: null, children: [], ...more };
}

function text(...texts: string[]): Column {
  const builder = createBuilder({ name: '', type: { kind: 'utf8' }, nullable: false }, texts.length);
  texts.forEach((value, row) => {
    builder.set(row, value);
  });
  return builder.finish();
}

it('writes decimals with all the digits of their scale', () => {
  const read = (unscaled: bigint, bitWidth: 64 | 128 | 256, scale: number): string => {
    const words = Array.from({ length: bitWidth >> 6 }, (_, at) => unscaled >> BigInt(64 * at));
    return new DecimalReader(columnOf(new BigInt64Array(words)), bitWidth, scale).get(0);
  };
  expect([5n, -5n, 0n, 12345n].map((unscaled) => read(unscaled, 128, 2))).toEqual([
    '0.05',
    '-0.05',
    '0.00',
    '123.45',
  ]);
  expect([0n, -7n].map((unscaled) => read(unscaled, 64, -3))).toEqual(['0', '-7000']);
  expect(new DecimalReader(columnOf(new Int32Array([-(2 ** 31)])), 32, 4).get(0)).toBe('-214748.3648');
  // Where the sum of the words is rounded: at powers of ten, at 2^53, and at the ends of 64 bits and beyond them.
  const edges = [53n, 63n, 64n, 65n, 127n, 254n].map((bits) => 2n ** bits);
  for (let power = 1n; power < 10n ** 76n; power *= 10n) edges.push(power);
  for (const edge of edges) {
    for (const value of [edge - 1n, edge, edge + 1n, -edge - 1n, -edge, 1n - edge]) {
      expect(read(value, 256, 0)).toBe(value.toString());
      if (BigInt.asIntN(64, value) === value) expect(read(value, 64, 0)).toBe(value.toString());
    }
  }
});

it('reads texts made from values in any order of rows', () => {
  const count = 300;
  const days = BigInt64Array.from({ length: count }, (_, row) => BigInt(row * row));
  const column = columnOf(days, { length: count });
  for (const step of [1, 2, 150, count - 1, 7]) {
    const reader = new DecimalReader(column, 64, 1);
    for (let at = 0; at < 2 * count; at++) {
      const row = (at * step) % count;
      expect(reader.get(row)).toBe(`${Math.floor((row * row) / 10)}.${(row * row) % 10}`);
    }
  }
});

it('reads UUIDs in lower case with their hyphens', () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, at) => 0xff - 7 * at);
  const reader = new UuidReader(columnOf(bytes, { length: 2 }));
  expect([1, 0].map((row) => reader.get(row))).toEqual([
    '8f88817a-736c-655e-5750-49423b342d26',
    'fff8f1ea-e3dc-d5ce-c7c0-b9b2aba49d96',
  ]);
});

it('refuses a time that is outside the day, and dates beyond those of JavaScript, naming the parameter', () => {
  expect(readTime32(new Int32Array([86_399]), 0, 86_400, 'at')).toBe(86_399);
  expect(() => readTime32(new Int32Array([86_400]), 0, 86_400, 'at')).toThrow(
    '`at` is 86400, which is no time of day: a day has 86400 units, counted from 0',
  );
  expect(() => readTime64(new BigInt64Array([-1n]), 0, 86_400_000_000n, 'at')).toThrow('`at` is -1, which');
  expect(readDate64(words(new BigInt64Array([-86_400_000n])), 0, 'day')).toEqual(new Date(-86_400_000));
  expect(() => readDate64(words(new BigInt64Array([2n ** 60n])), 0, 'day')).toThrow('the Date64 of');
});

it('gives the literals themselves and refuses any other text of the dictionary, in the rows that have it', () => {
  const column = columnOf(new Int32Array([2, 0, 1, 0]), {
    length: 4,
    children: [text('red', 'mauve', 'blue')],
  });
  const reader = new LiteralReader(column, ['blue', 'red'], 'color');
  expect([0, 1, 3].map((row) => reader.get(row))).toEqual(['blue', 'red', 'red']);
  for (let again = 0; again < 2; again++) {
    expect(() => reader.get(2)).toThrow("`color` is 'mauve', which is none of 'blue', 'red'");
  }
});

it('parses JSON, and says where a text is none', () => {
  const reader = new JsonReader(text('{"a":[1,null]}', 'null', '"x"', '{"a":}'), 'payload');
  expect([0, 1, 2].map((row) => reader.get(row))).toEqual([{ a: [1, null] }, null, 'x']);
  expect(() => reader.get(3)).toThrow(/^`payload` is '{"a":}', no JSON: .*Unexpected token/);
});

it('refuses nulls in a list whose elements admit none, and a variant that the type lacks', () => {
  const validity = new Int32Array([0b1011]);
  expect(() => refuseNulls(validity, 0, 2, 'parts[]', 'Int32')).not.toThrow();
  expect(() => refuseNulls(validity, 1, 3, 'parts[]', 'Int32')).toThrow(
    '`parts[]` is null, which Int32 does not',
  );
  expect(() => unknownVariant('shape', ['circle', 'square'])).toThrow(
    "`shape` is of a variant that its type lacks: it has 'circle', 'square'",
  );
});
