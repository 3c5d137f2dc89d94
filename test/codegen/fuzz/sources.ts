import fc from 'fast-check';
import { arrowType, sdkNames, type WrittenType } from './types.ts';

/** One or two files that belong together, by path. */
export interface Unit {
  readonly files: Readonly<Record<string, string>>;
  /** Whether tokens of it were taken out or doubled. */
  readonly damaged: boolean;
}

/** A function or class, as a file's text. */
type Form = (name: string, sql: string, a: string, b: string) => string;

const options = (sql: string, more = ''): string =>
  `{ ${[`name: '${sql}'`, more].filter((each) => each !== '').join(', ')} }`;

/** Every way to declare; all give back what they are given. */
const forms: readonly Form[] = [
  (name, sql, a) => `export const ${name} = udf(${options(sql)}, (v: ${a}): ${a} => v);`,
  (name, sql, a) =>
    `export const ${name} = udf(${options(sql, 'deterministic: true')}, (v: (${a}) | null): (${a}) | null => v);`,
  (name, sql, a) =>
    `export const ${name} = udf(${options(sql, 'async: true')}, async (v: ${a}): Promise<${a}> => v);`,
  (name, sql, a) =>
    `export const ${name} = udf(${options(sql, 'async: true, ordered: true, timeout: "1m", maxInFlight: 3')}, (v: ${a}, ctx: UdfContext): Promise<${a}> => Promise.resolve(v));`,
  (name, sql, a) =>
    `export const ${name} = udf(${options(sql, 'async: true, batch: { maxRows: 2, linger: "1ms" }')}, async (v: (${a})[]): Promise<(${a})[]> => v);`,
  (name, sql, a) =>
    `export const ${name} = udf(${options(sql)}, function* (v: ${a}): Generator<${a}> { yield v; yield v; });`,
  (name, sql, a) =>
    `export const ${name} = udf(${options(sql, 'async: true')}, async function* (v: ${a}): AsyncGenerator<${a}> { yield v; });`,
  (name, sql, a) =>
    `export const ${name} = udf(${options(sql, 'vectorized: true')}, (v: Column<${a}>): (${a})[] => v.toArray());`,
  (name, sql, a, b) => `export const ${name} = udf(${options(sql)}, (v: ${a}, w?: ${b}): ${a} => v);`,
  (name, sql, a, b) =>
    `export const ${name} = udf(${options(sql)}, (v: ${a}, w: ${b}): { v: ${a}; w: ${b} } => ({ v, w }));`,
  (name, sql, a) =>
    `function impl_${name}(v: ${a}): ${a} { return v; }\nconst ${name} = udf(${options(sql)}, impl_${name});\nexport { ${name} as renamed_${name} };`,
  (name, sql, a) =>
    `export class C_${name} {\n  @udf(${options(sql)})\n  static '${name}'(v: ${a}): ${a} { return v; }\n}`,
  (name, sql, a) =>
    `export class C_${name} {\n  #v = 1;\n  open(): void { this.#v++; }\n  @udf(${options(sql)}) ${name}(v: ${a}): ${a} { return v; }\n}`,
  (name, sql, a) =>
    `export const C_${name} = class { @sluice.udf(${options(sql, 'async: true')}) static async ${name}(v: ${a}): Promise<${a}> { return v; } };`,
  (name, sql, a) => `@aggregate(${options(sql)})
export class C_${name} {
  init(): { last: (${a}) | null; n: Int32 } { return { last: null, n: 0 }; }
  accumulate(state: { last: (${a}) | null; n: Int32 }, v: ${a}): void { state.last = v; state.n++; }
  merge(state: { last: (${a}) | null; n: Int32 }, other: { last: (${a}) | null; n: Int32 }): void { state.n += other.n; }
  finish(state: { last: (${a}) | null; n: Int32 }): Int32 { return state.n; }
}`,
  // Wrong in one way each.
  (name, sql, a) => `export const ${name} = udf(${options(sql)}, (v: ${a}) => v);`,
  (name, sql, a) => `export const ${name} = udf(${options(sql)}, <X extends ${a}>(v: X): X => v);`,
  (name, sql, a) =>
    `export const ${name} = udf(${options(sql)}, ({ v }: { v: ${a} }, ...rest: (${a})[]): ${a} => v);`,
  (name, sql, a) =>
    `export const ${name} = udf(${options(sql)}, async (v: ${a} = null!): Promise<${a}> => v);`,
  (name, _sql, a) => `const ${name} = udf((this: Date, v: ${a}): ${a} => v);`,
  (name, _, a) =>
    `class C_${name} { @udf private ${name}(v: ${a}): ${a} { return v; } @udf() get ${name}_(): ${a} { return null!; } }`,
  (name, sql, a) =>
    `export class C_${name} { constructor(v: ${a}) {} @udf({ ...{ name: '${sql}' }, orderd: 1 } as never) ${name}(v: ${a}): ${a}; ${name}(v: any): any { return v; } }`,
  (name, sql, a) =>
    `export const ${name} = udf(${options(sql, 'async: true, orderBy: "V", retry: { retries: -1 }')}, async (v: ${a}): Promise<${a}> => v);`,
  (name, sql, a) =>
    `@aggregate(${options(sql)}) export class C_${name} { init(): ${a} { return null!; } accumulate(s: ${a}, v: ${a}): ${a} { return v; } finish(s: ${a}): ${a} { return s; } }`,
];

