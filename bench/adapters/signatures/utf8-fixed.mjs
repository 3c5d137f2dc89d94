import { texts } from '../data.mjs';
import { i32, utf8 } from '../types.mjs';
import { textKinds } from './text-kinds.mjs';

export const utf8Fixed = {
  title: 'utf8 → i32, reading the text',
  udf: 'first_units',
  f: (text) => (text.length === 0 ? 0 : text.charCodeAt(0) + text.charCodeAt(text.length - 1)),
  parameters: [utf8],
  result: i32,
  kinds: textKinds,
  values: (rows, { text }) => [texts(rows, 1, text)],
  floor: (texts, out) => {
    for (let row = 0; row < texts.length; row++) {
      const text = texts[row];
      out[row] = text.length === 0 ? 0 : text.charCodeAt(0) + text.charCodeAt(text.length - 1);
    }
  },
  duckdb: { columns: ['VARCHAR'], expression: 'unicode(a) + unicode(right(a, 1))', fold: 'sum(?)' },
  targets: [{ kind: 'short', floor: 2.8, arrow: 5 }],
};
