import { formatNested } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { analyseSource, expectDiagnostics, modelOf, modelsOf } from '../testing/analyse-source.ts';

const importUdf = "import { udf, type UdfContext } from '@sluice/sdk';\n";

const codesOf = (source: string): readonly string[] =>
  analyseSource(importUdf + source).diagnostics.map(({ code }) => code);

it('makes a model of a function with everything that its author wrote', () => {
  const model = modelOf(`import { udf, type UdfContext } from '@sluice/sdk';
export class Geo {
  /**
   * The city that an address
   * belongs to.
   *
   * Looks it up.
   * @param ip the address
   */
  @udf({ async: true, ordered: true, timeout: '2s', maxInFlight: 500, onError: 'null' })
  static async cityOf(ip: string, ctx: UdfContext): Promise<string | null> {
    return ip;
  }
}`);
  expect(model).toEqual({
    kind: 'scalar',
    name: 'city_of',
    options: {
      async: true,
      ordered: true,
      maxInFlight: 500,
      windowRows: 32_000,
      windowBytes: 67_108_864,
      timeoutMs: 2000,
      onError: 'null',
      deterministic: false,
    },
    parameters: [{ name: 'ip', type: { kind: 'utf8' }, nullable: false }],
    result: { name: 'value', type: { kind: 'utf8' }, nullable: true },
    takesContext: true,
    binding: { kind: 'static-method', module: 'src/index.ts', export: 'Geo', method: 'cityOf' },
    source: { file: 'src/index.ts', line: 11, column: 16 },
    description: 'The city that an address belongs to.',
  });
});

it('sorts the models by name, whatever the order of files', () => {
  const models = modelsOf({
    'src/b.ts': `${importUdf}export const z = udf({}, (x: number): number => x); export const B = udf({}, (x: number): number => x);`,
    'src/a.ts': `${importUdf}export const a = udf({}, (x: number): number => x);`,
  });
  expect(models.map(({ name }) => name)).toEqual(['a', 'b', 'z']);
});

it.each([
  ['/** First. */ export const f = udf({}, (x: number): number => x);', 'First.'],
  ['export const f = udf({},\n /** Inner. */ function (x: number): number { return x; });', 'Inner.'],
  ['// Not a doc comment.\nexport const f = udf({}, (x: number): number => x);', undefined],
  ['/** */ export const f = udf({}, (x: number): number => x);', undefined],
  ['/** @deprecated */ export const f = udf({}, (x: number): number => x);', undefined],
  ['/** Of it. */ function g(x: number): number { return x; } export const f = udf({}, g);', 'Of it.'],
  [
    '/** Of it. */ function g(x: number): number { return x; }\n/** Own. */ export const f = udf({}, g);',
    'Own.',
  ],
])('takes its description from %j', (source, description) => {
  expect(modelOf(importUdf + source).description).toBe(description);
});

it('needs the type of each parameter and of the result', () => {
  expectDiagnostics(`${importUdf}export const f = udf({}, (a: string, b) => a + b);\n`, [
    {
      code: 'missing-return-type',
      message: "function f: return type must be specified, as in ': string'",
      line: 2,
      column: 14,
      at: 'f',
    },
    {
      code: 'missing-parameter-type',
      message: "function f: type of parameter 'b' (#1) must be specified, as in 'b: string'",
      line: 2,
      column: 38,
      at: 'b',
    },
  ]);
});

it('says what is wrong with each parameter, and shows the edit', () => {
  const { diagnostics } = analyseSource(`${importUdf}
    export const f = udf({}, (...xs: number[]): number => 1);
    export const g = udf({}, ({ a }: { a: number }, [b]: number[]): number => 1);
    export const h = udf({}, (a = 5, b: string = 'x'): number => 1);
    export const i = udf({}, function (this: Date, a: number): number { return a; });
    export const j = udf({}, <T>(a: T): number => 1);`);
  expect(diagnostics.map(({ code, message }) => [code, message.split(': ').slice(1).join(': ')])).toEqual([
    [
      'rest-parameter',
      "parameter '...xs' is a rest parameter, and a SQL function has a fixed number of them: take an array, as in 'xs: number[]'",
    ],
    [
      'destructured-parameter',
      "parameter #0 is destructured, so its column has no name: name it and take it apart in the body, as in 'value: { a: number }'",
    ],
    [
      'destructured-parameter',
      "parameter #1 is destructured, so its column has no name: name it and take it apart in the body, as in 'values: number[]'",
    ],
    [
      'default-parameter',
      "parameter 'a' has a default value, which no engine can see: write 'a?: number' and use 'a ?? 5' in the body",
    ],
    [
      'default-parameter',
      "parameter 'b' has a default value, which no engine can see: write 'b?: string' and use 'b ?? 'x'' in the body",
    ],
    ['this-parameter', expect.any(String)],
    ['generic-function', 'replace it by a concrete type such as string'],
    [
      'unmappable-type',
      expect.stringContaining('has type T, which has no Arrow mapping; replace it by a concrete type'),
    ],
  ]);
});

