import { Float64 } from 'apache-arrow';
import { type Case, of, text } from './case.ts';

const numbers = (...values: (number | null)[]) => of(new Float64(), ...values);

/** Vectorized functions, and one whose index was built when the module was loaded. */
export const columns: readonly Case[] = [
  {
    udf: 'clipped_score',
    columns: {
      values: numbers(3, null, 100, -100, 7),
      mean: numbers(1, 1, 1, 1, 1),
      deviation: numbers(2, 2, 2, 2, 0),
    },
    expected: [1, null, 5, -5, 0],
  },
  {
    udf: 'locale_country',
    columns: { locales: text('de-CH', 'pt', null, 'no such locale', '') },
    expected: ['CH', 'BR', null, null, null],
  },
  {
    udf: 'match_product',
    columns: { name: text('expresso machine', 'watr boiler', 'hammock', null) },
    expected: [
      { id: 1, name: 'Espresso machine', price: 249.5 },
      { id: 2, name: 'Electric kettle', price: 39 },
      null,
      null,
    ],
  },
];
