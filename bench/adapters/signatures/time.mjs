import { longs } from '../data.mjs';
import { timeUs } from '../types.mjs';

export const time = {
  title: 'time64[us] → time64[us], as bigint',
  udf: 'to_minute',
  f: (at) => at - (at % 60_000_000n),
  parameters: [timeUs],
  result: timeUs,
  kinds: { dense: {}, '10 % nulls': { nulls: 0.1 } },
  values: (rows) => [longs(rows, 1, 86_400_000_000)],
  floor: (at, out) => {
    for (let row = 0; row < at.length; row++) out[row] = at[row] - (at[row] % 60_000_000n);
  },
};
