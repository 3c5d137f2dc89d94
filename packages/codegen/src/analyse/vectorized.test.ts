import { formatNested } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { analyseSource, expectDiagnostics, modelOf } from '../testing/analyse-source.ts';

const head = `import { type Column, type Int32, type UdfContext, udf } from '@sluice/sdk';
interface Point { x: Int32; y: number | null }
type Names = Column<string>;
`;
const declare = (fn: string, options = '{ vectorized: true }'): string =>
  `${head}export const f = udf(${options}, ${fn});\n`;

it.each([
  ['Int8Array', 'Int8'],
  ['Uint8Array', 'UInt8'],
  ['Int16Array', 'Int16'],
  ['Uint16Array', 'UInt16'],
  ['Int32Array', 'Int32'],
  ['Uint32Array', 'UInt32'],
  ['BigInt64Array', 'Int64'],
  ['BigUint64Array', 'UInt64'],
  ['Float32Array', 'Float32'],
  ['Float64Array', 'Float64'],
])('takes and gives the typed array %s for a column of %s', (array, type) => {
  const model = modelOf(declare(`(a: ${array}): ${array} => a`));
  expect(model).toMatchObject({ kind: 'vectorized', takes: ['typed-array'], options: { vectorized: true } });
  expect([...model.parameters, model.result].map((field) => [field.name, formatNested(field)])).toEqual([
    ['a', type],
    ['value', type],
  ]);
});

it('takes Columns of values of any type, and says which are typed arrays', () => {
  const model = modelOf(
    declare(
      '(a: Names, b: Float64Array, c: Column<Point | null>, d: Column<bigint[] | undefined>): string[] => []',
    ),
  );
  expect(model).toMatchObject({ kind: 'vectorized', takes: ['column', 'typed-array', 'column', 'column'] });
  expect(model.parameters.map((field) => [field.name, formatNested(field), field.nullAs])).toEqual([
    ['a', 'Utf8', undefined],
    ['b', 'Float64', undefined],
    ['c', 'Struct<x: Int32, y: Float64?>?', undefined],
    ['d', 'List<Int64>?', 'undefined'],
  ]);
});

it.each([
  ['(number | null)[]', 'Float64?'],
  ['readonly Point[]', 'Struct<x: Int32, y: Float64?>'],
  ['Column<string | null>', 'Utf8?'],
  ['Int32[]', 'Int32'],
  ['Uint8Array[]', 'Binary'],
])('gives %s for a column of %s', (result, type) => {
  const model = modelOf(declare(`(a: Float64Array): ${result} => null!`));
  expect([model.result.name, formatNested(model.result)]).toEqual(['value', type]);
});

it.each([
  ['number', 'Float64Array'],
  ['Int32', 'Int32Array'],
  ['string', 'Column<string>'],
  ['string[]', 'Column<string>'],
  ['readonly number[]', 'Float64Array'],
  ['(number | null)[]', 'Column<number | null>'],
  ['number | null', 'Column<number | null>'],
  ['Float64Array | null', 'Column<number | null>'],
  ['Column<string> | undefined', 'Column<string | null>'],
  ['Uint8ClampedArray', 'Uint8Array'],
  ['Point', 'Column<Point>'],
])('says in the place of %s to take %s', (written, edit) => {
  const { diagnostics } = analyseSource(declare(`(a: ${written}): number[] => []`));
  expect(diagnostics).toMatchObject([
    {
      code: 'vectorized-parameter-not-column',
      message: expect.stringContaining(`write 'a: ${edit}', or leave`),
    },
  ]);
});

it.each([
  ['number', 'number[]'],
  ['string | null', '(string | null)[]'],
  ['Promise<Float64Array>', 'Float64Array'],
  ['Promise<string>', 'string[]'],
  ['Generator<number>', 'number[]'],
  ['[number, number]', 'number[]'],
  ['void', 'string[]'],
])('says in the place of %s to return %s', (written, edit) => {
  const { diagnostics } = analyseSource(declare(`(a: Float64Array): ${written} => null!`));
  expect(diagnostics).toMatchObject([
    { code: 'vectorized-result-not-column', message: expect.stringContaining(`: return ${edit}, or leave`) },
  ]);
});

it('points at the types that are no columns', () => {
  expectDiagnostics(declare('(a: Float64Array, b: number): number => b'), [
    {
      code: 'vectorized-parameter-not-column',
      message:
        "function f: parameter 'b' (#1) has type number, and a function with the option vectorized gets whole columns: write 'b: Float64Array', or leave vectorized out",
      line: 4,
      column: 65,
      at: 'number',
    },
    {
      code: 'vectorized-result-not-column',
      message:
        'function f returns number, and a function with the option vectorized gives a whole column, at once: return number[], or leave vectorized out',
      line: 4,
      column: 74,
      at: 'number',
    },
  ]);
});

it('says what is wrong inside a value of a column', () => {
  const { diagnostics } = analyseSource(
    declare('(a: Column<{ b: symbol }>, c: any): (number | Error)[] => []'),
  );
  expect(diagnostics.map(({ code, message }) => [code, message.split(',')[0]])).toEqual([
    ['unmappable-type', "function f: a value of parameter 'a' (#0): a[].b has type symbol"],
    ['any-type', "function f: a value of parameter 'c' (#1) has type any"],
    ['unmappable-type', 'function f: a value of the result has type number | Error'],
  ]);
});

it('gives no context', () => {
  expectDiagnostics(declare('(a: Float64Array, ctx: UdfContext): Float64Array => a'), [
    {
      code: 'context-not-given',
      message:
        "function f: parameter 'ctx' is a UdfContext, which a vectorized function does not get: remove the parameter",
      line: 4,
      column: 62,
      at: 'ctx: UdfContext',
    },
  ]);
});

it('needs a column to know how many rows there are', () => {
  const { diagnostics } = analyseSource(declare('(): Float64Array => null!'));
  expect(diagnostics).toMatchObject([{ code: 'vectorized-without-parameters' }]);
});

it('takes the option for what it may be where another cannot be known', () => {
  const { diagnostics } = analyseSource(
    declare('(a: Float64Array): Float64Array => a', '{ vectorized: true, deterministic: Math.random() > 0 }'),
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['option-not-constant']);
});

it('takes a parameter of an interface that only looks like a Column for a struct with methods', () => {
  const { diagnostics } = analyseSource(
    declare('(a: Mine<string>): string[] => []').replace(
      'export',
      'interface Mine<T> extends Column<T> {}\nexport',
    ),
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['vectorized-parameter-not-column']);
});
