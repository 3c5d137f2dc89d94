import { expect, it } from 'vitest';
import { analyseSource, modelOf } from '../testing/analyse-source.ts';
import { aliases, parameterOf, problemsOf, resultOf, show } from '../testing/map-source.ts';

it.each([
  ['string', 'Utf8'],
  ['number', 'Float64'],
  ['bigint', 'Int64'],
  ['boolean', 'Bool'],
  ['Date', 'Timestamp(ms, UTC)'],
  ['Uint8Array', 'Binary'],
  ['Buffer', 'Binary'],
  ['number[]', 'List<Float64>'],
  ['readonly string[]', 'List<Utf8>'],
  ['Array<boolean | null>', 'List<Bool?>'],
  ['ReadonlyArray<number[]>', 'List<List<Float64>>'],
  ['{ a: string; b: { c: bigint } }', 'Struct<a: Utf8, b: Struct<c: Int64>>'],
  ['Map<string, number>', 'Map<Utf8, Float64>'],
  ['ReadonlyMap<bigint, string | null>', 'Map<Int64, Utf8?>'],
  ['Partial<{ a: string }>', 'Struct<a: Utf8?>'],
  ["Pick<{ a: string; b: number }, 'b'>", 'Struct<b: Float64>'],
  ['{ a: string } & { b: number }', 'Struct<a: Utf8, b: Float64>'],
  ["string & { readonly __brand: 'UserId' }", 'Utf8'],
  ["'low' | (string & {})", 'Utf8'],
  ['null', 'Null?'],
  ['null[]', 'List<Null?>'],
  ['null | undefined', 'Null?'],
  ["'b' | 'a'", 'Dictionary<"a" | "b">'],
  ["'only'", 'Dictionary<"only">'],
  ["('b' | 'a' | null)[]", 'List<Dictionary<"a" | "b">?>'],
  ["{ s: 'p' | 'q' }", 'Struct<s: Dictionary<"p" | "q">>'],
])('maps %s to %s, as a parameter and as a result', (type, arrow) => {
  expect(show(parameterOf(type))).toBe(arrow);
  expect(show(resultOf(type))).toBe(arrow);
});

it.each([
  ['Int8', 'Int8'],
  ['Int16', 'Int16'],
  ['Int32', 'Int32'],
  ['Int64', 'Int64'],
  ['UInt8', 'UInt8'],
  ['UInt16', 'UInt16'],
  ['UInt32', 'UInt32'],
  ['UInt64', 'UInt64'],
  ['SafeInt', 'Int64'],
  ['Float16', 'Float16'],
  ['Float32', 'Float32'],
  ['Float64', 'Float64'],
  ['Bool', 'Bool'],
  ['Utf8', 'Utf8'],
  ['LargeUtf8', 'LargeUtf8'],
  ['Utf8View', 'Utf8View'],
  ['Uuid', 'Uuid'],
  ['Binary', 'Binary'],
  ['LargeBinary', 'LargeBinary'],
  ['BinaryView', 'BinaryView'],
  ['FixedSizeBinary<16>', 'FixedSizeBinary(16)'],
  ['DateDay', 'Date32'],
  ['Date64', 'Date64'],
  ["TimeOfDay<'s'>", 'Time32(s)'],
  ["TimeOfDay<'ms'>", 'Time32(ms)'],
  ['TimeOfDay', 'Time64(us)'],
  ["TimeOfDay<'ns'>", 'Time64(ns)'],
  ['Timestamp', 'Timestamp(us)'],
  ["Timestamp<'ns', 'UTC'>", 'Timestamp(ns, UTC)'],
  ["Timestamp<'s', '+02:00'>", 'Timestamp(s, +02:00)'],
  ["Duration<'ms'>", 'Duration(ms)'],
  ['Decimal<10, 2>', 'Decimal128(10, 2)'],
  ['Decimal<38>', 'Decimal128(38, 0)'],
  ['Decimal<39, 4>', 'Decimal256(39, 4)'],
  ['Decimal<76, 76>', 'Decimal256(76, 76)'],
  ['Decimal32<9, 2>', 'Decimal32(9, 2)'],
  ['Decimal64<18>', 'Decimal64(18, 0)'],
  ['Decimal256<5, 2>', 'Decimal256(5, 2)'],
  ["Interval<'year-month'>", 'Interval(year-month)'],
  ["Interval<'day-time'>", 'Interval(day-time)'],
  ['Interval', 'Interval(month-day-nano)'],
  ['Int32[]', 'List<Int32>'],
  ['Bool | null', 'Bool?'],
  ['Uuid | undefined', 'Uuid? undefined'],
  ['Dictionary<string>', 'Dictionary<Utf8>'],
  ['Dictionary<Int32 | null>', 'Dictionary<Int32>?'],
  ['Dictionary<string> | undefined', 'Dictionary<Utf8>? undefined'],
  ['Dictionary<boolean>', 'Dictionary<Bool>'],
  ["Dictionary<Timestamp<'s'>>[]", 'List<Dictionary<Timestamp(s)>>'],
  ['Dictionary<Decimal<10, 2>>', 'Dictionary<Decimal128(10, 2)>'],
  ['Dictionary<Uuid>', 'Dictionary<Uuid>'],
  ["Dictionary<'b' | 'a'>", 'Dictionary<"a" | "b">'],
  ['(Int32 | null)[] | null', 'List<Int32?>?'],
])('maps the alias %s to %s', (type, arrow) => {
  expect(show(parameterOf(type))).toBe(arrow);
  expect(show(resultOf(type))).toBe(arrow);
});

