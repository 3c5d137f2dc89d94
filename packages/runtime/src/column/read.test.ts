import { expect, it } from 'vitest';
import {
  readDate,
  readDecimal,
  readSafeInt,
  readSafeUint,
  readTimestampDate,
  UdfValueError,
} from './index.ts';

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

it('writes decimals with all the digits of their scale', () => {
  const values = new BigInt64Array([5n, 0n, -5n, -1n, 0n, 0n, 0n, 1n]);
  expect([0, 1, 2].map((row) => readDecimal(values, row, 2))).toEqual(['0.05', '-0.05', '0.00']);
  expect(readDecimal(values, 3, 0)).toBe('18446744073709551616');
});
