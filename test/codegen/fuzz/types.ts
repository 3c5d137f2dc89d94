import fc from 'fast-check';

/** A TypeScript type, and the declarations that it needs: `interface A { … }` and the like, each without `export`. */
export interface WrittenType {
  readonly text: string;
  readonly declarations: readonly Declared[];
}

interface Declared {
  readonly name: string;
  readonly text: string;
}

/** Every name of the sdk that may stand in a type. */
export const sdkNames: readonly string[] = (
  'ArrayView Binary BinaryView Bool Column Date64 DateDay Decimal Decimal32 Decimal64 Decimal256 Dictionary Duration ' +
  'FixedSizeBinary FixedSizeList Float16 Float32 Float64 Int8 Int16 Int32 Int64 Interval Json LargeBinary LargeList ' +
  'LargeUtf8 SafeInt Sparse TimeOfDay Timestamp UInt8 UInt16 UInt32 UInt64 Utf8 Utf8View Uuid'
).split(' ');

const good = [
  'string',
  'number',
  'bigint',
  'boolean',
  'Date',
  'Uint8Array',
  'null',
  'Int8',
  'Int16',
  'Int32',
  'Int64',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'SafeInt',
  'Float16',
  'Float32',
  'Float64',
  'Bool',
  'Utf8',
  'LargeUtf8',
  'Utf8View',
  'Binary',
  'LargeBinary',
  'BinaryView',
  'FixedSizeBinary<4>',
  'Decimal<10, 2>',
  'Decimal32<5, 5>',
  'Decimal64<18>',
  'Decimal256<76, 20>',
  'DateDay',
  'Date64',
  'TimeOfDay',
  "TimeOfDay<'s'>",
  "Timestamp<'us', 'UTC'>",
  "Timestamp<'ns'>",
  "Duration<'ms'>",
  "Interval<'year-month'>",
  "Interval<'day-time'>",
  'Interval',
  'Json',
  'Uuid',
  'Float32Array',
  'BigInt64Array',
  'Int16Array',
  "'low' | 'high'",
  "'it\\'s' | \"a\\\"b\" | ''",
  "'*/' | '\\u2028' | '\\n'",
  'Dictionary<string>',
  'Dictionary<Int32>',
  'string[]',
];

/** What has no column, or is no type. */
const bad = [
  'any',
  'unknown',
  'never',
  'void',
  'undefined',
  'object',
  'symbol',
  'Function',
  '() => void',
  '{}',
  'Set<string>',
  'Promise<number>',
  'RegExp',
  'ArrayBuffer',
  'WeakMap<object, string>',
  'Nope',
  'Nope.Deeper<string>',
  'string | number',
  '1 | 2',
  'true',
  'this',
  'keyof Date',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template literal type
  '`a-${string}`',
  'Decimal<400, 2>',
  'FixedSizeBinary<0>',
  "Timestamp<'weeks'>",
  'FixedSizeList<string, number>',
  'ArrayView<number>',
  'Column<number>',
  'Iterator<string>',
  'string & number',
  'unique symbol',
  '[string, number]',
  '{ [key: string]: number }',
  'typeof globalThis',
  'asserts x',
  'Map<string | null, string>',
  'Dictionary<string[]>',
  'new () => Date',
  'infer X',
];

const keys = [
  ...'a b value kind type class default new function in of await async get set static constructor'.split(' '),
  ...'toString valueOf hasOwnProperty __proto__ length then name prototype arguments eval undefined select'.split(
    ' ',
  ),
  "'a b'",
  "'a-b'",
  "''",
  "'it\\'s'",
  '"\\u0000"',
  '"*/ // \\n\\u2028"',
  '0',
  '1e3',
  'größe',
  'Größe2',
  '$',
  '_',
  "'日本'",
  "'😀'",
  "';drop table x;--'",
  "'~arrow'",
];

const key = fc.constantFrom(...keys);
const declaredName = fc.integer({ min: 0, max: 2 ** 31 }).map((id) => `T${id.toString(36)}`);

const none: readonly Declared[] = [];
const written = (text: string, declarations: readonly Declared[] = none): WrittenType => ({
  text,
  declarations,
});

/** A type of types: `make` is given their texts. */
function over(types: readonly WrittenType[], make: (...texts: string[]) => string): WrittenType {
  return written(
    make(...types.map(({ text }) => text)),
    types.flatMap(({ declarations }) => declarations),
  );
}

