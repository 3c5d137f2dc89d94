import { formatNested } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { analyseSource, expectDiagnostics, modelOf } from '../testing/analyse-source.ts';

const head = `import { type Int32, type UdfContext, udf } from '@sluice/sdk';
interface Point { x: Int32; y: number | null }
`;
const declare = (fn: string, options = '{}'): string => `${head}export const f = udf(${options}, ${fn});\n`;

it.each([
  ['function* (x: number): Generator<number> {}', 'Float64'],
  ['function* (x: number): Generator<string | null, void, undefined> {}', 'Utf8?'],
  ['(x: number): Iterable<Point> => []', 'Struct<x: Int32, y: Float64?>'],
  ['(x: number): IterableIterator<string[]> => null!', 'List<Utf8>'],
  ['(x: number): IteratorObject<bigint> => null!', 'Int64'],
])('makes a table function of %s, with rows of %s', (fn, row) => {
  const model = modelOf(declare(fn));
  expect([model.kind, model.result.name, formatNested(model.result)]).toEqual(['table', 'value', row]);
  expect(model.parameters).toHaveLength(1);
});

it.each([
  ['async function* (x: number, ctx: UdfContext): AsyncGenerator<number | undefined> {}', true],
  ['(x: number): AsyncIterable<number | undefined> => null!', false],
  ['(x: number): AsyncIterableIterator<number | undefined> => null!', false],
])('makes an asynchronous table function of %s', (fn, takesContext) => {
  const options =
    "{ async: true, ordered: true, maxInFlight: 5, timeout: '1s', retry: { retries: 2 }, rateLimit: { perSecond: 5 }, onError: 'null', deterministic: true }";
  expect(modelOf(declare(fn, options))).toMatchObject({
    kind: 'table',
    result: { name: 'value', nullable: true, nullAs: 'undefined' },
    takesContext,
  });
});

it('takes generator methods, static and of an instance', () => {
  const model = modelOf(`${head}export class C { @udf() static *words(text: string): Generator<string> {} }`);
  expect(model).toMatchObject({ kind: 'table', name: 'words', binding: { kind: 'static-method' } });
});

it.each([
  ['(x: number): string[] => []'],
  ['(x: number): Map<string, number> => null!'],
  ['(x: number): Uint8Array => null!'],
  ['(x: number): string => ""'],
])('takes what is one value for one value: %s', (fn) => {
  expect(modelOf(declare(fn)).kind).toBe('scalar');
});

it('says of an async generator without the option async what to add, and of a generator with it what to write', () => {
  expectDiagnostics(declare('async function* (x: number): AsyncGenerator<number> {}'), [
    {
      code: 'promise-needs-async',
      message:
        'function f returns AsyncGenerator<number> without the option async: add it, as in udf({ async: true }, ...)',
      line: 3,
      column: 55,
      at: 'AsyncGenerator<number>',
    },
  ]);
  expectDiagnostics(declare('function* (x: number): Generator<number> {}', '{ async: true }'), [
    {
      code: 'async-needs-async-generator',
      message:
        'function f has the option async: true and returns Generator<number>: make it an async generator and return AsyncGenerator<number>, or remove the option',
      line: 3,
      column: 62,
      at: 'Generator<number>',
    },
  ]);
});

it('says which options need one result, each where it is written', () => {
  const options = "{ async: true, orderBy: 'x', deterministic: true, cache: { maxEntries: 5 } }";
  expectDiagnostics(declare('async function* (x: number): AsyncGenerator<number> {}', options), [
    {
      code: 'table-option',
      message:
        'function f returns AsyncGenerator<number>, so that a row has any number of results, and the option orderBy needs one: leave orderBy out, or return an array',
      line: 3,
      column: 37,
      at: "orderBy: 'x'",
    },
    {
      code: 'table-option',
      message: /the option cache needs one/,
      line: 3,
      column: 72,
      at: 'cache: { maxEntries: 5 }',
    },
  ]);
});

it('says that batch needs one result too', () => {
  const { diagnostics } = analyseSource(
    declare(
      'async function* (x: number[]): AsyncGenerator<number> {}',
      '{ async: true, batch: { maxRows: 5 } }',
    ),
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['table-option']);
});

it.each([
  [
    'async (x: number): Promise<Generator<number>> => null!',
    'promise-of-iterator',
    'return AsyncGenerator<number>',
  ],
  [
    'async (x: number): Promise<AsyncIterable<number>> => null!',
    'promise-of-iterator',
    'return AsyncGenerator<number>',
  ],
  ['(x: number): Iterator<number> => null!', 'unmappable-type', 'where it is a Generator or an Iterable'],
  [
    '(x: number): Generator<number> | null => null',
    'unmappable-type',
    'yield nothing where there is nothing',
  ],
])('says how to write the iterator of %s', (fn, code, message) => {
  const options = fn.startsWith('async') ? '{ async: true }' : '{}';
  const { diagnostics } = analyseSource(declare(fn, options));
  expect(diagnostics).toMatchObject([{ code, message: expect.stringContaining(message) }]);
});

it('says what is wrong inside a yielded value', () => {
  expectDiagnostics(declare('function* (x: number): Generator<{ a: symbol }> {}'), [
    {
      code: 'unmappable-type',
      message:
        'function f: a yielded value: value[].a has type symbol, which has no Arrow mapping; a column holds data only',
      line: 3,
      column: 49,
      at: 'Generator<{ a: symbol }>',
    },
  ]);
});

it('asks for the type of what is yielded where it is not written', () => {
  const { diagnostics } = analyseSource(declare('function* (x: number) { yield x; }'));
  expect(diagnostics).toMatchObject([{ code: 'missing-return-type' }]);
});
