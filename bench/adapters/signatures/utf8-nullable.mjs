import { integers, texts } from '../data.mjs';
import { i32, utf8 } from '../types.mjs';

export const utf8Nullable = {
  title: '(utf8?, i32) → utf8?',
  udf: 'prefix',
  f: (text, length) => (text === null ? null : text.slice(0, length)),
  parameters: [utf8, i32],
  result: utf8,
  /** The function is called where the text is null. */
  nullable: true,
  kinds: {
    '10 % nulls': { nulls: 0.1, sizes: true },
    dense: {},
    'all null': { nulls: 1 },
  },
  values: (rows) => [texts(rows, 1), integers(rows, 2, 8)],
  floor: (texts, lengths) => {
    let sum = 0;
    for (let row = 0; row < texts.length; row++) {
      const text = texts[row];
      const result = text === null ? null : text.slice(0, lengths[row]);
      if (result !== null && result.length > 0) sum += result.charCodeAt(result.length - 1);
    }
    return sum;
  },
  duckdb: { columns: ['VARCHAR', 'INTEGER'], expression: 'left(a, b)', fold: 'sum(strlen(?))' },
  targets: [{ kind: '10 % nulls', floor: 2.5, arrow: 20 }],
};
