/** The kinds of data for a function of one text; not itself a signature. */
export const textKinds = {
  short: { text: 'short', sizes: true },
  long: { text: 'long' },
  '10 % non-ASCII': { text: 'non-ascii' },
  '1000 distinct': { text: 'repeated' },
  'one empty': { text: 'one empty' },
  '10 % nulls': { text: 'short', nulls: 0.1 },
  'all null': { text: 'short', nulls: 1 },
};
