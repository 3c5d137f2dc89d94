import { texts } from '../data.mjs';
import { dictionary as encoded, utf8 } from '../types.mjs';

const shared = {
  f: (text) => text.toUpperCase(),
  parameters: [encoded],
  // The libraries build plain text: their builders of dictionaries look up every row's value again.
  result: utf8,
  kinds: {
    'a shared dictionary': { sharesDictionary: true, sizes: true },
    'a new dictionary': { sharesDictionary: false },
    '10 % nulls': { sharesDictionary: true, nulls: 0.1 },
  },
  values: (rows) => [texts(rows, 1, 'repeated')],
  /** The function for each row, on plain strings. */
  floor: (texts) => {
    let sum = 0;
    for (let row = 0; row < texts.length; row++) {
      const result = texts[row].toUpperCase();
      if (result.length > 0) sum += result.charCodeAt(result.length - 1);
    }
    return sum;
  },
};

export const dictionary = {
  ...shared,
  title: 'dictionary<utf8> → dictionary<utf8>, deterministic, upper',
  udf: 'shout',
  targets: [
    { kind: 'a shared dictionary', floor: 0.05, arrow: 400 },
    { kind: 'a new dictionary', floor: 0.05 },
  ],
};

/** The results are gathered into a column of plain text. */
export const dictionaryPlain = {
  ...shared,
  title: 'dictionary<utf8> → utf8, deterministic, upper',
  udf: 'shout_plain',
};
