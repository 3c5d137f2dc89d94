import { instants } from '../data.mjs';
import { timestampUs } from '../types.mjs';

export const timestamp = {
  title: 'timestamp[us] → timestamp[us], as bigint',
  udf: 'to_second',
  f: (at) => at - (at % 1_000_000n),
  /** The libraries give milliseconds. */
  peer: (at) => at - (at % 1000),
  parameters: [timestampUs],
  result: timestampUs,
  kinds: { dense: { sizes: true }, '10 % nulls': { nulls: 0.1 }, 'all null': { nulls: 1 } },
  values: (rows) => [instants(rows, 1)],
  floor: (at, out) => {
    for (let row = 0; row < at.length; row++) out[row] = at[row] - (at[row] % 1_000_000);
  },
  duckdb: { columns: ['TIMESTAMP'], expression: "date_trunc('second', a)", fold: 'max(?)' },
  targets: [{ kind: 'dense', floor: 0.4, arrow: 50 }],
};
