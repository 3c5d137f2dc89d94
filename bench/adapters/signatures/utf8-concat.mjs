import { texts } from '../data.mjs';
import { utf8 } from '../types.mjs';
import { textKinds } from './text-kinds.mjs';

export const utf8Concat = {
  title: 'utf8 → utf8, concat',
  udf: 'label',
  f: (text) => `id:${text}`,
  parameters: [utf8],
  result: utf8,
  kinds: textKinds,
  values: (rows, { text }) => [texts(rows, 1, text)],
  floor: (texts) => {
    let sum = 0;
    for (let row = 0; row < texts.length; row++) {
      const result = `id:${texts[row]}`;
      if (result.length > 0) sum += result.charCodeAt(result.length - 1);
    }
    return sum;
  },
  duckdb: { columns: ['VARCHAR'], expression: "'id:' || a", fold: 'sum(strlen(?))' },
  targets: [
    { kind: 'short', floor: 1.6, arrow: 15 },
    { kind: 'long', floor: 2.2, arrow: 13 },
    { kind: '10 % non-ASCII', floor: 2.8, arrow: 9 },
  ],
};
