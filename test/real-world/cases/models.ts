import { Field, Float32, List } from 'apache-arrow';
import { type Case, failure, of, text } from './case.ts';

const vectors = new List(new Field('item', new Float32(), true));

/** Functions that ask a model, about many rows at once or in rounds. */
export const models: readonly Case[] = [
  {
    udf: 'classify_ticket',
    columns: {
      text: text(
        'an invoice is wrong',
        'it crashes',
        null,
        'why?',
        'crash again',
        'lovely',
        'one more invoice',
      ),
    },
    options: { columns: { texts: 'text' } },
    expected: [
      { label: 'billing', confidence: 0.9 },
      { label: 'bug', confidence: 0.75 },
      null,
      failure('no such label: a question'),
      { label: 'bug', confidence: 0.75 },
      { label: 'praise', confidence: 0 },
      { label: 'billing', confidence: 0.9 },
    ],
  },
  {
    udf: 'embed',
    columns: { texts: text('one', null, '', 'three') },
    expected: [[3, 0.5, -1, 0], null, null, [5, 0.5, -1, 0]],
  },
  {
    udf: 'cosine',
    columns: {
      a: of(vectors, [1, 0], [1, 2], [0, 0], null),
      b: of(vectors, [0, 1], [2, 4], [1, 1], [1, 1]),
    },
    expected: [0, 1, null, null],
  },
  {
    udf: 'extract_document',
    columns: { text: text('Café Central, 3.80', 'Rechnung R-1, 12,50', 'hopeless', null) },
    expected: [
      { receipt: { merchant: 'Café Central', tip: null } },
      { invoice: { number: 'R-1', total: '12.50' } },
      failure('Invalid string: must match pattern'),
      { invoice: null },
    ],
  },
];
