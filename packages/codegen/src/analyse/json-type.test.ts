import { expect, it } from 'vitest';
import { parameterOf, problemsOf, resultOf, show } from '../testing/map-source.ts';

it.each([
  ['Json', 'Json?'],
  ['Json<JsonValue>', 'Json?'],
  ['Json<string>', 'Json'],
  ['Json<{ a: string; b?: number[] }>', 'Json'],
  ['Json<Document>', 'Json'],
  ['Json<Document | null>', 'Json?'],
  ['Json<Document> | undefined', 'Json? undefined'],
  ['Json<Tree[]>', 'Json'],
  ['Json<Record<string, Document>>', 'Json'],
  ["Json<[number, 'a' | boolean | null]>", 'Json'],
  ['Json<{ kind: string } | string[]>', 'Json'],
  ['Json<{ anything: unknown; at: any }>', 'Json'],
  ['{ raw: Json }[]', 'List<Struct<raw: Json?>>'],
])('maps %s to %s', (type, arrow) => {
  const declarations =
    'interface Document { title: string; tags?: string[] } interface Tree { children: Tree[] } ';
  expect(show(parameterOf(type, declarations))).toBe(arrow);
  expect(show(resultOf(type, declarations))).toBe(arrow);
});

it.each([
  ['Json<{ at: Date }>', 'x.at has type Date', 'JSON has no Date, use string'],
  ['Json<{ ids: bigint[] }>', 'x.ids[] has type bigint', 'JSON has no bigint, use number or string'],
  ['Json<bigint>', "'x' (#0) has type bigint", 'JSON has no bigint'],
  ['Json<Int32>', "'x' (#0) has type number", 'it has two names of Arrow types: keep one'],
  ['Json<Map<string, string>>', "'x' (#0) has type", 'JSON has no Map, use an object'],
  ['Json<[string, Set<string>]>', 'x[] has type Set<string>', 'JSON has no Set, use an array'],
  ['Json<(string | undefined)[]>', 'x[] has type undefined', 'JSON has no undefined, use null'],
  ['Json<{ f(): void }>', 'x.f has type () => void', 'JSON holds data only'],
  ['Json<{ s: symbol }>', 'x.s has type symbol', 'JSON holds data only'],
  ['Json<Record<string, Point>>', 'x.* has type Point', 'JSON has no classes'],
  ['{ raw: Json<Float32Array> }', 'x.raw has type', 'JSON has no Float32Array'],
  ['Json<unknown>', "'x' (#0) has type", 'write Json alone for any value'],
])('says what JSON cannot hold in %s', (type, place, hint) => {
  const problems = problemsOf(type, 'class Point { x = 1; }');
  expect(problems).toEqual([expect.stringMatching(/^unmappable-type: function f: parameter 'x' \(#0\)/)]);
  expect(problems[0]).toContain(place);
  expect(problems[0]).toContain(hint);
});

it.each([
  ['interface Grows<X> { x: X; deeper?: Grows<X[]> }'],
  ['interface Grows<X> { x: X; left?: Grows<X[]>; right?: Grows<X[][]> }'],
])('comes to an end where the type does not: %s', (declaration) => {
  expect(show(parameterOf('Json<Grows<number>>', declaration))).toBe('Json');
});