it('says of a generic class that its types must be concrete', () => {
  expect(codesOf('export class C<T> { @udf() f(x: T): number { return 1; } }')).toEqual(['unmappable-type']);
});

it('says of overloads that SQL has one signature, for functions and methods', () => {
  expectDiagnostics(
    `${importUdf}export class C {
  static f(x: number): number;
  static f(x: string): string;
  @udf() static f(x: never): never { return x; }
}
`,
    [
      {
        code: 'overloaded-function',
        message: /^function f has 2 overloads, and a SQL function has one signature/,
        line: 5,
        column: 17,
        at: 'f',
      },
    ],
  );
});

it.each([
  ['{ async: true }', 'async (x: number): Promise<number> => x'],
  ['{ async: true }', '(x: number): Promise<number> => Promise.resolve(x)'],
  ['{ async: true }', '(x: number): PromiseLike<number> => Promise.resolve(x)'],
  ['{ async: true }', '(x: number): number | Promise<number> => x'],
  ['{ async: true }', 'async (x: number): Promise<Promise<number>> => Promise.resolve(x)'],
])('unwraps the result of udf(%s, %s)', (options, fn) => {
  expect(formatNested(modelOf(`${importUdf}export const f = udf(${options}, ${fn});`).result)).toBe(
    'Float64',
  );
});

it('says what a Promise and the option async need of one another', () => {
  expectDiagnostics(
    `${importUdf}export const f = udf({ async: true }, (x: number): number => x);
export const g = udf({}, async (x: number): Promise<number> => x);
export const h = udf({}, (x: number): number | Promise<number> => x);
export class C {
  @udf({ async: false }) static i(x: number): Promise<number> { return null!; }
}
`,
    [
      {
        code: 'async-needs-promise',
        message:
          'function f has the option async: true and returns number: return Promise<number>, or remove the option',
        line: 2,
        column: 52,
        at: 'number',
      },
      {
        code: 'promise-needs-async',
        message:
          'function g returns Promise<number> without the option async: add it, as in udf({ async: true }, ...)',
        line: 3,
        column: 45,
        at: 'Promise<number>',
      },
      {
        code: 'promise-needs-async',
        message: /^function h returns number \| Promise<number>/,
        line: 4,
        column: 39,
      },
      { code: 'promise-needs-async', message: /as in @udf\(\{ async: true \}\)$/, line: 6, column: 47 },
    ],
  );
});

it('takes a context after the parameters of an asynchronous function', () => {
  const model = modelOf(
    `${importUdf}export const f = udf({ async: true }, async (x: number, ctx: UdfContext): Promise<number> => x);`,
  );
  expect(model.takesContext).toBe(true);
  expect(model.parameters.map(({ name }) => name)).toEqual(['x']);
});

it('takes a context that is optional or goes by another name', () => {
  const models = modelsOf(`${importUdf}type Ctx = UdfContext;
    export const f = udf({ async: true }, async (x: number, ctx?: UdfContext): Promise<number> => x);
    export const g = udf({ async: true }, async (ctx: Ctx): Promise<number> => 1);`);
  expect(models.map(({ takesContext, parameters }) => [takesContext, parameters.length])).toEqual([
    [true, 1],
    [true, 0],
  ]);
});

it('says where a context may stand', () => {
  expectDiagnostics(
    `${importUdf}export const f = udf({}, (x: number, ctx: UdfContext): number => x);
export const g = udf({ async: true }, async (ctx: UdfContext, x: number): Promise<number> => x);
`,
    [
      {
        code: 'context-needs-async',
        message: /^function f: parameter 'ctx' is a UdfContext/,
        line: 2,
        column: 38,
      },
      {
        code: 'context-not-last',
        message:
          "function g: parameter 'ctx' is a UdfContext, which must be the last one: move it to the end",
        line: 3,
        column: 46,
        at: 'ctx: UdfContext',
      },
    ],
  );
});

it('says of parameters that differ by case alone that they are one column', () => {
  expect(codesOf('export const f = udf({}, (id: string, ID: string): string => id);')).toEqual([
    'duplicate-parameter',
  ]);
});

