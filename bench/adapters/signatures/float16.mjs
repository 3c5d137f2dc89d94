import { integers } from '../data.mjs';
import { f16 } from '../types.mjs';

export const float16 = {
  title: 'float16 → float16',
  udf: 'halve',
  f: (a) => a / 2,
  parameters: [f16],
  result: f16,
  kinds: { dense: {}, '10 % nulls': { nulls: 0.1 } },
  values: (rows) => [integers(rows, 1, 2048)],
  /** Over Float32: there is no Float16Array to read in place. */
  floor: (a, out) => {
    for (let row = 0; row < a.length; row++) out[row] = a[row] / 2;
  },
};
