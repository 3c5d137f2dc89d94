import { expect, it } from 'vitest';
import { analyseSource, expectDiagnostics, modelOf, modelsOf } from '../testing/analyse-source.ts';

const fn = '(x: number): number => x';

it('finds static methods, instance methods and functions, and says how each is reached', () => {
  const models = modelsOf({
    'src/geo.ts': `import { udf } from '@sluice/sdk';
      export class Geo {
        @udf() static city(ip: string): string { return ip; }
        @udf() country(ip: string): string { return ip; }
      }
      export const distance = udf({}, ${fn});`,
  });
  expect(models.map(({ name, binding }) => [name, binding])).toEqual([
    ['city', { kind: 'static-method', module: 'src/geo.ts', export: 'Geo', method: 'city' }],
    ['country', { kind: 'instance-method', module: 'src/geo.ts', export: 'Geo', method: 'country' }],
    ['distance', { kind: 'function', module: 'src/geo.ts', export: 'distance' }],
  ]);
});

it.each([
  ['an alias', "import { udf as declare } from '@sluice/sdk';", 'declare'],
  ['a namespace', "import * as sluice from '@sluice/sdk';", 'sluice.udf'],
  ['a re-export', "import { udf } from './sdk.ts';", 'udf'],
  ['a renamed re-export', "import { task } from './sdk.ts';", 'task'],
  ['a namespace of a re-export', "import * as sdk from './sdk.ts';", 'sdk.task'],
])('knows udf through %s', (_, imported, callee) => {
  const models = modelsOf({
    'src/sdk.ts': "export { udf } from '@sluice/sdk'; export { udf as task } from '@sluice/sdk';",
    'src/index.ts': `${imported}
      export const f = ${callee}({}, ${fn});
      export class C { @${callee}() static g(x: number): number { return x; } }`,
  });
  expect(models.map(({ name }) => name)).toEqual(['f', 'g']);
});

it('leaves alone the other functions of the sdk', () => {
  const models = modelsOf(`import { isSluiceError, udf } from '@sluice/sdk';
    const known = isSluiceError(new Error());
    export const f = udf({}, ${fn});`);
  expect(models.map(({ name }) => name)).toEqual(['f']);
});

it("leaves alone an author's own function of the name udf", () => {
  const models = modelsOf(`import { udf as real } from '@sluice/sdk';
    function udf<T>(options: object, fn: T): T { return fn; }
    const tools = { udf };
    export const mine = udf({}, (x: any) => x);
    export const also = tools.udf({}, (x: any) => x);
    export const f = real({}, ${fn});`);
  expect(models.map(({ name }) => name)).toEqual(['f']);
});

it.each([
  ['export const f = udf({}, FN);', 'f'],
  ['const f = udf({}, FN); export { f };', 'f'],
  ['const f = udf({}, FN); export { f as other };', 'other'],
  ['const f = udf({}, FN); export { f as a, f };', 'f'],
  ['const f = udf({}, FN); export { f as z, f as a };', 'a'],
  ['const f = udf({}, FN); export default f;', 'default'],
  ["export default udf({ name: 'f' }, FN);", 'default'],
  ['export default udf({}, function f(x: number): number { return x; });', 'default'],
  ['export const f = (udf({}, FN)) as (x: number) => number;', 'f'],
  ['export const f = udf({}, FN) satisfies object;', 'f'],
])('reaches the function of %s by its export', (source, exported) => {
  const model = modelOf(`import { udf } from '@sluice/sdk';\n${source.replace('FN', fn)}`);
  expect(model.name).toBe('f');
  expect(model.binding).toMatchObject({ kind: 'function', export: exported });
});

it.each([
  ['export class C { METHOD }', 'C'],
  ['class C { METHOD } export { C };', 'C'],
  ['class C { METHOD } export { C as D };', 'D'],
  ['export default class C { METHOD }', 'default'],
  ['export default class { METHOD }', 'default'],
  ['class C { METHOD } export default C;', 'default'],
  ['export const C = class { METHOD };', 'C'],
])('reaches the class of %s by its export', (source, exported) => {
  const method = '@udf() static f(x: number): number { return x; }';
  const model = modelOf(`import { udf } from '@sluice/sdk';\n${source.replace('METHOD', method)}`);
  expect(model.binding).toMatchObject({ kind: 'static-method', export: exported, method: 'f' });
});

it.each([
  ["@udf() static 'f'(x: number): number { return x; }"],
  ["@udf() static ['f'](x: number): number { return x; }"],
])('takes a method whose name is written as text: %s', (method) => {
  const model = modelOf(`import { udf } from '@sluice/sdk';\nexport class C { ${method} }`);
  expect(model.binding).toMatchObject({ method: 'f' });
});

