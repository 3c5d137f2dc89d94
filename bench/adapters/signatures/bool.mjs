import { booleans } from '../data.mjs';
import { bool as type } from '../types.mjs';

const shared = {
  f: (a, b) => a && !b,
  parameters: [type, type],
  result: type,
  values: (rows) => [booleans(rows, 1), booleans(rows, 2)],
  floor: (a, b, out) => {
    for (let row = 0; row < a.length; row++) {
      const left = a[row] === 1;
      const right = b[row] === 1;
      out[row] = left && !right ? 1 : 0;
    }
  },
};

export const bool = {
  ...shared,
  title: '(bool, bool) → bool',
  udf: 'only_first',
  kinds: { dense: { sizes: true }, '10 % nulls': { nulls: 0.1 }, 'all null': { nulls: 1 } },
  duckdb: { columns: ['BOOLEAN', 'BOOLEAN'], expression: 'a AND NOT b', fold: 'count_if(?)' },
  targets: [{ kind: 'dense', floor: 1.05, arrow: 9 }],
};

/** Called at most once for each combination of arguments. */
export const boolDeterministic = {
  ...shared,
  title: '(bool, bool) → bool, deterministic',
  udf: 'only_first_deterministic',
  kinds: { dense: {}, '10 % nulls': { nulls: 0.1 } },
};