const names = [
  ...'f select from order by where größe ünï $ _ $$ toString valueOf constructor __proto__ then length of async get'.split(
    ' ',
  ),
  ...'static type let_ yield_ HTTPServer2Go parseURL 日本 𝒳 é undefined_ NaN_ arguments_ Object_ Date_ udf_ aggregate_'.split(
    ' ',
  ),
];

const noise = [
  '',
  '',
  '',
  '// sluice-ignore top-level-effect: it is meant',
  '/* sluice-ignore nothing, here */',
  '/** 😀 */ /* */ // "`\'${',
  '// @ts-nocheck',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
  "const text = `a ${`b ${'}'}`}`; const pattern = /[/'\"`]+/u;",
  'declare global { interface Array<T> { extra?: T } }',
  'namespace N { export const udf = 1; }',
  'export type { Date as D } from "./self.ts";',
  'label: for (;;) { break label; }',
  'abstract class Unused<T> { abstract f(x: T): void; declare g: T; static { void 0; } }',
  "console.log('loaded', Date.now());",
];

interface Shape {
  readonly form: Form;
  readonly name: string;
  readonly a: WrittenType;
  readonly b: WrittenType;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  // The right ones more often than the wrong ones.
  form: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...forms.slice(0, 15)) },
    { weight: 1, arbitrary: fc.constantFrom(...forms.slice(15)) },
  ),
  name: fc.constantFrom(...names),
  a: arrowType,
  b: arrowType,
});

const importNames = ['aggregate', 'type UdfContext', 'udf', ...sdkNames.map((name) => `type ${name}`)].join(
  ', ',
);

function render(shapes: readonly Shape[], apart: boolean, about: string, at: number): Record<string, string> {
  const folder = `src/u${at}`;
  const declared = new Map(
    shapes
      .flatMap(({ a, b }) => [...a.declarations, ...b.declarations])
      .map(({ name, text }) => [name, text]),
  );
  const echo = shapes[0] === undefined ? [] : [forms[1]?.('echo', `e${at}`, shapes[0].a.text, '') ?? ''];
  const functions = [
    ...echo,
    ...shapes.map(({ form, name, a, b }, index) =>
      form(`${name}${index}`, `u${at}_${index}`, a.text, b.text),
    ),
  ];
  const head = `import * as sluice from '@sluice/sdk';\nimport { ${importNames} } from '@sluice/sdk';\n`;
  const exported = [...declared.values()].map((text) => `export ${text}`);
  if (!apart || declared.size === 0) {
    return { [`${folder}/main.ts`]: [head, about, ...exported, ...functions].join('\n') };
  }
  // Two files that import each other.
  const imports = [...declared.keys()].map((name) => `type ${name}`).join(', ');
  return {
    [`${folder}/main.ts`]: [
      `${head}import { ${imports}, anchor } from './types.ts';`,
      about,
      'export const twice = () => anchor;',
      ...functions,
    ].join('\n'),
    [`${folder}/types.ts`]: [
      `${head}import { twice } from './main.ts';\nexport function anchor(): unknown { return twice; }`,
      ...exported,
    ].join('\n'),
  };
}

/** Cuts a text where its tokens may end. */
const tokens = /\s+|[\p{L}\p{N}_$]+|'[^'\n]*'|"[^"\n]*"|`[^`]*`|=>|\.\.\.|[^\s]/gu;

interface Blow {
  readonly at: number;
  readonly how: 'drop' | 'double' | 'swap' | 'strange';
}

const blows = fc.array(
  fc.record({ at: fc.nat(), how: fc.constantFrom<Blow['how'][]>('drop', 'double', 'swap', 'strange') }),
  { minLength: 1, maxLength: 3 },
);

function damage(text: string, all: readonly Blow[]): string {
  const parts = text.match(tokens) ?? [];
  // What is imported of the sdk stays, so that there is something to compile.
  const first = parts.indexOf("'@sluice/sdk'", parts.indexOf("'@sluice/sdk'") + 1) + 2;
  for (const { at, how } of all) {
    const index = first + (at % Math.max(1, parts.length - first));
    const token = parts[index] ?? '';
    const next = parts[index + 1] ?? '';
    if (how === 'drop') parts[index] = '';
    else if (how === 'double') parts[index] = `${token}${token}`;
    else if (how === 'strange') parts[index] = `${token} \u2028\u0000\ud800 `;
    else [parts[index], parts[index + 1]] = [next, token];
  }
  return parts.join('');
}

/** Units of sources, to be numbered. */
export const unit: fc.Arbitrary<(at: number) => Unit> = fc
  .record({
    shapes: fc.array(shape, { minLength: 1, maxLength: 3 }),
    apart: fc.boolean(),
    about: fc.constantFrom(...noise),
    blows: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: blows }),
    ends: fc.constantFrom('\n', '\n', '\n', '\r\n'),
    start: fc.constantFrom('', '', '', '\uFEFF', '#!/usr/bin/env node\n'),
  })
  .map(({ shapes, apart, about, blows: all, ends, start }) => (at: number) => {
    const files = Object.entries(render(shapes, apart, about, at)).map(([path, text]) => {
      const whole = all.length > 0 && path.endsWith('main.ts') ? damage(text, all) : text;
      return [path, start + whole.replaceAll('\n', ends)] as const;
    });
    return { files: Object.fromEntries(files), damaged: all.length > 0 };
  });