it('takes a function that is named by reference, here or in another file', () => {
  const models = modelsOf({
    'src/functions.ts': 'export function twice(x: bigint): bigint { return x * 2n; }',
    'src/index.ts': `import { udf } from '@sluice/sdk';
      import { twice } from './functions.ts';
      type Mapper<T> = (value: T) => T;
      const half: Mapper<number> = (value) => value / 2;
      export const f = udf({}, twice);
      export const g = udf({}, half);`,
  });
  expect(models.map(({ parameters }) => parameters.map(({ name, type }) => `${name} ${type.kind}`))).toEqual([
    ['x int'],
    ['value float'],
  ]);
});

it('says of what is not exported to export it', () => {
  expectDiagnostics(
    `import { udf } from '@sluice/sdk';
const f = udf({}, ${fn});
class C {
  @udf() static g(x: number): number { return x; }
}
namespace N {
  export class E { @udf() static i(x: number): number { return x; } }
}
const D = class {
  @udf() static h(x: number): number { return x; }
};
`,
    [
      {
        code: 'not-exported',
        message: "const f holds a UDF and is not exported: export it, as in 'export const f'",
        line: 2,
        column: 7,
        at: 'f',
      },
      { code: 'not-exported', message: /^class C .* 'export class C'$/, line: 3, column: 7, at: 'C' },
      {
        code: 'not-exported',
        message: /^class E .* 'export class E \{ … \} at the top level'$/,
        line: 7,
        column: 16,
        at: 'E',
      },
      { code: 'not-exported', message: /^const D .* 'export const D = class/, line: 9, column: 7, at: 'D' },
    ],
  );
});

it.each([
  ['a let', `export let f = udf({}, ${fn});`],
  ['an object', `export const all = { f: udf({}, ${fn}) };`],
  ['a function', `export function make() { return udf({}, ${fn}); }`],
  ['a const in a block', `{ const f = udf({}, ${fn}); }`],
  ['a statement', `udf({}, ${fn});`],
])('says of a call in %s where it belongs', (_, source) => {
  expectDiagnostics(`import { udf } from '@sluice/sdk';\n${source}\n`, [
    {
      code: 'misplaced-udf-call',
      message: /must be the value of an exported const.*'export const name = udf\(\.\.\.\)'/,
      line: 2,
      column: source.indexOf('udf') + 1,
      at: 'udf',
    },
  ]);
});

it.each([
  ['udf()', 'there is neither'],
  [`udf(${fn})`, 'the options are missing'],
  ['udf({})', 'the function is missing'],
  ['udf({}, 1)', 'the second is of type 1'],
  ["udf({}, '')", 'the second is of type ""'],
])('says of %s what udf takes', (call, found) => {
  const { diagnostics } = analyseSource(`import { udf } from '@sluice/sdk';\nexport const f = ${call};\n`);
  expect(diagnostics).toMatchObject([
    { code: 'udf-arguments', line: 2, message: expect.stringContaining(found) },
  ]);
});

it.each([
  ['@udf() x = 1;', "the field 'x'"],
  ['@udf() static f = (x: number): number => x;', "the field 'f'"],
  ['constructor(@udf() x: number) {}', "the parameter 'x'"],
])('says that only a method can be decorated: %s', (member, what) => {
  const { diagnostics } = analyseSource(`import { udf } from '@sluice/sdk';\nexport class C { ${member} }`);
  expect(diagnostics).toMatchObject([
    { code: 'decorator-on-non-method', line: 2, message: expect.stringContaining(what) },
  ]);
});

it('says of a decorated class that only a method can be decorated', () => {
  expectDiagnostics(`import { udf } from '@sluice/sdk';\n@udf()\nexport class C {}\n`, [
    {
      code: 'decorator-on-non-method',
      message:
        "@udf is on class C, and only a method can be decorated: move it to a method, or write 'export const name = udf(...)'",
      line: 2,
      column: 1,
      at: '@udf()',
    },
  ]);
});

it('says of getters and setters how to write them as methods', () => {
  const { diagnostics } = analyseSource(`import { udf } from '@sluice/sdk';
    export class C {
      @udf() static get zone(): string { return ''; }
      @udf() static set name(value: string) {}
    }`);
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    [
      'decorated-accessor',
      "@udf is on the getter 'zone', which takes no row: make it a method, as in 'zone(): string'",
    ],
    [
      'decorated-accessor',
      "@udf is on the setter 'name', which takes no row: make it a method, as in 'name(value: string): string'",
    ],
  ]);
});

it.each([
  ['private static f', 'private'],
  ['protected f', 'protected'],
  ['static #f', '#private'],
])('says that the method %s cannot be reached', (head, visibility) => {
  const { diagnostics } = analyseSource(`import { udf } from '@sluice/sdk';
    export class C { @udf() ${head}(x: number): number { return x; } }`);
  expect(diagnostics).toMatchObject([
    {
      code: 'private-method',
      message: expect.stringContaining(`is ${visibility}, and the adapter calls it`),
    },
  ]);
});