it('keeps apart the 64-bit integers that are numbers and those that are bigints', () => {
  expect(parameterOf('SafeInt').type).toEqual({ kind: 'int', bitWidth: 64, signed: true, as: 'number' });
  expect(parameterOf('Int64').type).toEqual({ kind: 'int', bitWidth: 64, signed: true, as: 'bigint' });
  expect(parameterOf('bigint').type).toEqual(parameterOf('Int64').type);
});

it('keeps apart the timestamps that are Dates and those that are counts', () => {
  expect(parameterOf('Date').type).toMatchObject({ unit: 'ms', timezone: 'UTC', as: 'date' });
  expect(parameterOf("Timestamp<'ms', 'UTC'>").type).toMatchObject({
    unit: 'ms',
    timezone: 'UTC',
    as: 'bigint',
  });
});

it.each([
  ['string | null', 'Utf8?'],
  ['string | undefined', 'Utf8? undefined'],
  ['string | null | undefined', 'Utf8?'],
  ['boolean | undefined', 'Bool? undefined'],
  ['Date | null', 'Timestamp(ms, UTC)?'],
])('reads the nullability of %s', (type, arrow) => {
  expect(show(parameterOf(type))).toBe(arrow);
  expect(show(resultOf(type))).toBe(arrow);
});

it('reads an optional parameter as one that may be undefined', () => {
  const { parameters } = modelOf(
    `${aliases} export const f = udf({}, (a: number, b?: string): number => a);`,
  );
  expect(parameters.map(show)).toEqual(['Float64', 'Utf8? undefined']);
});

it('reads the nullability of struct members', () => {
  const { type } = parameterOf(
    'Row',
    'interface Row { a?: string; b: string | null; c?: string | null; d: string | undefined }',
  );
  expect(type.kind === 'struct' && type.fields.map((field) => `${field.name} ${show(field)}`)).toEqual([
    'a Utf8? undefined',
    'b Utf8?',
    'c Utf8?',
    'd Utf8? undefined',
  ]);
});

it('names the parts of lists and maps as Arrow does', () => {
  expect(parameterOf('number[]').type).toMatchObject({ element: { name: 'item' } });
  expect(parameterOf('Map<string, number>').type).toMatchObject({
    key: { name: 'key' },
    value: { name: 'value' },
  });
});