it('says of a name that is taken where it is taken', () => {
  const { diagnostics } = analyseSource({
    'src/a.ts': `${importUdf}export const city = udf({}, (x: number): number => x);`,
    'src/b.ts': `${importUdf}export const other = udf({ name: 'City' }, (x: number): number => x);`,
  });
  expect(diagnostics).toMatchObject([
    {
      code: 'duplicate-name',
      severity: 'error',
      message: "the SQL name 'City' is taken by function city: give one of them another with the option name",
      file: 'src/b.ts',
      line: 2,
      column: 14,
      length: 5,
      related: [
        { file: 'src/a.ts', line: 2, column: 14, length: 4, message: "'City' is declared here first" },
      ],
    },
  ]);
});

it('says of a name that SQL cannot have how to choose another', () => {
  expectDiagnostics(`${importUdf}export const $f = udf({}, (x: number): number => x);\n`, [
    {
      code: 'sql-name-invalid',
      message: /^'\$f' cannot be a SQL name.*udf\(\{ name: 'my_function' \}/,
      line: 2,
      column: 14,
    },
  ]);
});

it('takes no function without a problem for one with', () => {
  const { models, diagnostics } = analyseSource(
    `${importUdf}export const f = udf({}, (x: any): number => x); export const g = udf({}, (x: number): number => x);`,
  );
  expect(models.map(({ name }) => name)).toEqual(['g']);
  expect(diagnostics).toHaveLength(1);
});

/** Signatures of the reference's conformance cases, in TypeScript. */
it.each([
  ['S01', '(x: bigint): bigint => x', '(Int64) -> Int64'],
  ['S02', '(x: bigint | null): number | null => null', '(Int64?) -> Float64?'],
  ['S03', '(a: string, b: string | null): string => a', '(Utf8, Utf8?) -> Utf8'],
  ['S04', '(a: Uint8Array): Uint8Array => a', '(Binary) -> Binary'],
  ['S06, a list and no aggregate', '(x: UInt64[]): UInt64 => 1n', '(List<UInt64>) -> UInt64'],
  ['S08', '(x: bigint[], k: bigint): bigint => k', '(List<Int64>, Int64) -> Int64'],
  ['S15', '(x: boolean): boolean => x', '(Bool) -> Bool'],
  ['S16', "(t: Timestamp<'ns'>): bigint => t", '(Timestamp(ns)) -> Int64'],
  ['S17', '(): Int8 => 1', '() -> Int8'],
  ['S18', '(): bigint => 1n', '() -> Int64'],
  ['S19, bytes are bytes', '(x: Uint8Array): bigint => 1n', '(Binary) -> Int64'],
  [
    'S21',
    '(d: Decimal<10, 2>, m: Map<string, DateDay>): number[] => []',
    '(Decimal128(10, 2), Map<Utf8, Date32>) -> List<Float64>',
  ],
])('conforms to case %s', (_, fn, signature) => {
  const { parameters, result } =
    modelOf(`import { udf, type UInt64, type Int8, type Timestamp, type Decimal, type DateDay } from '@sluice/sdk';
    export const f = udf({}, ${fn});`);
  expect(`(${parameters.map(formatNested).join(', ')}) -> ${formatNested(result)}`).toBe(signature);
});

it('conforms to case S09: an asynchronous function may take a list', () => {
  const { parameters } = modelOf(
    `${importUdf}export const f = udf({ async: true }, async (x: bigint[]): Promise<bigint> => 1n);`,
  );
  expect(parameters.map(formatNested)).toEqual(['List<Int64>']);
});

it.each([
  ['S11', '(x: bigint) => x', 'function f: return type must be specified'],
  [
    'S12',
    'function (this: object, x: bigint): bigint { return x; }',
    "function f has a 'this' parameter, which is not allowed",
  ],
  [
    'S13',
    '(x: Record<string, number>): bigint => 1n',
    "parameter 'x' (#0) has type Record<string, number>, which has no Arrow mapping",
  ],
  ['S14', '(x: bigint): Error => null!', 'return value has type Error, which has no Arrow mapping; throw it'],
])('conforms to case %s', (_, fn, message) => {
  const { diagnostics } = analyseSource(`${importUdf}export const f = udf({}, ${fn});`);
  expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([expect.stringContaining(message)]);
});

it('shows where the property of a type is declared that has no column, unless it is written in the signature', () => {
  const { diagnostics } = analyseSource({
    'src/a.ts': `${importUdf}import type { Trip } from './b.ts';
export const f = udf({}, (trip: Trip, other: { at: RegExp }): number => 1);`,
    'src/b.ts': 'export interface Stop { tags: Set<string> }\nexport interface Trip { stops: Stop[] }\n',
  });
  expect(diagnostics.map(({ message, related }) => [message.split(' has type')[0], related])).toEqual([
    [
      "function f: parameter 'trip' (#0): trip.stops[].tags",
      [{ file: 'src/b.ts', line: 1, column: 25, length: 4, message: "'tags' is declared here" }],
    ],
    ["function f: parameter 'other' (#1): other.at", []],
  ]);
});
