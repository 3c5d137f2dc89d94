import { formatNested } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { analyseSource, expectDiagnostics, modelOf } from '../testing/analyse-source.ts';

/** The methods of an aggregate that is good, and their lines. */
const good = {
  init: 'init(): Mean { return { sum: 0, count: 0 }; }',
  accumulate: 'accumulate(state: Mean, value: number, weight: Int32 | null): void {}',
  merge: 'merge(state: Mean, other: Mean): void {}',
  finish: 'finish(state: Mean): number | null { return null; }',
};

const head = `import { aggregate, type Int32, type UdfContext } from '@sluice/sdk';
interface Mean { sum: number; count: Int32 }
`;

/** A class with some of the methods changed, one a line from line 5 on. */
function declare(
  changed: Record<string, string> = {},
  open = 'export class WeightedMean {',
  options = '',
): string {
  const members = Object.values({ ...good, ...changed }).filter((text) => text !== '');
  return `${head}@aggregate(${options})\n${open}\n${members.join('\n')}\n}\n`;
}

it('takes a class for an aggregate, with its state, and the values of accumulate for its columns', () => {
  const model = modelOf(
    declare({}, undefined, "{ onError: 'null', deterministic: true }").replace(
      '@aggregate',
      '/** The mean, by weight. */\n@aggregate',
    ),
  );
  expect(model).toMatchObject({
    kind: 'aggregate',
    name: 'weighted_mean',
    description: 'The mean, by weight.',
    takesContext: false,
    retracts: false,
    binding: { kind: 'class', module: 'src/index.ts', export: 'WeightedMean' },
    source: { file: 'src/index.ts', line: 5, column: 14 },
    options: { async: false, onError: 'null', deterministic: true },
  });
  expect(model.parameters.map((field) => [field.name, formatNested(field)])).toEqual([
    ['value', 'Float64'],
    ['weight', 'Int32?'],
  ]);
  expect([model.result.name, formatNested(model.result)]).toEqual(['value', 'Float64?']);
  const state = model.kind === 'aggregate' ? model.state : undefined;
  expect(state).toEqual({
    name: 'state',
    type: {
      kind: 'struct',
      fields: [
        { name: 'sum', type: { kind: 'float', bitWidth: 64 }, nullable: false },
        { name: 'count', type: { kind: 'int', bitWidth: 32, signed: true, as: 'number' }, nullable: false },
      ],
    },
    nullable: false,
  });
});

it('goes by the name that the options give, and knows retract', () => {
  const retract =
    'retract(state: Mean, value: number, weight: Int32 | null): Mean | undefined { return state; }';
  expect(modelOf(declare({ retract }, undefined, "{ name: 'mean' }"))).toMatchObject({
    name: 'mean',
    retracts: true,
  });
});

it.each([
  ['a plain value', 'init(): bigint { return 0n; }', 'bigint', 'Int64'],
  ['a list', 'init(): string[] { return []; }', 'string[]', 'List<Utf8>'],
  ['a map', 'init(): Map<string, number> { return new Map(); }', 'Map<string, number>', 'Map<Utf8, Float64>'],
])('takes %s for a state', (_, init, type, arrow) => {
  const model = modelOf(
    declare({
      init,
      accumulate: `accumulate(state: ${type}): ${type} { return state; }`,
      merge: `merge(state: ${type}, other: ${type}): ${type} | void { return state; }`,
      finish: `finish(state: ${type}): number { return 0; }`,
    }),
  );
  expect(model.kind === 'aggregate' && formatNested(model.state)).toBe(arrow);
  expect(model.parameters).toEqual([]);
});

it('takes methods of a base class, with its type parameters filled in', () => {
  const model = modelOf(`${head}class Base<State, Row> {
  accumulate(state: State, value: Row): void {}
  merge(state: State, other: State): void {}
  finish(state: State): Row | null { return null; }
}
@aggregate() export class Last extends Base<{ last: string | null }, string> {
  init(): { last: string | null } { return { last: null }; }
}
`);
  expect(model.parameters.map((field) => [field.name, formatNested(field)])).toEqual([['value', 'Utf8']]);
  expect(formatNested(model.result)).toBe('Utf8?');
});

it('takes a state for wider types, and methods that are fields', () => {
  const model = modelOf(
    declare({
      merge: 'merge = (state: Mean, other: { sum: number }): void => {};',
      finish: 'finish(state: { readonly sum: number; readonly more?: string }): number { return state.sum; }',
    }),
  );
  expect(model.kind).toBe('aggregate');
});

