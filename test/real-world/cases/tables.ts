import { Field, Int32, List, Map_, Struct, Utf8 } from 'apache-arrow';
import { type Case, failure, of, text } from './case.ts';

const item = new Struct([
  new Field('sku', new Utf8(), true),
  new Field('quantity', new Int32(), true),
  new Field('tags', new List(new Field('item', new Utf8(), true)), true),
]);
const items = new List(new Field('item', item, true));
const entries = new Struct([new Field('key', new Utf8(), false), new Field('value', new Utf8(), true)]);
const map = new Map_(new Field('entries', entries, false) as never, false);
const integers = (...values: number[]) => of(new Int32(), ...values);

/** Functions that give any number of rows: for each, the input's row and the value. */
export const tables: readonly Case[] = [
  {
    udf: 'csv_cells',
    columns: { text: text('a,b\n1,"x, y"\n,z\n', null, '', 'a\n"1\n2') },
    expected: [
      [0, { line: 0, column: 'a', value: '1' }],
      [0, { line: 0, column: 'b', value: 'x, y' }],
      [0, { line: 1, column: 'a', value: null }],
      [0, { line: 1, column: 'b', value: 'z' }],
      [3, failure('Quoted field unterminated')],
    ],
  },
  {
    udf: 'chunks',
    columns: {
      text: text('one two three four five', '', null, 'six'),
      words: integers(3, 3, 3, 3),
      overlap: integers(1, 1, 1, 0),
    },
    expected: [
      [0, { part: 0, text: 'one two three' }],
      [0, { part: 1, text: 'three four five' }],
      [3, { part: 0, text: 'six' }],
    ],
  },
  {
    udf: 'unnest_basket',
    columns: {
      items: of(
        items,
        [
          { sku: 'A', quantity: 2, tags: ['new'] },
          { sku: 'B', quantity: 1, tags: null },
        ],
        [],
        null,
        [{ sku: 'C', quantity: 0, tags: [] }],
      ),
    },
    expected: [
      [0, { sku: 'A', tag: 'new' }],
      [0, { sku: 'A', tag: null }],
      [0, { sku: 'B', tag: null }],
    ],
  },
  {
    udf: 'unnest_attributes',
    columns: {
      map: of(
        map,
        new Map([
          ['b', '2'],
          ['a', null],
        ]),
        new Map(),
        null,
      ),
    },
    expected: [
      [0, { name: 'a', value: null }],
      [0, { name: 'b', value: '2' }],
    ],
  },
  {
    udf: 'station_forecast',
    columns: { station: text('north', 'quiet', null, 'gone', 'half') },
    expected: [
      [0, { at: '2027-01-15T08:00:00.000Z', celsius: 1.5, windDegrees: 270 }],
      [0, { at: '2027-01-15T09:00:00.000Z', celsius: -0.5, windDegrees: null }],
      [0, { at: '2027-01-15T10:00:00.000Z', celsius: -2, windDegrees: 90 }],
      [3, failure('no forecast for gone: 410')],
      [4, failure('no forecast for half: 410')],
    ],
  },
];
