// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is analysed has templates of its own.
import { expect, it } from 'vitest';
import { analyseSource, modelOf, type Sources } from '../testing/analyse-source.ts';

const head = "import { udf } from '@sluice/sdk';\n";
const fn = 'async (x: number): Promise<number> => x';

/** `maxInFlight: 7` and `timeout: '9s'`, as they are written in every way that can be known at build time. */
const SEVEN_AND_NINE = { maxInFlight: 7, timeoutMs: 9000 };

it.each([
  ['a template literal', '{ async: true, maxInFlight: 7, timeout: `${NINE}s` }', 'const NINE = 9;'],
  [
    'a template literal of texts and an enum',
    '{ async: true, maxInFlight: 7, timeout: `${9}${Unit.Second}` }',
    "enum Unit { Second = 's' }",
  ],
  ['a number joined to a text', "{ async: true, maxInFlight: 7, timeout: 10 - 1 + 's' }", ''],
  ['a remainder', "{ async: true, maxInFlight: 17 % 10, timeout: '9s' }", ''],
  [
    'satisfies',
    '{ ...base } satisfies object',
    "const base = { async: true, maxInFlight: 7, timeout: '9s' } satisfies { async: true };",
  ],
  [
    'satisfies behind as const',
    'base',
    "const base = { async: true, maxInFlight: 7, timeout: '9s' } as const satisfies object;",
  ],
  [
    'an assertion in angle brackets',
    'base',
    "const base = <const>{ async: true, maxInFlight: <number>7, timeout: '9s' };",
  ],
  [
    'a const enum',
    '{ async: true, maxInFlight: Calls.Few, timeout: Wait.Long }',
    "const enum Calls { Few = 3 + 4 }\nconst enum Wait { Long = '9s' }",
  ],
  [
    'an enum member by its text',
    "{ async: true, maxInFlight: Calls['Few'], timeout: '9s' }",
    'enum Calls { Few = 7 }',
  ],
  [
    'an element by name',
    "{ async: true, maxInFlight: limits['calls'], timeout: limits[WHICH] }",
    "const WHICH = 'wait';\nconst limits = { calls: 7, wait: '9s' } as const;",
  ],
  [
    'an element by index',
    "{ async: true, maxInFlight: limits[0], timeout: '9s' }",
    'const limits = [7, 8] as const;',
  ],
  [
    'an object that is frozen',
    'base',
    "const base = Object.freeze({ async: true, maxInFlight: 7, timeout: '9s' });",
  ],
  [
    'a spread of an object that is frozen, and parts that are',
    '{ ...base.slow, maxInFlight: base.limits.calls }',
    "const base = Object.freeze({ slow: Object.freeze({ async: true, timeout: '9s' }), limits: { calls: 7 } } as const);",
  ],
  [
    'a static field',
    '{ async: true, maxInFlight: Limits.CALLS, timeout: Limits.WAIT }',
    "class Limits { static readonly CALLS = 7;\n static readonly WAIT = '9s' as const; }",
  ],
  [
    'a const that is destructured',
    '{ async: true, maxInFlight: calls, timeout }',
    "const { calls, wait: timeout } = { calls: 7, wait: '9s' } as const;",
  ],
  ['a spread of nothing', '{ ...undefined, ...null, async: true, maxInFlight: 7, timeout: "9s" }', ''],
  [
    'what stands in the place of nothing',
    "{ async: true, maxInFlight: NONE ?? 7, timeout: '9s' }",
    'const NONE = undefined;',
  ],
  [
    'a choice between constants',
    "{ async: true, maxInFlight: FAST ? 700 : 7, timeout: FAST === true ? '1s' : '9s' }",
    'const FAST = false;',
  ],
])('reads %s', (_, options, declarations) => {
  const { options: read } = modelOf(`${head}${declarations}\nexport const f = udf(${options}, ${fn});`);
  expect(read).toMatchObject(SEVEN_AND_NINE);
});