it.each([
  ['export default class Mean2 {', 'mean2', 'default'],
  ['export abstract class Base {}\nexport class Mean3 extends Base {', 'mean3', 'Mean3'],
])('finds the class of %s', (open, name, exported) => {
  const source = declare({}, open).replace(/@aggregate\(\)\n(.*\{\}\n)?/, '$1@aggregate()\n');
  expect(modelOf(source)).toMatchObject({ name, binding: { kind: 'class', export: exported } });
});

it('says which methods are missing, all at once', () => {
  expectDiagnostics(declare({ merge: '', finish: '' }), [
    {
      code: 'aggregate-method-missing',
      message: "aggregate WeightedMean has no method merge: write 'merge(state: State, other: State): void'",
      line: 4,
      column: 14,
      at: 'WeightedMean',
    },
    {
      code: 'aggregate-method-missing',
      message: "aggregate WeightedMean has no method finish: write 'finish(state: State): number'",
      line: 4,
      column: 14,
      at: 'WeightedMean',
    },
  ]);
});

it.each([
  ['private merge(state: Mean, other: Mean): void {}', 'is private'],
  ['merge?(state: Mean, other: Mean): void;', 'may be missing'],
  ['merge = 3;', 'is no method'],
  [
    'merge(state: Mean, other: Mean): void; merge(a: Mean, b: string): void; merge(a: Mean, b: never): void {}',
    'has 2 overloads',
  ],
  ['merge<T extends Mean>(state: T, other: T): void {}', 'is generic'],
  ['async merge(state: Mean, other: Mean): Promise<void> {}', 'returns Promise<void>'],
  ['*merge(state: Mean, other: Mean): Generator<Mean> {}', 'returns Generator<Mean>'],
  ['merge(state: Mean, other: Mean, more: string): void {}', "requires 'more', which nothing gives"],
])('says why it cannot call %s', (merge, problem) => {
  const { diagnostics } = analyseSource(declare({ merge }));
  expect(diagnostics).toMatchObject([
    {
      code: 'aggregate-method-shape',
      line: 7,
      message: expect.stringContaining(`merge of aggregate WeightedMean ${problem}, and`),
    },
  ]);
});

it('says why init cannot be called', () => {
  expectDiagnostics(declare({ init: 'init(start: number): Mean { return { sum: start, count: 0 }; }' }), [
    {
      code: 'aggregate-method-shape',
      message:
        "init of aggregate WeightedMean requires 'start', which nothing gives, and the adapter calls init() of an instance and takes what it returns at once: write 'init(): State'",
      line: 5,
      column: 1,
      at: 'init',
    },
  ]);
});

it.each([
  [
    'accumulate',
    'accumulate(value: number): void {}',
    "takes number as its 'value'",
    'accumulate(state: Mean): void',
  ],
  ['accumulate', 'accumulate(): void {}', 'takes no state', 'accumulate(state: Mean): void'],
  [
    'accumulate',
    'accumulate(state: Mean, value: number): number { return 0; }',
    'returns number',
    'accumulate(state: Mean, value: number): void',
  ],
  ['merge', 'merge(state: Mean): void {}', 'takes one state', 'merge(state: Mean, other: Mean): void'],
  [
    'merge',
    'merge(state: Mean, other: string): void {}',
    "takes string as its 'other'",
    'merge(state: Mean, other: Mean): void',
  ],
  ['merge', 'merge(state: Mean, other: Mean): Mean | null { return null; }', 'returns Mean | null', 'merge('],
  [
    'finish',
    'finish(state: string): number { return 0; }',
    "takes string as its 'state'",
    'finish(state: Mean): number',
  ],
  [
    'retract',
    'retract(state: number, value: number, weight: Int32 | null): void {}',
    "takes number as its 'state'",
    'retract(state: Mean, value: number, weight: number | null): void',
  ],
])('says where %s does not go on with the state: %s', (method, written, problem, edit) => {
  const { diagnostics } = analyseSource(declare({ [method]: written }));
  expect(diagnostics).toMatchObject([
    {
      code: 'aggregate-state',
      related: [{ message: 'the state is made here', line: 5 }],
      message: expect.stringContaining(
        `${method} of aggregate WeightedMean ${problem}, and init makes a state of type Mean: write '`,
      ),
    },
  ]);
  expect(diagnostics[0]?.message).toContain(edit.replace('number | null', 'Int32 | null'));
});

