import { expect, it } from 'vitest';
import { analyseSource, expectDiagnostics, modelOf } from '../testing/analyse-source.ts';

const head = `import { type DateDay, type Decimal, type Dictionary, type Duration, type Float32, type Int32, type Json, type Interval, type SafeInt, type TimeOfDay, type Timestamp, type UdfContext, type Uuid, udf } from '@sluice/sdk';\n`;
const declare = (parameters: string, orderBy: string): string =>
  `${head}export const f = udf({ async: true, orderBy: '${orderBy}' }, async (${parameters}): Promise<number> => 1);\n`;

it.each([
  'string',
  'string | null',
  'number',
  'Int32',
  'bigint',
  'SafeInt',
  'boolean',
  'Date',
  'DateDay',
  "Timestamp<'us'>",
  "Duration<'s'>",
  'Decimal<10, 2>',
  "TimeOfDay<'ms'>",
  'Uuid',
  "'low' | 'high'",
  'Dictionary<Int32>',
])('is by a parameter of type %s', (type) => {
  expect(modelOf(declare(`id: number, key: ${type}`, 'key')).options.orderBy).toBe('key');
});

it('is by the element of an array in a batch function', () => {
  const model = modelOf(
    `${head}export const f = udf({ async: true, orderBy: 'keys', batch: { maxRows: 9 } }, async (keys: string[], ctx: UdfContext): Promise<string[]> => keys);`,
  );
  expect(model.options.orderBy).toBe('keys');
});

it.each([
  ['string[]', 'List<Utf8>'],
  ['{ id: string }', 'Struct<id: Utf8>'],
  ['Map<string, number>', 'Map<Utf8, Float64>'],
  ['Uint8Array', 'Binary'],
  ["Interval<'day-time'>", 'Interval(day-time)'],
  ['Json<string>', 'Json'],
  ["{ kind: 'a' } | { kind: 'b'; x: Float32 }", 'DenseUnion<a: Null?, b: Struct<x: Float32>>'],
])('is not by a parameter of type %s', (type, arrow) => {
  expectDiagnostics(declare(`key: ${type}`, 'key'), [
    {
      code: 'order-by-type',
      message: `function f: orderBy names 'key', a ${arrow}, and a key is text, a number, a boolean, a date or a time: name another parameter, or take the key as a parameter of its own`,
      line: 2,
      column: 37,
      at: "orderBy: 'key'",
    },
  ]);
});

it('points from the option to the parameter', () => {
  expect(analyseSource(declare('key: string[]', 'key')).diagnostics[0]?.related).toMatchObject([
    { line: 2, column: 62, length: 13, message: "'key' is declared here" },
  ]);
});

it.each([
  ['account: string, cents: bigint', 'acount', "and no parameter has that name: did you mean 'account'?"],
  ['account: string', 'Account', "and no parameter has that name: did you mean 'account'?"],
  ['account: string', 'user', "and no parameter has that name: write 'account', or leave it out"],
  ['a: string, b: string', 'user', "and no parameter has that name: write one of 'a', 'b'"],
  ['', 'user', 'and no parameter has that name: leave it out, there is none to name'],
  ['a: string, ctx: UdfContext', 'ctx', "which is the UdfContext and no column: write 'a', or leave it out"],
])('names a parameter of (%s): %s', (parameters, orderBy, problem) => {
  expectDiagnostics(declare(parameters, orderBy), [
    {
      code: 'order-by-unknown',
      message: `function f: orderBy names '${orderBy}', ${problem}`,
      line: 2,
      column: 37,
      at: `orderBy: '${orderBy}'`,
    },
  ]);
});

it('points at the option where it is written, in whichever file', () => {
  expectDiagnostics(
    {
      'src/keyed.ts': "export const keyed = {\n  async: true,\n  orderBy: 'user',\n} as const;\n",
      'src/index.ts': `${head}import { keyed } from './keyed.ts';\nexport const f = udf(keyed, async (a: string): Promise<string> => a);\n`,
    },
    [
      {
        code: 'order-by-unknown',
        message: /^function f: orderBy names 'user'/,
        file: 'src/keyed.ts',
        line: 3,
        column: 3,
        at: "orderBy: 'user'",
      },
    ],
  );
});

it.each([
  ['key: Set<string>', 'key', 'unmappable-type'],
  ['{ key }: { key: string }', 'key', 'destructured-parameter'],
  ['key', 'key', 'missing-parameter-type'],
])('says nothing more of a parameter that is wrong itself: %s', (parameters, orderBy, code) => {
  const { diagnostics } = analyseSource(declare(parameters, orderBy));
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
});