const imports: [string, Record<string, string>, string][] = [
  [
    'spreads of constants of another file',
    { 'src/base.ts': "export const base = { async: true, maxInFlight: 7, timeout: '9s' } as const;" },
    "import { base } from './base.ts';\nexport const f = udf({ ...base }, FN);",
  ],
  [
    'a default export that is an object',
    { 'src/base.ts': "export default { async: true, maxInFlight: 7, timeout: '9s' } as const;" },
    "import base from './base.ts';\nexport const f = udf({ ...base }, FN);",
  ],
  [
    'a namespace import',
    { 'src/base.ts': "export const limits = { calls: 7 } as const;\nexport const WAIT = '9s';" },
    "import * as base from './base.ts';\nexport const f = udf({ async: true, maxInFlight: base.limits.calls, timeout: base.WAIT }, FN);",
  ],
  [
    'constants that several files pass on',
    {
      'src/base.ts': "export const CALLS = 7;\nexport const WAIT = '9s';",
      'src/all.ts': "export * from './base.ts';",
      'src/named.ts': "export { CALLS as FEW, WAIT as default } from './all.ts';",
    },
    "import WAIT, { FEW } from './named.ts';\nexport const f = udf({ async: true, maxInFlight: FEW, timeout: WAIT }, FN);",
  ],
  [
    'a namespace that is exported',
    {
      'src/base.ts': "export const CALLS = 7;\nexport const wait = { long: '9s' } as const;",
      'src/all.ts': "export * as base from './base.ts';",
    },
    "import { base } from './all.ts';\nexport const f = udf({ async: true, maxInFlight: base.CALLS, timeout: base.wait.long }, FN);",
  ],
  [
    'a const enum of another file',
    { 'src/base.ts': "export const enum Calls { Few = 7 }\nexport enum Wait { Long = '9s' }" },
    "import { Calls, Wait } from './base.ts';\nexport const f = udf({ async: true, maxInFlight: Calls.Few, timeout: Wait.Long }, FN);",
  ],
  [
    'objects of a declaration file',
    {
      'src/base.d.ts':
        "export declare const base: { readonly async: true; readonly maxInFlight: 7; readonly timeout: '9s'; readonly window: { readonly rows: 70 } };",
    },
    "import { base } from './base';\nexport const f = udf(base, FN);",
  ],
  [
    'enums of a declaration file',
    {
      'src/base.d.ts':
        "export declare enum Calls { Few = 7 }\nexport declare const enum Wait { Long = '9s' }",
    },
    "import { Calls, Wait } from './base';\nexport const f = udf({ async: true, maxInFlight: Calls.Few, timeout: Wait.Long }, FN);",
  ],
  [
    'nested namespaces',
    {
      'src/base.ts':
        "export namespace Limits { export namespace Calls { export const FEW = 7; } export const wait = Object.freeze({ long: '9s' } as const); }",
    },
    "import { Limits } from './base.ts';\nexport const f = udf({ async: true, maxInFlight: Limits.Calls.FEW, timeout: Limits.wait.long }, FN);",
  ],
];

it.each(imports)('reads %s', (_, files, source) => {
  const sources: Sources = { ...files, 'src/index.ts': head + source.replace('FN', fn) };
  expect(modelOf(sources).options).toMatchObject(SEVEN_AND_NINE);
});

it.each([
  ['a getter', 'limits.calls', 'const limits = { get calls() { return 7; } };'],
  ['an element that is not there', "limits['none']", 'const limits: Record<string, number> = { calls: 7 };'],
  ['a static field that may change', 'Limits.CALLS', 'class Limits { static CALLS = 7; }'],
  ['a template of what is not known', '`${process.pid}`.length', ''],
  ['a const that is destructured from a call', 'calls', 'const { calls } = JSON.parse("{}");'],
  ['a condition that is not known', 'process.pid > 7 ? 7 : 8', ''],
  [
    "a freeze that is somebody's own",
    'Object.freeze({ calls: 7 }).calls',
    'const Object = { freeze: (x: any) => ({ calls: x.calls + 1 }) };',
  ],
])('says of %s that it must be a constant', (_, value, declarations) => {
  const { diagnostics } = analyseSource(
    `${head}${declarations}\nexport const f = udf({ async: true, maxInFlight: ${value} }, ${fn});`,
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['option-not-constant']);
});