it('says that a state is never null', () => {
  expectDiagnostics(declare({ init: 'init(): Mean | null { return null; }' }), [
    {
      code: 'aggregate-state-null',
      message:
        'init of aggregate WeightedMean returns Mean | null, and a state is never null: return an object with a field that may be',
      line: 5,
      column: 9,
      at: 'Mean | null',
    },
  ]);
});

it('says what in a state has no column', () => {
  const { diagnostics } = analyseSource(
    declare({ init: 'init(): Mean & { seen: Set<string> } { return null!; }' }),
  );
  expect(diagnostics).toMatchObject([
    {
      code: 'unmappable-type',
      message:
        'function WeightedMean.init: the state: state.seen has type Set<string>, which has no Arrow mapping; use an array',
    },
  ]);
});

it('says where retract takes other values than accumulate', () => {
  expectDiagnostics(declare({ retract: 'retract(state: Mean, value: string): void {}' }), [
    {
      code: 'aggregate-retract',
      message:
        "retract of aggregate WeightedMean takes out the rows that accumulate adds, and must take the same values, 'value: number, weight: Int32 | null': write 'retract(state: Mean, value: number, weight: Int32 | null): void'",
      line: 9,
      column: 1,
      at: 'retract',
    },
  ]);
});

it('checks the values and the result as those of a function', () => {
  const { diagnostics } = analyseSource(
    declare({
      accumulate: 'accumulate(state: Mean, a: symbol, b, { c }: Mean, ctx: UdfContext): void {}',
      merge: 'merge(state, other: Mean): void {}',
      finish: 'finish(state: Mean) { return 1; }',
    }),
  );
  expect(diagnostics.map(({ code, message }) => [code, message.split(':').slice(0, 2).join(':')])).toEqual([
    [
      'unmappable-type',
      "function WeightedMean.accumulate: parameter 'a' (#1) has type symbol, which has no Arrow mapping; a column holds data only",
    ],
    [
      'missing-parameter-type',
      "function WeightedMean.accumulate: type of parameter 'b' (#2) must be specified, as in 'b",
    ],
    [
      'destructured-parameter',
      'function WeightedMean.accumulate: parameter #3 is destructured, so its column has no name',
    ],
    [
      'context-not-given',
      "function WeightedMean.accumulate: parameter 'ctx' is a UdfContext, which an aggregate does not get",
    ],
    [
      'missing-parameter-type',
      "function WeightedMean.merge: type of parameter 'state' (#0) must be specified, as in 'state",
    ],
    ['missing-return-type', "function WeightedMean.finish: return type must be specified, as in '"],
  ]);
});

it.each([
  ['export abstract class WeightedMean {', '', 'it is abstract: make it concrete'],
  ['export class WeightedMean {', 'private constructor() {}', 'its constructor is private: make that public'],
  [
    'export class WeightedMean {',
    'constructor(readonly start: number, more = 1) {}',
    "its constructor requires 'start': give them defaults",
  ],
])('says why it cannot make an instance: %s %s', (open, made, problem) => {
  expectDiagnostics(declare({ made }, open), [
    {
      code: 'aggregate-constructor',
      message: `an instance of aggregate WeightedMean is made without arguments, and ${problem}`,
      line: 4,
      column: open.indexOf('WeightedMean') + 1,
      at: 'WeightedMean',
    },
  ]);
});

it('refuses a generic class', () => {
  const { diagnostics } = analyseSource(declare({}, 'export class WeightedMean<T> {'));
  expect(diagnostics).toMatchObject([{ code: 'generic-function', line: 4, column: 27 }]);
});

it('says which options an aggregate has', () => {
  expectDiagnostics(declare({}, undefined, '{ async: true }'), [
    {
      code: 'invalid-option',
      message:
        "function WeightedMean: an aggregate has no option 'async': its options are name, onError, deterministic",
      line: 3,
      column: 14,
      at: 'async: true',
    },
  ]);
});

it('points at the class where a method is of another package', () => {
  const { diagnostics } = analyseSource({
    'src/base.d.ts':
      'export declare class Base { init(): number; merge(a: number, b: string): void; finish(a: number): number; }',
    'src/index.ts': `import { aggregate } from '@sluice/sdk';\nimport { Base } from './base';
@aggregate() export class Sum extends Base { accumulate(state: number, x: number): number { return x; } }\n`,
  });
  expect(diagnostics).toMatchObject([
    { code: 'aggregate-state', file: 'src/index.ts', line: 3, column: 27, length: 3 },
  ]);
});
