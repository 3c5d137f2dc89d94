import { expect, it } from 'vitest';
import { analyseSource } from '../testing/analyse-source.ts';
import { aliases, parameterOf, problemsOf, resultOf, show } from '../testing/map-source.ts';

const shapes = `interface Circle { kind: 'circle'; radius: number }
  interface Square { readonly side: Int32; kind: 'square'; label?: string }
  type Shape = Circle | Square | { kind: 'none' };
`;

it('maps a union of objects to a dense union of its variants, sorted by their literals', () => {
  expect(show(parameterOf('Shape', shapes))).toBe(
    'DenseUnion<circle: Struct<radius: Float64>, none: Null?, square: Struct<side: Int32, label: Utf8?>>',
  );
  expect(resultOf('Shape', shapes).type).toEqual(parameterOf('Shape', shapes).type);
  expect(parameterOf('Shape', shapes).type).toMatchObject({
    kind: 'union',
    mode: 'dense',
    tag: 'kind',
    variants: [{ content: 'struct' }, { content: 'none' }, { content: 'struct' }],
  });
});

it('maps Sparse to the same union, sparse', () => {
  const { type } = parameterOf('Shape', shapes);
  expect(parameterOf('Sparse<Shape>', shapes).type).toEqual({ ...type, mode: 'sparse' });
  expect(resultOf('Sparse<Shape | null>', shapes).nullable).toBe(true);
});

it('maps a variant of a tag and a value to the value alone', () => {
  const { type } = parameterOf("{ type: 'text'; value: string } | { type: 'list'; value: (Date | null)[] }");
  expect(type).toMatchObject({
    tag: 'type',
    variants: [
      { content: 'value', field: { name: 'list', type: { kind: 'list' }, nullable: false } },
      { content: 'value', field: { name: 'text', type: { kind: 'utf8' }, nullable: false } },
    ],
  });
});

it.each(['string | null', 'string | undefined', 'null', "{ kind: 'p'; x: number } | { kind: 'q' }"])(
  'keeps a value in a struct where its null would be taken for that of the union around it: %s',
  (value) => {
    const union = `{ kind: 'a'; value: ${value} } | { kind: 'b'; value?: string } | { kind: 'c'; value: string }`;
    const contents = { variants: [{ content: 'struct' }, { content: 'struct' }, { content: 'value' }] };
    expect(parameterOf(union).type).toMatchObject(contents);
    expect(parameterOf(`${union} | null`).type).toMatchObject(contents);
  },
);

it('admits null in every variant of a union that does', () => {
  const field = parameterOf(
    "{ kind: 'a'; value: string } | { kind: 'b'; x: number } | { kind: 'c' } | undefined",
  );
  expect(show(field)).toBe('DenseUnion<a: Utf8?, b: Struct<x: Float64>?, c: Null?>? undefined');
});

it.each([
  ['a string enum', "enum Kind { A = 'a', B = 'b' }", '{ kind: Kind.A; x: number } | { kind: Kind.B }'],
  ['an intersection', 'type With<K> = { kind: K } & { x: number };', "With<'a'> | { kind: 'b' }"],
  ['an alias of each', "type A = { kind: 'a'; x: number }; type B = { kind: 'b' };", 'A | B'],
])('takes literals of %s', (_, declarations, type) => {
  expect(show(parameterOf(type, declarations))).toBe('DenseUnion<a: Struct<x: Float64>, b: Null?>');
});

it.each([
  ["{ kind: 'a'; unit: 'cm' } | { kind: 'b'; unit: 'm' }", 'kind'],
  ["{ unit: 'cm'; kind: 'a' } | { unit: 'm'; kind: 'b' }", 'unit'],
  ["{ x: 'cm'; kind: 'a' } | { kind: 'b'; x: 'm' }", 'kind'],
  ["{ version: '1'; kind: 'a' } | { version: '1'; kind: 'b' }", 'kind'],
])('takes the first property that tells the objects apart: %s', (type, tag) => {
  expect(parameterOf(type).type).toMatchObject({ tag });
});

it('maps unions inside of other types, and of other unions', () => {
  const type = 'Map<string, { steps: ({ do: "go"; at: Shape } | { do: "wait" } | null)[] }>';
  expect(show(parameterOf(type, "type Shape = { kind: 'a'; x: number } | { kind: 'b' };"))).toBe(
    'Map<Utf8, Struct<steps: List<DenseUnion<go: Struct<at: DenseUnion<a: Struct<x: Float64>, b: Null?>>?, wait: Null?>?>>>',
  );
});

