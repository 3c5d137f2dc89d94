import { longs } from '../data.mjs';
import { i64 as type } from '../types.mjs';

export const i64 = {
  title: '(i64, i64) → i64, range-checked',
  udf: 'add_mul',
  f: (a, b) => a + b * 3n,
  parameters: [type, type],
  result: type,
  kinds: { dense: { sizes: true }, '10 % nulls': { nulls: 0.1 }, 'all null': { nulls: 1 } },
  values: (rows) => [longs(rows, 1, 1e9), longs(rows, 2, 1e9)],
  floor: (a, b, out) => {
    for (let row = 0; row < a.length; row++) out[row] = a[row] + b[row] * 3n;
  },
  /** The same in floats, of which the target speaks: it is exact up to 2^53 only. */
  second: {
    name: 'f64 loop',
    inputs: (columns) => columns.map((values) => Float64Array.from(values, Number)),
    output: (rows) => new Float64Array(rows),
    loop: (a, b, out) => {
      for (let row = 0; row < a.length; row++) out[row] = a[row] + b[row] * 3;
    },
  },
  failures: [{ args: [2n ** 63n - 1n, 1n] }, { args: [-(2n ** 63n), -1n] }],
  duckdb: { columns: ['BIGINT', 'BIGINT'], expression: 'a + b * 3', fold: 'sum(?)' },
  targets: [{ kind: 'dense', second: 2.5, arrow: 30 }],
};