it.each([
  ['constructor(x = 1) {}'],
  ['constructor(x?: number) {}'],
  ['constructor(...xs: number[]) {}'],
  ['constructor(); constructor(x: number); constructor(x?: number) {}'],
  [''],
])('makes an instance where the constructor needs nothing: %s', (made) => {
  const { binding } = modelOf(`import { udf } from '@sluice/sdk';
    export class C { ${made} @udf() f(x: number): number { return x; } }`);
  expect(binding.kind).toBe('instance-method');
});

it('says which arguments a constructor needs, its own or one that it inherits', () => {
  const { diagnostics } = analyseSource(`import { udf } from '@sluice/sdk';
    export class A { constructor(readonly a: string, b: number, c = 1) {} @udf() f(x: number): number { return x; } }
    export class B extends A { @udf() g(x: number): number { return x; } }
    export class C { constructor(a: string) {} @udf() static h(x: number): number { return x; } }`);
  expect(diagnostics.map(({ code, message }) => [code, message.split(':')[0]])).toEqual([
    [
      'constructor-arguments',
      "method f needs an instance, made without arguments, and the constructor of A requires 'a', 'b'",
    ],
    [
      'constructor-arguments',
      "method g needs an instance, made without arguments, and the constructor of B requires 'a', 'b'",
    ],
  ]);
});

it('takes static methods of a class that is abstract or has a private constructor', () => {
  const models = modelsOf(`import { udf } from '@sluice/sdk';
    export abstract class A { @udf() static f(x: number): number { return x; } }
    export class B { private constructor() {} @udf() static g(x: number): number { return x; } }`);
  expect(models.map(({ name }) => name)).toEqual(['f', 'g']);
});

const sum = `init(): number { return 0; }
  accumulate(state: number, x: number): number { return state + x; }
  merge(state: number, other: number): number { return state + other; }
  finish(state: number): number { return state; }`;

it.each([
  ['@aggregate() export class Sum { METHODS }', 'sum', 'Sum'],
  ['export @aggregate() class Sum { METHODS }', 'sum', 'Sum'],
  ['@aggregate() class Sum { METHODS }\nexport { Sum as Total };', 'sum', 'Total'],
  ['@aggregate() export default class Sum { METHODS }', 'sum', 'default'],
  ["@aggregate({ name: 'sum' }) export default class { METHODS }", 'sum', 'default'],
  ['export const Sum = @aggregate() class { METHODS };', 'sum', 'Sum'],
  ["@sdk.aggregate({ name: 'total' }) export class Sum { METHODS }", 'total', 'Sum'],
])('finds the aggregate of %s', (source, name, exported) => {
  const model = modelOf(`import { aggregate } from '@sluice/sdk';
    import * as sdk from '@sluice/sdk';
    ${source.replace('METHODS', sum)}`);
  expect(model).toMatchObject({ kind: 'aggregate', name, binding: { kind: 'class', export: exported } });
});

it('finds functions and an aggregate in one class', () => {
  const models = modelsOf(`import { aggregate, udf } from '@sluice/sdk';
    @aggregate() export class Sum { ${sum} @udf() twice(x: number): number { return 2 * x; } }`);
  expect(models.map(({ kind, name }) => [kind, name])).toEqual([
    ['aggregate', 'sum'],
    ['scalar', 'twice'],
  ]);
});

it.each([
  ['@aggregate() static f(x: number): number { return x; }', "the method 'f'"],
  ['@aggregate() x = 1;', "the field 'x'"],
  ['@aggregate() get x(): number { return 1; }', "the getter 'x'"],
])('says that only a class can be an aggregate: %s', (member, what) => {
  const { diagnostics } = analyseSource(
    `import { aggregate } from '@sluice/sdk';\nexport class C { ${member} }`,
  );
  expect(diagnostics).toMatchObject([
    {
      code: 'aggregate-on-non-class',
      line: 2,
      column: 18,
      message: expect.stringContaining(`is on ${what}, and`),
    },
  ]);
});

it.each([
  ['@aggregate export class Sum { METHODS }', 'decorator-without-call', '@aggregate needs parentheses'],
  ['@aggregate() class Sum { METHODS }', 'not-exported', 'class Sum holds a UDF and is not exported'],
  ['@aggregate() export default class { METHODS }', 'unnamed-function', "as in @aggregate({ name: 'f' })"],
])('says what is wrong with %s', (source, code, message) => {
  const { diagnostics } = analyseSource(
    `import { aggregate } from '@sluice/sdk';\n${source.replace('METHODS', sum)}`,
  );
  expect(diagnostics).toMatchObject([{ code, message: expect.stringContaining(message) }]);
});
