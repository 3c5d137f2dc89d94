import { expect, it } from 'vitest';
import { analyseSource, expectDiagnostics, modelsOf } from '../testing/analyse-source.ts';

const head = "import { type UdfContext, type UdfLifecycle, type UdfOpenContext, udf } from '@sluice/sdk';\n";
const method = '@udf() f(x: number): number { return x; }';

it.each([
  [
    'both, as they are meant',
    'async open(context: UdfOpenContext): Promise<void> {}\nasync close(): Promise<void> {}',
  ],
  ['a context that is taken apart', 'open({ udfs, signal }: UdfOpenContext): void {}'],
  ['a context by its parts', 'open(context: { signal: AbortSignal; udfs: readonly string[] }): void {}'],
  ['a context with more that is optional', 'open(context: { signal: AbortSignal; pool?: string }): void {}'],
  ['a context of any type', 'open(context: unknown): void {}'],
  ['no context', 'open(): void {}'],
  [
    'optional parameters',
    'open(context?: UdfOpenContext, pool = 4): void {}\nclose(force = false, ...rest: string[]): void {}',
  ],
  [
    'arrow functions',
    'open = async (context: UdfOpenContext): Promise<void> => {};\nclose = (): void => {};',
  ],
  ['one that may be missing', 'close?(): void;'],
  ['overloads of which one fits', 'open(path: string): void;\nopen(): void;\nopen(path?: string): void {}'],
  [
    'static methods of any shape',
    'static open(path: string): void {}\nstatic close(force: boolean): void {}',
  ],
  ['private names', '#open(path: string): void {}'],
])('takes open and close with %s', (_, members) => {
  modelsOf(`${head}export class C {\n${members}\n${method}\n}\n`);
});

it('leaves alone classes without instance methods', () => {
  modelsOf(`${head}export class C {
    open(path: string): void {}
    @udf() static f(x: number): number { return x; }
  }
  export class D { close(force: boolean): void {} }
  export class E { @udf() static open(x: string): string { return x; } }`);
});

it.each([
  ['open(path: string): void {}', 'open', 'takes a string'],
  ['open(path: string[]): void {}', 'open', 'takes a string[]'],
  ['open(context: UdfContext): void {}', 'open', 'takes a UdfContext'],
  [
    'open(context: UdfOpenContext, path: string, port: number): void {}',
    'open',
    "requires 'path', 'port', which nothing gives",
  ],
  ['close(force: boolean): void {}', 'close', "requires 'force', which nothing gives"],
  ['private close(): void {}', 'close', 'is private'],
  ['protected close(): void {}', 'close', 'is protected'],
  ['open = true;', 'open', 'is no method'],
  ['get close(): boolean { return true; }', 'close', 'is no method'],
])('refuses %s', (member, name, problem) => {
  const edit = name === 'open' ? 'open(context: UdfOpenContext): Promise<void>' : 'close(): Promise<void>';
  expectDiagnostics(`${head}export class C {\n  ${member}\n  ${method}\n}\n`, [
    {
      code: 'lifecycle-shape',
      message: `${name} of C ${problem}, and the worker calls ${name}() of an instance, once: write '${edit}', or give it another name`,
      line: 3,
      column: 3 + member.indexOf(name),
      at: name,
    },
  ]);
});

it.each(['export class C', 'export default class', 'export const C = class'])('looks into %s', (declared) => {
  const source = `${head}${declared} { open(path: string): void {} ${method} }`;
  expect(analyseSource(source).diagnostics.map(({ code }) => code)).toEqual(['lifecycle-shape']);
});

it('says once what is wrong with a class of many functions, also where it inherits it', () => {
  expectDiagnostics(
    `${head}class Base {
  close(force: boolean): void {}
}
export class C extends Base {
  @udf() f(x: number): number { return x; }
  @udf() g(x: number): number { return x; }
}
`,
    [{ code: 'lifecycle-shape', message: /^close of C requires 'force'/, line: 3, column: 3, at: 'close' }],
  );
});

it('points at the class where the member is of another package', () => {
  const { diagnostics } = analyseSource({
    'src/base.d.ts': 'export declare class Base { open(path: string): void; }',
    'src/index.ts': `${head}import { Base } from './base';\nexport class C extends Base { ${method} }\n`,
  });
  expect(diagnostics).toMatchObject([
    { code: 'lifecycle-shape', file: 'src/index.ts', line: 3, column: 14, length: 1 },
  ]);
});

it('looks at the class of an aggregate too', () => {
  const methods = `init(): number { return 0; }
  accumulate(state: number, x: number): number { return state + x; }
  merge(state: number, other: number): number { return state + other; }
  finish(state: number): number { return state; }`;
  expectDiagnostics(
    `import { aggregate, type UdfOpenContext } from '@sluice/sdk';
@aggregate() export class Good { ${methods} async open(context: UdfOpenContext): Promise<void> {} }
@aggregate() export class Bad { ${methods} open(path: string): void {} }
`,
    [{ code: 'lifecycle-shape', message: /^open of Bad takes a string/, line: 9, column: 51, at: 'open' }],
  );
});

it('refuses @udf on what the worker calls itself', () => {
  expectDiagnostics(
    `${head}export class C {
  @udf() open(path: string): string { return path; }
  @udf({ name: 'shut' }) close(path: string): string { return path; }
}
`,
    [
      {
        code: 'lifecycle-decorated',
        message:
          "method open of C has @udf, and the worker itself calls open() of an instance, once: rename the method, and keep its SQL name with @udf({ name: 'open' })",
        line: 3,
        column: 10,
        at: 'open',
      },
      {
        code: 'lifecycle-decorated',
        message: /^method close of C has @udf/,
        line: 4,
        column: 26,
        at: 'close',
      },
    ],
  );
});
