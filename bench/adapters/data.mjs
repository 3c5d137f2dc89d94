// Data of each kind, the same in every run.

/** Numbers from 0 up to 1 (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `rows` values, each of which `make` makes of the next random numbers. */
export function generate(rows, seed, make) {
  const next = random(seed);
  return Array.from({ length: rows }, (_, row) => make(next, row));
}

export const floats = (rows, seed) => generate(rows, seed, (next) => Math.floor(next() * 160_000) / 16);
export const integers = (rows, seed, end) => generate(rows, seed, (next) => Math.floor(next() * end));
export const longs = (rows, seed, end) => integers(rows, seed, end).map(BigInt);
/** Microseconds since 1970, whole milliseconds: apache-arrow's row path throws for most others. */
export const instants = (rows, seed) =>
  longs(rows, seed, 1e12).map((ms) => (ms + 1_000_000_000_000n) * 1000n);
export const booleans = (rows, seed) => generate(rows, seed, (next) => next() < 0.5);

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789 -';
/** Characters of two, three and four bytes. */
const BEYOND_ASCII = ['é', 'ß', 'ж', '日', '€', '😀'];

function word(next, shortest, longest) {
  let text = '';
  for (let left = shortest + Math.floor(next() * (longest - shortest + 1)); left > 0; left--) {
    text += LETTERS[Math.floor(next() * LETTERS.length)];
  }
  return text;
}

const pick = (next, from) => from[Math.floor(next() * from.length)];

/** The kinds of text that the functions over strings are measured with: `(rows, seed)` → texts. */
const textKinds = {
  short: (rows, seed) => generate(rows, seed, (next) => word(next, 4, 20)),
  long: (rows, seed) => generate(rows, seed, (next) => word(next, 60, 140)),
  'non-ascii': (rows, seed) =>
    generate(rows, seed, (next) => {
      const text = word(next, 4, 20);
      return next() < 0.1 ? text.slice(0, 2) + pick(next, BEYOND_ASCII) + text.slice(3) : text;
    }),
  repeated: (rows, seed) => {
    const distinct = textKinds.short(1000, seed);
    return generate(rows, seed + 1, (next) => pick(next, distinct));
  },
  'one empty': (rows, seed) => textKinds.short(rows, seed).map((text, row) => (row === 1 ? '' : text)),
};

/** @param kind a name of `textKinds`, which stands for its kind of data in every signature over strings */
export const texts = (rows, seed, kind = 'short') => textKinds[kind](rows, seed).map(flat);

/** The same text as V8 decodes it, not as a tree of the pieces that it was put together from. */
export const flat = (text) => Buffer.from(text).toString();

/** Texts that codecs get wrong: of no byte, of each width, at the edge of the short, with a character cut in two. */
export const trickyTexts = [
  '',
  'a',
  'é',
  '日本',
  '😀',
  'ab😀',
  'a\u0000b',
  '\ufeffmark',
  '\ufffd',
  'x'.repeat(31),
  'x'.repeat(32),
  'x'.repeat(33),
  `${'x'.repeat(31)}é`,
  'long '.repeat(40),
  'lang ß '.repeat(40),
  'i\u0307İ',
];

/** The values with nulls at random, the first row among them. */
export function withNulls(values, share, seed) {
  if (share === 0) return values;
  const next = random(seed);
  return values.map((value, row) => (next() < share || row === 0 ? null : value));
}
