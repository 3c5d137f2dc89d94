import { generate } from '../data.mjs';
import { f64, json as type } from '../types.mjs';

export const json = {
  title: 'json → f64',
  udf: 'total',
  f: (line) => line.price * line.count,
  /** The libraries give the text. */
  peer: (text) => {
    const line = JSON.parse(text);
    return line.price * line.count;
  },
  parameters: [type],
  result: f64,
  kinds: { dense: {}, '10 % nulls': { nulls: 0.1 } },
  values: (rows) => [
    generate(rows, 1, (next) => ({ price: Math.floor(next() * 1e6) / 100, count: Math.floor(next() * 100) })),
  ],
  floor: (texts, out) => {
    for (let row = 0; row < texts.length; row++) {
      const line = JSON.parse(texts[row]);
      out[row] = line.price * line.count;
    }
  },
};
