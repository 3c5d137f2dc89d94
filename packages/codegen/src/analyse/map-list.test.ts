import { expect, it } from 'vitest';
import { analyseSource } from '../testing/analyse-source.ts';
import { aliases, parameterOf, problemsOf, resultOf, show } from '../testing/map-source.ts';

it.each([
  ['LargeList<string>', 'LargeList<Utf8>'],
  ['LargeList<Int32 | null> | null', 'LargeList<Int32?>?'],
  ['FixedSizeList<Float32, 3>', 'FixedSizeList<Float32, 3>'],
  ['FixedSizeList<number | null, 1>', 'FixedSizeList<Float64?, 1>'],
  ['FixedSizeList<FixedSizeList<number, 2>, 2>[]', 'List<FixedSizeList<FixedSizeList<Float64, 2>, 2>>'],
  ['LargeList<{ x: Int8 }>', 'LargeList<Struct<x: Int8>>'],
])('maps %s to %s', (type, arrow) => {
  expect(show(parameterOf(type))).toBe(arrow);
  expect(show(resultOf(type))).toBe(arrow);
});

it.each([
  ['Int8Array', 'List<Int8>'],
  ['Int16Array', 'List<Int16>'],
  ['Int32Array', 'List<Int32>'],
  ['Uint16Array', 'List<UInt16>'],
  ['Uint32Array', 'List<UInt32>'],
  ['BigInt64Array', 'List<Int64>'],
  ['BigUint64Array', 'List<UInt64>'],
  ['Float32Array', 'List<Float32>'],
  ['Float64Array', 'List<Float64>'],
  ['Float64Array<ArrayBuffer>', 'List<Float64>'],
])('maps %s to %s, as a typed array', (type, arrow) => {
  expect(show(parameterOf(type))).toBe(arrow);
  expect(parameterOf(type).type).toMatchObject({ as: 'typed-array', element: { name: 'item' } });
  expect(resultOf(`${type} | null`).type).toEqual(parameterOf(type).type);
});

it('maps typed arrays inside of other types', () => {
  const { type } = parameterOf('{ rows: (Float32Array | null)[] }');
  expect(type).toMatchObject({
    fields: [{ type: { kind: 'list', element: { nullable: true, type: { as: 'typed-array' } } } }],
  });
});

it('leaves the bytes of Uint8Array to Binary', () => {
  expect(show(parameterOf('Uint8Array'))).toBe('Binary');
});

it('maps a view to a list that is read in place', () => {
  expect(parameterOf('ArrayView<number | null> | null')).toEqual({
    name: 'x',
    type: {
      kind: 'list',
      element: { name: 'item', type: { kind: 'float', bitWidth: 64 }, nullable: true },
      as: 'view',
    },
    nullable: true,
  });
  expect(show(parameterOf('ArrayView<{ at: Date; tags: string[] }>'))).toBe(
    'List<Struct<at: Timestamp(ms, UTC), tags: List<Utf8>>>',
  );
});

it.each([
  ['{ view: ArrayView<number> }', ': x.view has type ArrayView<number>', 'readonly number[]'],
  ['ArrayView<string | null>[]', ': x[] has type ArrayView<string | null>', 'readonly (string | null)[]'],
  ['ArrayView<ArrayView<number>>', ': x[] has type ArrayView<number>', 'readonly number[]'],
])('takes a view for no part of %s', (type, place, edit) => {
  expect(problemsOf(type)).toEqual([
    `misplaced-view: function f: parameter 'x' (#0)${place}, and a view is good for one call, as a whole parameter of a synchronous function: write '${edit}'`,
  ]);
});

it.each([
  ['udf({}, (): ArrayView<number> => null!)', 'return value has type ArrayView<number>'],
  [
    'udf({ async: true }, async (x: ArrayView<number>): Promise<number> => x.length)',
    "parameter 'x' (#0) has type ArrayView<number>",
  ],
  [
    'udf({ async: true, batch: { maxRows: 9 } }, async (x: ArrayView<number>[]): Promise<number[]> => [])',
    "an element of parameter 'x' (#0) has type ArrayView<number>",
  ],
])('takes a view only for what is read during the call: %s', (declaration, place) => {
  const { diagnostics } = analyseSource(`${aliases} export const f = ${declaration};`);
  expect(diagnostics).toMatchObject([{ code: 'misplaced-view', message: expect.stringContaining(place) }]);
  expect(diagnostics[0]?.message).toMatch(/write 'readonly number\[\]'$/);
});

it.each([
  ['FixedSizeList<string, number>', 'x has type', 'its size must be one whole number, from 1 to 2147483647'],
  ['FixedSizeList<string, 0>', 'x has type', 'its size must be one whole number'],
  ['FixedSizeList<string, 1.5>', 'x has type', 'its size must be one whole number'],
  ['FixedSizeList<symbol, 2>', 'x[] has type symbol', 'a column holds data only'],
  ['LargeList<any>', 'x[] has type any', 'could be anything'],
  ['ArrayView<{ f: RegExp }>', 'x[].f has type RegExp', 'use string'],
])('says what is wrong in %s', (type, place, hint) => {
  const problems = problemsOf(type);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(place.replace(/^x has/, "'x' (#0) has"));
  expect(problems[0]).toContain(hint);
});
