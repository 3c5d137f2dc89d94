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
  /**
   * What no adapter over bytes can do without, by hand and right for ASCII only: a text for 1024 rows, and a `substring` of
   * it for each. That the floor has its texts is most of the distance to it.
   */
  second: {
    name: 'substring loop',
    inputs: ([texts]) => {
      const offsets = new Int32Array(texts.length + 1);
      texts.forEach((text, row) => {
        offsets[row + 1] = offsets[row] + Buffer.byteLength(text);
      });
      return [Buffer.from(texts.join('')), offsets];
    },
    output: (rows) => new Int32Array(rows),
    loop: (bytes, offsets, out) => {
      for (let first = 0; first < out.length; first += 1024) {
        const end = Math.min(out.length, first + 1024);
        const base = offsets[first];
        const chunk = bytes.latin1Slice(base, offsets[end]);
        for (let row = first; row < end; row++) {
          const text = chunk.substring(offsets[row] - base, offsets[row + 1] - base);
          out[row] = text.length === 0 ? 0 : text.charCodeAt(0) + text.charCodeAt(text.length - 1);
        }
      }
    },
  },
  duckdb: { columns: ['VARCHAR'], expression: 'unicode(a) + unicode(right(a, 1))', fold: 'sum(?)' },
  targets: [{ kind: 'short', floor: 2.8, arrow: 5 }],
};