it.each([
  ['1 | 2', 'Float64'],
  ['true', 'Bool'],
  ['1n', 'Int64'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template literal type.
  ['`id-${string}`', 'Utf8'],
  ['Level', 'Float64'],
])('maps %s to %s as a result, where it can be narrower than its column', (type, arrow) => {
  expect(show(resultOf(type, 'enum Level { Low, High }'))).toBe(arrow);
});

it('maps unions of string literals and string enums to dictionaries of just these values', () => {
  const colours = "enum Colour { Red = 'red', Blue = 'blue', Navy = 'blue' }";
  const values = ['blue', 'red'];
  const dictionary = { kind: 'dictionary', value: { kind: 'utf8' } };
  expect(parameterOf('Colour', colours).type).toEqual({ ...dictionary, values });
  expect(resultOf('Colour | null', colours)).toEqual({
    name: 'value',
    type: { ...dictionary, values },
    nullable: true,
  });
  expect(resultOf('Colour.Red', colours).type).toEqual({ ...dictionary, values: ['red'] });
  expect(parameterOf("Colour | 'grey'", colours).type).toEqual({
    ...dictionary,
    values: ['blue', 'grey', 'red'],
  });
  expect(parameterOf("'é' | 'B' | 'a'").type).toEqual({ ...dictionary, values: ['B', 'a', 'é'] });
});

it('maps a dictionary that is open to one without values', () => {
  expect(parameterOf('Dictionary<string>').type).toEqual({ kind: 'dictionary', value: { kind: 'utf8' } });
});

it.each([
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template literal type.
  ['`id-${string}`', '`id-${string}`', 'use string: a column can hold any string'],
  ['1 | 2', '1 | 2', 'use number: a column can hold any number'],
  ['true', 'true', 'use boolean'],
  ['Level', 'Level', 'use number'],
  ['string | number', 'string | number', 'a column has one type'],
  ['Int32 | Float32', 'Int32 | Float32', 'a column has one type'],
  ['Dictionary<string> | string', 'string | string', 'a column has one type'],
  ['Float32Array | number[]', 'Float32Array<ArrayBufferLike> | number[]', 'a column has one type'],
  ["{ kind: 'a' } | Date", '{ kind: "a"; } | Date', 'a column has one type'],
  ['[number, string]', '[number, string]', 'use an array of one type'],
  ['[number, number]', '[number, number]', 'use FixedSizeList<number, 2>'],
  ['() => void', '() => void', 'a column holds data only'],
  ['symbol', 'symbol', 'a column holds data only'],
  ['never', 'never', 'a column holds data only'],
  ['undefined', 'undefined', 'use null'],
  ['void', 'void', 'use the type of a value'],
  ['object', 'object', ''],
  ['{}', '{}', 'name its fields in an interface'],
  ['RegExp', 'RegExp', 'use string'],
  ['URL', 'URL', 'use string'],
  ['Set<string>', 'Set<string>', 'use an array'],
  ['Uint8ClampedArray', 'Uint8ClampedArray<ArrayBufferLike>', 'use Uint8Array'],
  ['ArrayBuffer', 'ArrayBuffer', 'use Uint8Array'],
  ['Promise<string>', 'Promise<string>', 'only the result as a whole can be a Promise'],
  ['Record<string, number>', 'Record<string, number>', 'use Map<string, V>'],
  ['{ [key: string]: number }', '{ [key: string]: number; }', 'use Map<string, V>'],
  ['Point', 'Point', 'use an interface with the fields that you need'],
  ['WeakRef<Point>', 'WeakRef<Point>', 'use an interface with the fields that you need'],
  [
    'Column<string>',
    'Column<string>',
    'it is a whole column: take one value, or give the function the option',
  ],
  ['typeof Point', 'typeof Point', 'a column holds data only'],
  ['Decimal<77, 0>', 'Decimal<77, 0>', 'its precision must be a whole number from 1 to 76'],
  [
    'Decimal32<10>',
    'Decimal32<10>',
    'its precision must be a whole number from 1 to 9, or use Decimal<10, …>',
  ],
  [
    'Decimal64<19>',
    'Decimal64<19>',
    'its precision must be a whole number from 1 to 18, or use Decimal<19, …>',
  ],
  ['Decimal256<0>', 'Decimal256<0>', 'its precision must be a whole number from 1 to 76'],
  ['Decimal<5, 6>', 'Decimal<5, 6>', 'its scale must be a whole number from 0 to its precision, 5'],
  ['Decimal<number>', 'Decimal<number>', 'its precision must be a whole number from 1 to 76'],
  ['FixedSizeBinary<0>', 'FixedSizeBinary<0>', 'its size must be one whole number, from 1 to 2147483647'],
  ['FixedSizeBinary<number>', 'FixedSizeBinary<number>', 'its size must be one whole number'],
  ["TimeOfDay<'s' | 'ms'>", "TimeOfDay<'s' | 'ms'>", 'its unit must be one of'],
  ["Timestamp<'ms' | 'us'>", "Timestamp<'ms' | 'us'>", 'its unit must be one of'],
  ["Timestamp<'ms', string>", 'Timestamp<"ms", string>', 'its zone must be one literal'],
  ['Dictionary<Point>', 'Point', 'use an interface with the fields that you need'],
  ['Dictionary<{ x: number }>', '{ x: number; }', 'a Dictionary is of text, numbers, bigints or booleans'],
  ['Dictionary<Json<string>>', 'string', 'a Dictionary is of text'],
  ['Sparse<{ x: number }>', '{ x: number; }', 'Sparse is for a union of object types: leave it out'],
])('does not map the parameter type %s', (type, text, hint) => {
  const { diagnostics } = analyseSource(`${aliases}
    class Point { constructor(readonly x: number) {} length() { return 1 } }
    enum Level { Low, High }
    export const f = udf({}, (a: string, x: ${type}): number => 1);`);
  expect(diagnostics.map(({ code }) => code)).toEqual(['unmappable-type']);
  expect(diagnostics[0]?.message.replaceAll("'", '"')).toContain(
    `function f: parameter 'x' (#1) has type ${text}, which has no Arrow mapping`.replaceAll("'", '"'),
  );
  expect(diagnostics[0]?.message).toContain(hint);
});

it.each([
  ['{ deep: { m: symbol } }', 'x.deep.m', 'symbol'],
  ['{ tags: (() => void)[] }', 'x.tags[]', '() => void'],
  ['Map<string, [number]>', 'x.value', '[number]'],
  ['Map<string | null, number>', 'x.key', 'string | null'],
  ['{ f(): void; a: number }', 'x.f', '() => void'],
  ["{ a: { s: 'p' | 1 }[] }", 'x.a[].s', '"p" | 1'],
  ['{ a: LargeList<FixedSizeBinary<0>> }', 'x.a[]', 'FixedSizeBinary<0>'],
])('names the path to the part of %s that has no mapping', (type, path, part) => {
  const { diagnostics } = analyseSource(`${aliases} export const f = udf({}, (x: ${type}): number => 1);`);
  expect(diagnostics.map(({ code }) => code)).toEqual(['unmappable-type']);
  expect(diagnostics[0]?.message).toContain(
    `parameter 'x' (#0): ${path} has type ${part}, which has no Arrow mapping`,
  );
});

it('says of a union as a result how to return it', () => {
  const { diagnostics } = analyseSource(`${aliases} export const f = udf({}, (): string | number => 1);`);
  expect(diagnostics[0]?.message).toMatch(/return an object with a field for each, or use string$/);
});

it('names every part that has no mapping', () => {
  const { diagnostics } = analyseSource(`${aliases}
    export const f = udf({}, (x: { a: symbol; b: { c: any } }): { d: unknown } => null!);`);
  expect(diagnostics.map(({ code, message }) => `${code} ${message.split(' has type')[0]}`)).toEqual([
    "any-type function f: parameter 'x' (#0): x.b.c",
    "unmappable-type function f: parameter 'x' (#0): x.a",
    'any-type function f: return value: value.d',
  ]);
});

it.each([
  ['Tree', 'interface Tree { children: Tree[] }', 'x.children[]'],
  ['A', 'interface A { b: B } interface B { a: A | null }', 'x.b.a'],
  ['Json', 'type Json = Map<string, Json>', 'x.value'],
])('does not map the recursive type %s', (type, declarations, path) => {
  const { diagnostics } = analyseSource(`${aliases}${declarations}
    export const f = udf({}, (x: ${type}): number => 1);`);
  expect(diagnostics.map(({ code }) => code)).toEqual(['unmappable-type']);
  expect(diagnostics[0]?.message).toContain(`${path} has type`);
  expect(diagnostics[0]?.message).toContain('because it contains itself');
});

it('ends on a generic type that grows without end', () => {
  const { diagnostics } = analyseSource(`${aliases}interface Grow<T> { next: Grow<T[]>; value: T }
    export const f = udf({}, (x: Grow<string>): number => 1);`);
  expect(diagnostics.some(({ message }) => message.includes('nested more than 32 deep'))).toBe(true);
});

it('maps a type that comes twice, side by side', () => {
  expect(show(parameterOf('{ from: Point; to: Point }', 'interface Point { x: number }'))).toBe(
    'Struct<from: Struct<x: Float64>, to: Struct<x: Float64>>',
  );
});

it("takes an author's own Date and Map for the structs that they are", () => {
  expect(show(parameterOf('Day.Date', 'namespace Day { export interface Date { day: number } }'))).toBe(
    'Struct<day: Float64>',
  );
});

it('says of struct fields that differ by case alone that they are one column', () => {
  const { diagnostics } = analyseSource(
    `${aliases} export const f = udf({}, (x: { id: string; ID: string }): number => 1);`,
  );
  expect(diagnostics).toMatchObject([
    { code: 'duplicate-field', message: expect.stringContaining("has fields 'id' and 'ID'") },
  ]);
});

it('keeps the paths of files out of messages', () => {
  const { diagnostics } = analyseSource({
    'src/types.ts': 'export class Point { x = 1; move() {} }',
    'src/index.ts': `${aliases}import * as types from './types.ts';
      export const f = udf({}, (x: types.Point): number => 1);`,
  });
  expect(diagnostics[0]?.message).toMatch(/has type (types\.)?Point,/);
});

it.each([
  [
    'grows in two places at once',
    'interface Wide<X> { left?: Wide<X[]>; right?: Wide<X[][]> }',
    'is nested more than 32 deep',
  ],
  [
    'doubles with each step',
    `type W0 = { x: number };\n${Array.from({ length: 20 }, (_, n) => `type W${n + 1} = { a: W${n}; b: W${n} };`).join('\n')}\ntype Wide<X> = W20;`,
    'its type has more than 10000 parts',
  ],
])('comes to an end, and says so once, where a type %s', (_, declaration, why) => {
  const problems = problemsOf('Wide<number>', declaration);
  expect(problems).toEqual([expect.stringContaining(why)]);
});
