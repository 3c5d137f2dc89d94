import { generate } from '../data.mjs';
import { f64, listF32 } from '../types.mjs';

export const listView = {
  title: 'list<f32> → f64, through a view',
  udf: 'mean',
  f: (list) => {
    let sum = 0;
    for (let i = 0; i < list.length; i++) sum += list.at(i);
    return sum / list.length;
  },
  parameters: [listF32],
  result: f64,
  kinds: { dense: { sizes: true }, '10 % nulls': { nulls: 0.1 }, 'all null': { nulls: 1 } },
  values: (rows) => [
    generate(rows, 1, (next) => {
      const length = 4 + Math.floor(next() * 9);
      return Array.from({ length }, () => Math.floor(next() * 160_000) / 16);
    }),
  ],
  floor: ({ values, offsets }, out) => {
    for (let row = 0; row < out.length; row++) {
      const start = offsets[row];
      const end = offsets[row + 1];
      let sum = 0;
      for (let at = start; at < end; at++) sum += values[at];
      out[row] = sum / (end - start);
    }
  },
  targets: [{ kind: 'dense', floor: 1.25, arrow: 30 }],
};