const { type } = fc.letrec<{ type: WrittenType; nested: WrittenType; object: WrittenType }>((tie) => {
  const inner = tie('type');
  const fields = fc.uniqueArray(
    fc.record({ key, optional: fc.boolean(), readonly: fc.boolean(), type: inner }),
    { minLength: 1, maxLength: 4, selector: (field) => field.key.toLowerCase() },
  );
  const members = fields.map((all) =>
    over(
      all.map((field) => field.type),
      (...texts) =>
        texts
          .map((text, at) => {
            const field = all[at];
            return `${field?.readonly ? 'readonly ' : ''}${field?.key}${field?.optional ? '?' : ''}: ${text}`;
          })
          .join('; '),
    ),
  );
  const object = members.map(({ text, declarations }) => written(`{ ${text} }`, declarations));
  const declare = (form: (name: string, text: string) => string, of: fc.Arbitrary<WrittenType>) =>
    fc
      .tuple(declaredName, of)
      .map(([name, { text, declarations }]) =>
        written(name, [...declarations, { name, text: form(name, text) }]),
      );
  const one = (make: (text: string) => string) => inner.map((each) => over([each], make));
  const two = (make: (a: string, b: string) => string) =>
    fc.tuple(inner, inner).map((each) => over(each, make as (...texts: string[]) => string));
  return {
    type: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { weight: 120, arbitrary: fc.constantFrom(...good).map((text) => written(text)) },
      { weight: 1, arbitrary: fc.constantFrom(...bad).map((text) => written(text)) },
      { weight: 60, arbitrary: tie('nested') },
    ),
    object,
    nested: fc.oneof(
      one((text) => `(${text})[]`),
      one((text) => `readonly (${text})[]`),
      one((text) => `Array<${text}>`),
      one((text) => `(${text}) | null`),
      one((text) => `(${text}) | undefined`),
      one((text) => `Map<string, ${text}>`),
      one((text) => `FixedSizeList<${text}, 2>`),
      one((text) => `LargeList<${text}>`),
      one((text) => `Json<${text}>`),
      one((text) => `Dictionary<${text}>`),
      one((text) => `NonNullable<${text} | null>`),
      one((text) => `[${text}, ${text}]`),
      one((text) => `Record<'a' | 'b', ${text}>`),
      one((text) => `{ [K in 'x' | 'y']: ${text} }`),
      one((text) => `{ [K in 'x' | 'y' as \`get_\${K}\`]?: ${text} }`),
      one((text) => `{ a: ${text} }['a']`),
      one((text) => `ReturnType<() => ${text}>`),
      one((text) => `Awaited<Promise<${text}>>`),
      two((a, b) => `{ kind: 'a'; value: ${a} } | { kind: 'b'; x: ${b}; y?: ${a} } | { kind: 'c' }`),
      two((a, b) => `Sparse<{ type: 'p'; 0: ${a} } | { type: 'q'; value: ${b} }>`),
      two((a, b) => `{ l: ${a} } & { r: ${b} }`),
      two((a, b) => `(${a}) | (${b})`),
      two((a, b) => `(${a}) extends string ? ${b} : ${a}`),
      tie('object'),
      tie('object').map(({ text, declarations }) => written(`Readonly<${text}>`, declarations)),
      tie('object').map(({ text, declarations }) => written(`Partial<${text}>`, declarations)),
      tie('object').map(({ text, declarations }) => written(`Required<${text}>`, declarations)),
      tie('object').map(({ text, declarations }) => written(`Pick<${text}, keyof ${text}>`, declarations)),
      declare((name, text) => `interface ${name} ${text}`, object),
      declare((name, text) => `type ${name} = ${text};`, inner),
      declare((name, text) => `class ${name} { field!: ${text}; }`, inner),
      declare((name, text) => `interface ${name} { next: ${name} | null; of: ${text} }`, inner),
      declare((name, text) => `type ${name} = { next?: ${name}[]; of: ${text} };`, inner),
      declare((name, text) => `type ${name} = ${name} | ${text};`, inner),
      declare((name) => `enum ${name} { A = 'a', B = 'it\\'s', C = '' }`, inner),
      declare((name) => `enum ${name} { A, B = 7 }`, inner),
      declare((name) => `const enum ${name} { A = 'x' }`, inner),
      fc
        .tuple(declaredName, inner)
        .map(([name, { text, declarations }]) =>
          written(`${name}<${text}>`, [
            ...declarations,
            { name, text: `type ${name}<X, Y = X[]> = { x: X; y: Y | null };` },
          ]),
        ),
      fc
        .tuple(declaredName, inner)
        .map(([name, { text, declarations }]) =>
          written(`${name}<${text}>`, [
            ...declarations,
            { name, text: `interface ${name}<X> { x: X; deeper?: ${name}<X[]>; wider?: ${name}<{ x: X }> }` },
          ]),
        ),
      fc
        .tuple(declaredName, inner)
        .map(([name, { text, declarations }]) =>
          written(`${name}<${text}>`, [
            ...declarations,
            { name, text: `type ${name}<X> = X extends (infer E)[] ? E : X extends null ? never : X;` },
          ]),
        ),
    ),
  };
});

/** Types of all kinds, most of which have a column. */
export const arrowType: fc.Arbitrary<WrittenType> = type;
