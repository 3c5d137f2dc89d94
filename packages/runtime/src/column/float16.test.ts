import { expect, it } from 'vitest';
import { overflowsFloat16, readFloat16, toFloat16Bits } from './float16.ts';

const read = (bits: number): number => readFloat16(new Uint16Array([bits]), 0);

it('writes each of the 65536 Float16 as the bits that it was read from', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = read(bits);
    if (Number.isNaN(value)) expect(toFloat16Bits(value)).toBe(0x7e00);
    else if (toFloat16Bits(value) !== bits) expect.fail(`${bits} was written as ${toFloat16Bits(value)}`);
  }
});

it('reads the values of IEEE 754', () => {
  expect([0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x7c00, 0xfc00, 0x3555].map(read)).toEqual([
    1,
    -2,
    65504,
    2 ** -14,
    2 ** -24,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0.333251953125,
  ]);
  expect([read(0x8000), read(0x7c01)]).toEqual([-0, Number.NaN]);
});

it('rounds to the nearest, to the even one between two, and never twice', () => {
  for (let bits = 0; bits < 0x7bff; bits++) {
    const low = read(bits);
    const high = read(bits + 1);
    const middle = (low + high) / 2;
    const even = bits % 2 === 0 ? bits : bits + 1;
    // The neighbours of the middle in double precision are nearer to one side; in single precision they are the middle.
    const near = middle * (1 - Number.EPSILON);
    const far = middle * (1 + Number.EPSILON);
    const rounded = [middle, near, far, -middle].map(toFloat16Bits);
    if (String(rounded) !== String([even, bits, bits + 1, 0x8000 | even])) {
      expect.fail(`between ${low} and ${high}: ${rounded}`);
    }
  }
});

it('rounds what is beyond the range to infinity, and knows which finite numbers are', () => {
  expect([65519.99, 65520, -65520, Number.POSITIVE_INFINITY].map(toFloat16Bits)).toEqual([
    0x7bff, 0x7c00, 0xfc00, 0x7c00,
  ]);
  expect([65519.99, 65520, -1e300, Number.POSITIVE_INFINITY, Number.NaN].map(overflowsFloat16)).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
});
