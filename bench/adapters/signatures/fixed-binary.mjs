import { generate } from '../data.mjs';
import { fixedBinary16, i32 } from '../types.mjs';

export const fixedBinary = {
  title: 'fixed_size_binary(16) → i32',
  udf: 'ends',
  f: (bytes) => bytes[0] + bytes[15],
  parameters: [fixedBinary16],
  result: i32,
  kinds: { dense: {}, '10 % nulls': { nulls: 0.1 } },
  values: (rows) => [
    generate(rows, 1, (next) => Uint8Array.from({ length: 16 }, () => Math.floor(next() * 256))),
  ],
  /** Over arrays of bytes that are there already. */
  floor: (bytes, out) => {
    for (let row = 0; row < bytes.length; row++) out[row] = bytes[row][0] + bytes[row][15];
  },
};
