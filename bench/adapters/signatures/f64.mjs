import { floats } from '../data.mjs';
import { f64 as type } from '../types.mjs';

export const f64 = {
  title: '(f64, f64) → f64',
  udf: 'score',
  f: (a, b) => a * b + 1,
  parameters: [type, type],
  result: type,
  kinds: {
    dense: { sizes: true },
    '10 % nulls': { nulls: 0.1, sizes: true },
    'all null': { nulls: 1 },
  },
  values: (rows) => [floats(rows, 1), floats(rows, 2)],
  floor: (a, b, out) => {
    for (let row = 0; row < a.length; row++) out[row] = a[row] * b[row] + 1;
  },
  duckdb: { columns: ['DOUBLE', 'DOUBLE'], expression: 'a * b + 1', fold: 'sum(?)' },
  targets: [
    { kind: 'dense', floor: 1.1, arrow: 45 },
    { kind: '10 % nulls', floor: 1.4, arrow: 60 },
  ],
};
