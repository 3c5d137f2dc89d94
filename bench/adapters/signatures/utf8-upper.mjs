import { texts } from '../data.mjs';
import { utf8 } from '../types.mjs';
import { textKinds } from './text-kinds.mjs';

export const utf8Upper = {
  title: 'utf8 → utf8, upper',
  udf: 'upper',
  f: (text) => text.toUpperCase(),
  parameters: [utf8],
  result: utf8,
  kinds: textKinds,
  values: (rows, { text }) => [texts(rows, 1, text)],
  floor: (texts) => {
    let sum = 0;
    for (let row = 0; row < texts.length; row++) {
      const result = texts[row].toUpperCase();
      if (result.length > 0) sum += result.charCodeAt(result.length - 1);
    }
    return sum;
  },
  duckdb: { columns: ['VARCHAR'], expression: 'upper(a)', fold: 'sum(strlen(?))' },
  targets: [
    { kind: 'short', floor: 2.0, arrow: 8 },
    { kind: 'long', floor: 2.2, arrow: 8 },
  ],
};