it('maps the unions that a batch gives beside errors', () => {
  const { models, diagnostics } = analyseSource(`${aliases}${shapes}
    export const f = udf(
      { async: true, batch: { maxRows: 2 } },
      async (levels: ('low' | 'high')[]): Promise<(Shape | Error | null)[]> => [],
    );
    export const g = udf(
      { async: true, batch: { maxRows: 2 } },
      async (shapes: Shape[]): Promise<('yes' | Error | 'no')[]> => [],
    );`);
  expect(diagnostics).toEqual([]);
  expect(models.map(({ result }) => show(result))).toEqual([
    'DenseUnion<circle: Struct<radius: Float64>?, none: Null?, square: Struct<side: Int32, label: Utf8?>?>?',
    'Dictionary<"no" | "yes">',
  ]);
  expect(models.map(({ parameters }) => show(parameters[0]))).toEqual([
    'Dictionary<"high" | "low">',
    'DenseUnion<circle: Struct<radius: Float64>, none: Null?, square: Struct<side: Int32, label: Utf8?>>',
  ]);
});

it.each([
  [
    '{ a: string } | { b: string }',
    "; give each of its objects one string literal of its own, as in kind: 'a' and kind: 'b'",
  ],
  [
    'Cat | Dog',
    "; give each of its objects one string literal of its own, as in kind: 'cat' and kind: 'dog'",
  ],
  [
    "{ kind: 'a'; x: number } | { y: string }",
    "; { y: string; } has no kind: give it one string literal of its own, as in kind: 'a'",
  ],
  [
    "{ kind: 'a'; x: number } | Dog",
    "; Dog has no kind: give it one string literal of its own, as in kind: 'dog'",
  ],
  [
    "{ kind: 'a'; x: number } | { kind: string; y: string }",
    '; { kind: string; y: string; } may have more than one kind: ',
  ],
  ["{ kind: 'a' | 'b'; x: number } | { kind: 'c' }", 'may have more than one kind: '],
  ["{ kind: 'a'; x: number } | { kind?: 'b'; y: string }", 'need not have its kind: '],
  [
    "{ kind: 'a'; x: number } | { kind: 2 }",
    "; kind is no text in each of its objects: use string literals, as in kind: 'a' and kind: '2'",
  ],
  [
    '{ kind: 1; x: number } | { kind: 2; y: string }',
    "; kind is no text in each of its objects: use string literals, as in kind: '1' and kind: '2'",
  ],
  [
    '{ ok: true; x: number } | { ok: false; y: string }',
    '; ok is no text in each of its objects: use string literals, as in ok: ',
  ],
  [
    "{ kind: 'a'; x: number } | { kind: 'a'; y: string } | { kind: 'b' }",
    '; both { kind: "a"; x: number; } and { kind: "a"; y: string; } have kind: \'a\': give each another',
  ],
  [
    "{ kind: 'a' } | { kind: 'b' }",
    '; none of its objects holds anything beside kind: use a union of string literals',
  ],
])('says how to tell the objects of %s apart', (type, hint) => {
  const [problem, ...others] = problemsOf(
    type,
    'interface Cat { lives: number } interface Dog { bone: string } ',
  );
  expect(others).toEqual([]);
  expect(problem).toMatch(
    /^unmappable-type: function f: parameter 'x' \(#0\) has type .*, which has no Arrow mapping/,
  );
  expect(problem).toContain(`which has no Arrow mapping${hint.startsWith(';') ? hint : ''}`);
  expect(problem).toContain(hint);
});

it.each([
  ["{ kind: 'a'; value: RegExp } | { kind: 'b' }", 'x.value has type RegExp'],
  ["({ kind: 'a'; deep: { m: symbol }[] } | { kind: 'b' })[]", 'x[].deep[].m has type symbol'],
  [
    "{ u: { kind: 'a'; x: number } | { y: number } }",
    'x.u has type { kind: "a"; x: number; } | { y: number; }',
  ],
])('names the path to the part of %s that has no mapping', (type, place) => {
  expect(problemsOf(type)).toEqual([expect.stringContaining(`parameter 'x' (#0): ${place}`)]);
});

it('does not map a union that contains itself', () => {
  const problems = problemsOf(
    'Term',
    "type Term = { kind: 'number'; value: number } | { kind: 'sum'; left: Term; right: Term };",
  );
  expect(problems).toEqual([
    expect.stringContaining('x.left has type Term, which has no Arrow mapping, because it contains itself'),
    expect.stringContaining('x.right has type Term, which has no Arrow mapping, because it contains itself'),
  ]);
});

it('says of literals that differ by case alone that they are one to many engines', () => {
  expect(problemsOf("{ kind: 'a'; x: number } | { kind: 'A' }")).toEqual([
    expect.stringContaining("duplicate-field: function f: parameter 'x' (#0) has fields 'A' and 'a'"),
  ]);
});

it.each([
  [128, []],
  [129, [expect.stringContaining('; an Arrow union has at most 128 variants: use a struct, or Json')]],
])('counts the variants of a union: %i', (count, problems) => {
  const variants = Array.from({ length: count }, (_, at) => `{ kind: 'v${at}'; x: number }`);
  expect(problemsOf(variants.join(' | '))).toEqual(problems);
});
