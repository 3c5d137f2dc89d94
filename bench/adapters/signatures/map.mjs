import { generate } from '../data.mjs';
import { f64, mapOfF64 } from '../types.mjs';

const KEYS = ['bolts', 'boards', 'glue', 'nails', 'paint', 'screws'];

export const map = {
  title: 'map<utf8, f64> → f64',
  udf: 'weight',
  f: (parts) => {
    let sum = 0;
    for (const part of parts.values()) sum += part;
    return sum;
  },
  /** The libraries give entries. */
  peer: (entries) => {
    let sum = 0;
    for (const [, part] of entries) sum += part;
    return sum;
  },
  parameters: [mapOfF64],
  result: f64,
  kinds: { dense: {}, '10 % nulls': { nulls: 0.1 } },
  values: (rows) => [
    generate(rows, 1, (next) => {
      const keys = KEYS.filter(() => next() < 0.6);
      return new Map(keys.map((key) => [key, Math.floor(next() * 1600) / 16]));
    }),
  ],
  /** Over maps that are there already. */
  floor: (maps, out) => {
    for (let row = 0; row < maps.length; row++) {
      let sum = 0;
      for (const part of maps[row].values()) sum += part;
      out[row] = sum;
    }
  },
};
