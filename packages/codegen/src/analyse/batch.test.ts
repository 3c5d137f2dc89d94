import { formatNested } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { analyseSource, expectDiagnostics, modelOf } from '../testing/analyse-source.ts';

const head = `import { type Bool, type Int32, RetryableError, TerminalError, type UdfContext, udf } from '@sluice/sdk';
interface Point { x: number; y: number }
enum Grade { Good = 'good', Bad = 'bad' }
class Missing extends RetryableError {}
class Wrapped<T> extends Error { value?: T }
`;
const batch = '{ async: true, batch: { maxRows: 64 } }';
const declare = (fn: string, options = batch): string => `${head}export const f = udf(${options}, ${fn});\n`;

it('takes the elements of the arrays for the columns', () => {
  const { parameters, result, takesContext } = modelOf(
    declare(
      'async (ids: bigint[], names: readonly (string | null)[], at: (Date | undefined)[], tags: string[][], ctx: UdfContext): Promise<Int32[]> => []',
    ),
  );
  expect(parameters).toEqual([
    { name: 'ids', type: { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' }, nullable: false },
    { name: 'names', type: { kind: 'utf8' }, nullable: true },
    {
      name: 'at',
      type: { kind: 'timestamp', unit: 'ms', timezone: 'UTC', as: 'date' },
      nullable: true,
      nullAs: 'undefined',
    },
    {
      name: 'tags',
      type: { kind: 'list', element: { name: 'item', type: { kind: 'utf8' }, nullable: false } },
      nullable: false,
    },
  ]);
  expect(result).toEqual({
    name: 'value',
    type: { kind: 'int', bitWidth: 32, signed: true, as: 'number' },
    nullable: false,
  });
  expect(takesContext).toBe(true);
});

it.each([
  ['Promise<number[]>', 'Float64'],
  ['Promise<readonly number[]>', 'Float64'],
  ['Promise<Array<number>>', 'Float64'],
  ['Promise<number[]> | number[]', 'Float64'],
  ['PromiseLike<number[]>', 'Float64'],
  ['Promise<(number | null)[]>', 'Float64?'],
  ['Promise<(number | Error)[]>', 'Float64'],
  ['Promise<(Error | number | null)[]>', 'Float64?'],
  ['Promise<(number | undefined | TypeError | AggregateError)[]>', 'Float64?'],
  ['Promise<(string | RetryableError | TerminalError)[]>', 'Utf8'],
  ['Promise<(string | Missing)[]>', 'Utf8'],
  ['Promise<(string | Wrapped<number>)[]>', 'Utf8'],
  ['Promise<(string | (Error & { code: string }))[]>', 'Utf8'],
  ['Promise<(boolean | Error)[]>', 'Bool'],
  ['Promise<(true | Error)[]>', 'Bool'],
  ['Promise<(Bool | Error)[]>', 'Bool'],
  ['Promise<(Int32 | Error)[]>', 'Int32'],
  ['Promise<(Grade | Error)[]>', 'Dictionary<"bad" | "good">'],
  ["Promise<('a' | 'b' | null | Error)[]>", 'Dictionary<"a" | "b">?'],
  ['Promise<(Point | Error)[]>', 'Struct<x: Float64, y: Float64>'],
  ['Promise<((number | null)[] | Error)[]>', 'List<Float64?>'],
  ['Promise<{ name: string; message: string }[]>', 'Struct<name: Utf8, message: Utf8>'],
])('takes for the result of %s the element, without its errors', (type, arrow) => {
  expect(formatNested(modelOf(declare(`async (ids: number[]): ${type} => []`)).result)).toBe(arrow);
});

it('says of undefined among the results that it is how a null reads', () => {
  const fn = 'async (ids: number[]): Promise<(number | undefined | Error)[]> => []';
  expect(modelOf(declare(fn)).result).toMatchObject({ nullable: true, nullAs: 'undefined' });
});

it('leaves arrays alone where there is no batch', () => {
  const { parameters, result } = modelOf(
    declare('async (parts: string[]): Promise<string[]> => parts', '{ async: true }'),
  );
  expect([...parameters, result].map(formatNested)).toEqual(['List<Utf8>', 'List<Utf8>']);
});

it.each([
  ['text: string', 'string', 'text: string[]'],
  ['text: string | null', 'string | null', 'text: (string | null)[]'],
  ['texts: string[] | null', 'string[] | null', 'texts: (string | null)[]'],
  ['texts?: string[]', 'string[] | undefined', 'texts: (string | null)[]'],
  ['pair: [string, string]', '[string, string]', 'pair: string[]'],
  ['pair: [string, number]', '[string, number]', 'pair: (string | number)[]'],
  ['point: Point', 'Point', 'point: Point[]'],
  ['bytes: Uint8Array', 'Uint8Array<ArrayBufferLike>', 'bytes: Uint8Array<ArrayBufferLike>[]'],
])('needs an array of each column: %s', (parameter, type, edit) => {
  const source = declare(`async (ids: number[], ${parameter}): Promise<number[]> => ids`);
  const written = parameter.replace(/^\w+\??: /, '');
  const name = /^\w+/.exec(parameter)?.[0];
  expectDiagnostics(source, [
    {
      code: 'batch-parameter-not-array',
      message: `function f: parameter '${name}' (#1) has type ${type}, and a function with the option batch gets an array of each column: write '${edit}', or leave batch out`,
      line: 6,
      column: (source.split('\n')[5] ?? '').indexOf(`: ${written})`) + 3,
      at: written,
    },
  ]);
});

it.each([
  ['number[]', 'Promise<number[]>'],
  ['Promise<number>', 'Promise<number[]>'],
  ['Promise<number | null>', 'Promise<(number | null)[]>'],
  ['Promise<number[] | null>', 'Promise<(number[] | null)[]>'],
  ['Promise<[number, string]>', 'Promise<(string | number)[]>'],
  ['Promise<void>', 'Promise<string[]>'],
  ['void', 'Promise<string[]>'],
])('needs a Promise of an array for a result: %s', (type, edit) => {
  const source = declare(`(ids: number[]): ${type} => null!`);
  expectDiagnostics(source, [
    {
      code: 'batch-result-not-array',
      message: `function f returns ${type}, and a function with the option batch gives a Promise of an array, with an element for each row: return ${edit}, or leave batch out`,
      line: 6,
      column: (source.split('\n')[5] ?? '').indexOf(`: ${type} =>`) + 3,
      at: type,
    },
  ]);
});

it.each(['', 'ctx: UdfContext'])('needs a column: (%s)', (parameters) => {
  expectDiagnostics(declare(`async (${parameters}): Promise<number[]> => []`), [
    {
      code: 'batch-without-parameters',
      message: /^function f has the option batch/,
      line: 6,
      column: 14,
      at: 'f',
    },
  ]);
});

it.each([
  [
    'ids: Set<number>[]',
    'Promise<number[]>',
    'unmappable-type',
    "an element of parameter 'ids' (#0) has type Set<number>",
  ],
  [
    'ids: { tags: Set<number> }[]',
    'Promise<number[]>',
    'unmappable-type',
    "an element of parameter 'ids' (#0): ids[].tags has type Set<number>",
  ],
  ['ids: any[]', 'Promise<number[]>', 'any-type', "an element of parameter 'ids' (#0) has type any"],
  ['ids: any', 'Promise<number[]>', 'any-type', "an element of parameter 'ids' (#0) has type any"],
  ['ids: number[]', 'Promise<any>', 'any-type', 'an element of the return value has type any'],
  ['ids: number[]', 'any', 'any-type', 'an element of the return value has type any'],
  [
    'ids: number[]',
    'Promise<(RegExp | Error)[]>',
    'unmappable-type',
    'an element of the return value has type RegExp, which has no Arrow mapping; use string',
  ],
  [
    'ids: number[]',
    'Promise<({ at: RegExp } | Error)[]>',
    'unmappable-type',
    'an element of the return value: value[].at has type RegExp',
  ],
  [
    'ids: number[]',
    'Promise<Error[]>',
    'unmappable-type',
    'an element of the return value has type Error, which has no Arrow mapping; an Error is the failure of its row',
  ],
  [
    'ids: number[]',
    'Promise<(Error | null)[]>',
    'unmappable-type',
    'has type Error | null, which has no Arrow mapping; an Error is the failure of its row',
  ],
  [
    'ids: number[]',
    'Promise<(string | number | Error)[]>',
    'unmappable-type',
    'has type string | number | Error, which has no Arrow mapping; a column has one type',
  ],
  [
    'ids: number[]',
    'Promise<(Point | { x: number } | Error)[]>',
    'unmappable-type',
    'has type Point | { x: number; } | Error, which has no Arrow mapping; give each of its objects',
  ],
])('says which element has no column: (%s): %s', (parameter, result, code, message) => {
  const { diagnostics } = analyseSource(declare(`async (${parameter}): ${result} => []`));
  expect(diagnostics).toMatchObject([{ code, message: expect.stringContaining(`function f: `) }]);
  expect(diagnostics[0]?.message).toContain(message);
});

it('does not take an Error for the failure of a row where there is no batch', () => {
  const { diagnostics } = analyseSource(
    declare('async (id: number): Promise<number | Error> => id', '{ async: true }'),
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['unmappable-type']);
});

it.each([
  ['{ async: true, batch: { maxRows: 0 } }', 'invalid-option'],
  ['{ async: true, batch: { maxRows: Number(1) } }', 'option-not-constant'],
  ['{ batch: { maxRows: 64 } }', 'invalid-option'],
])('still takes arrays for batches where the options are wrong: %s', (options, code) => {
  const promised = declare('async (ids: number[]): Promise<(number | Error)[]> => ids', options);
  expect(analyseSource(promised).diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
});

it('says of a batch function without async only that it needs it', () => {
  const source = declare('(ids: number[]): number[] => ids', '{ batch: { maxRows: 64 } }');
  expect(analyseSource(source).diagnostics.map(({ message }) => message)).toEqual([
    expect.stringContaining('function f: batch needs async: true'),
  ]);
});
