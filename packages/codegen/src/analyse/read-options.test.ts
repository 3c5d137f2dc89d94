import { expect, it } from 'vitest';
import {
  analyseSource,
  expectDiagnostics,
  modelOf,
  modelsOf,
  type Sources,
} from '../testing/analyse-source.ts';

const head = "import { udf } from '@sluice/sdk';\n";
const fn = 'async (x: number): Promise<number> => x';

const optionsOf = (options: string, declarations = '') =>
  modelOf(`${head}${declarations}\nexport const f = udf(${options}, ${fn});`).options;

it('fills in the defaults (cases Q01 and Q04)', () => {
  expect(optionsOf('{ async: true }')).toEqual({
    async: true,
    ordered: false,
    maxInFlight: 1000,
    windowRows: 64_000,
    windowBytes: 67_108_864,
    timeoutMs: 5000,
    onError: 'fail',
    deterministic: false,
  });
});

it('reads what is written (case Q02)', () => {
  expect(optionsOf("{ async: true, timeout: '10ms', ordered: true, maxInFlight: 100 }")).toMatchObject({
    ordered: true,
    timeoutMs: 10,
    maxInFlight: 100,
  });
});

it.each([
  ['a const', '{ async: true, maxInFlight: LIMIT }', 'const LIMIT = 7;'],
  ['a const that is narrowed', '{ async: true, maxInFlight: LIMIT }', 'const LIMIT = 7 as const;'],
  ['a shorthand', '{ async: true, maxInFlight }', 'const maxInFlight = 7;'],
  ['a spread', '{ ...base, maxInFlight: 7 }', 'const base = { async: true, maxInFlight: 3 } as const;'],
  [
    'a spread that comes last',
    '{ maxInFlight: 3, ...base }',
    'const base = { async: true, maxInFlight: 7 };',
  ],
  ['an object by name', 'base', 'const base = { async: true, maxInFlight: 7 } as const;'],
  ['a property', '{ async: true, maxInFlight: limits.calls.low }', 'const limits = { calls: { low: 7 } };'],
  ['an enum member', '{ async: true, maxInFlight: Limit.Low }', 'enum Limit { High = 9, Low = 7 }'],
  ['an enum member that counts', '{ async: true, maxInFlight: Limit.Low }', 'enum Limit { First = 6, Low }'],
  [
    'a constant of a namespace',
    '{ async: true, maxInFlight: Limits.LOW }',
    'namespace Limits { export const LOW = 7; }',
  ],
  ['arithmetic', '{ async: true, maxInFlight: (2 ** 3 - 2 * 1) + 4 / 4 }', ''],
  ['quoted keys', "{ 'async': true, ['maxInFlight']: 7 }", ''],
  ['numeric separators', '{ async: true, maxInFlight: 0_7 }'.replace('0_7', '0x7'), ''],
  [
    'assertions',
    '({ async: true as const, maxInFlight: <number>7 }) as const'.replace('<number>7', '(7 as number)'),
    '',
  ],
  ['undefined', "{ async: true, maxInFlight: 7, ordered: undefined, name: 'f' }", ''],
  ['negation', '{ async: !false, maxInFlight: -(-7) }', ''],
])('reads %s', (_, options, declarations) => {
  expect(optionsOf(options, declarations)).toMatchObject({ async: true, maxInFlight: 7 });
});

it('reads template literals without substitution', () => {
  expect(optionsOf('{ async: true, timeout: `2s` }').timeoutMs).toBe(2000);
});

it('reads texts that are joined', () => {
  expect(optionsOf("{ async: true, timeout: '2' + UNIT }", "const UNIT = 'm' + 's';").timeoutMs).toBe(2);
});

it('reads nested options', () => {
  expect(optionsOf('{ async: true, window: { rows: 2000, bytes: 8 * 1024 } }')).toMatchObject({
    windowRows: 2000,
    windowBytes: 8192,
  });
});

it('reads consts, objects and enums of other files, however they are imported', () => {
  const model = modelOf({
    'src/limits.ts': `export const LIMIT = 7; export const base = { async: true } as const;
      export enum Wait { Long = '9s' } export default 3000;`,
    'src/again.ts': "export { LIMIT as CALLS, Wait } from './limits.ts';",
    'src/index.ts': `${head}import rows, { base } from './limits.ts';
      import { CALLS, Wait } from './again.ts';
      import * as limits from './limits.ts';
      const window = rows;
      export const f = udf({ ...base, maxInFlight: CALLS, timeout: Wait.Long, window: { rows: limits.LIMIT * 2 } }, ${fn});`,
  });
  expect(model.options).toMatchObject({ maxInFlight: 7, timeoutMs: 9000, windowRows: 14 });
});

it('reads consts whose value only a declaration file tells', () => {
  const model = modelOf({
    'src/limits.d.ts': 'export declare const LIMIT: 7;',
    'src/index.ts': `${head}import { LIMIT } from './limits';
      export const f = udf({ async: true, maxInFlight: LIMIT }, ${fn});`,
  });
  expect(model.options.maxInFlight).toBe(7);
});

it.each([
  ['a call', 'Number(7)', ''],
  ['a let', 'limit', 'let limit = 7;'],
  ['a parameter of the environment', 'process.env', ''],
  ['a condition', '1 > 0 ? 7 : 8', ''],
  ['a const that is computed', 'Math.max(1, 2)', ''],
  ['a const that comes from itself', 'a', 'const a: number = b; const b: number = a;'],
])('says of %s that it must be a constant', (_, value, declarations) => {
  const source = `${head}${declarations}\nexport const f = udf({ async: true, maxInFlight: ${value} }, ${fn});`;
  const { diagnostics } = analyseSource(source);
  expect(diagnostics).toMatchObject([
    {
      code: 'option-not-constant',
      message: expect.stringContaining("function f: option 'maxInFlight' must be a constant"),
    },
  ]);
});

it('names each option that is no constant, at its place', () => {
  expectDiagnostics(
    `${head}const timeout = (): string => '2s';
export const f = udf({ async: true, timeout: timeout(), window: { rows: Math.abs(9) } }, ${fn});
`,
    [
      {
        code: 'option-not-constant',
        message:
          "function f: option 'timeout' must be a constant, known when the package is built, and 'timeout()' is not: write a literal, or a const that holds one",
        line: 3,
        column: 46,
        at: 'timeout()',
      },
      {
        code: 'option-not-constant',
        message: /^function f: option 'window\.rows' must be a constant/,
        line: 3,
        column: 73,
        at: 'Math.abs(9)',
      },
    ],
  );
});

it('points from an option to the place that keeps it from being constant', () => {
  const { diagnostics } = analyseSource({
    'src/limits.ts': "export const LIMIT = Number('7');\n",
    'src/index.ts': `${head}import { LIMIT } from './limits.ts';\nexport const f = udf({ async: true, maxInFlight: LIMIT }, ${fn});\n`,
  });
  expect(diagnostics).toMatchObject([
    {
      code: 'option-not-constant',
      file: 'src/index.ts',
      line: 3,
      column: 50,
      related: [
        {
          file: 'src/limits.ts',
          line: 1,
          column: 22,
          length: 11,
          message: 'this is known only when it runs',
        },
      ],
    },
  ]);
});

it('says of options that come from nowhere that they must be constant', () => {
  expectDiagnostics(`${head}declare const all: object;\nexport const f = udf(all, ${fn});\n`, [
    {
      code: 'option-not-constant',
      message: /^function f: the options must be a constant/,
      line: 3,
      column: 22,
    },
  ]);
});

it('says what is wrong with each option, at that option (cases Q05, Q06 and Q07)', () => {
  expectDiagnostics(
    `${head}export const f = udf({ async: true, retries: 3, maxInFlight: 0, timeout: '2 parsecs' }, ${fn});
export const g = udf({ ordered: true }, (x: number): number => x);
`,
    [
      {
        code: 'invalid-option',
        message: /^function f: unknown option 'retries'/,
        line: 2,
        column: 37,
        at: 'retries: 3',
      },
      {
        code: 'invalid-option',
        message: /^function f: maxInFlight must be/,
        line: 2,
        column: 49,
        at: 'maxInFlight: 0',
      },
      {
        code: 'invalid-option',
        message: /^function f: timeout: /,
        line: 2,
        column: 65,
        at: "timeout: '2 parsecs'",
      },
      {
        code: 'invalid-option',
        message: /^function g: ordered needs async: true/,
        line: 3,
        column: 24,
        at: 'ordered: true',
      },
    ],
  );
});

it('points into the window for what is wrong in it', () => {
  expectDiagnostics(`${head}export const f = udf({ async: true, window: { rows: 1, byts: 2 } }, ${fn});\n`, [
    { code: 'invalid-option', message: /window\.rows must be/, line: 2, column: 47, at: 'rows: 1' },
    { code: 'invalid-option', message: /unknown option 'window\.byts'/, line: 2, column: 56, at: 'byts: 2' },
  ]);
});

it('points at the file that an option comes from', () => {
  const sources: Sources = {
    'src/base.ts': 'export const base = {\n  async: true,\n  maxInFlight: -1,\n} as const;\n',
    'src/index.ts': `${head}import { base } from './base.ts';\nexport const f = udf({ ...base }, ${fn});\n`,
  };
  expectDiagnostics(sources, [
    {
      code: 'invalid-option',
      message: /maxInFlight must be/,
      file: 'src/base.ts',
      line: 3,
      column: 3,
      at: 'maxInFlight: -1',
    },
  ]);
});

it('reads the options that are objects', () => {
  const { options } = modelOf(`${head}
    export const f = udf({
      async: true,
      timeout: { attempt: '2s', total: '30s' },
      retry: { retries: 3, backoff: '50ms', maxBackoff: '2s', jitter: 0.5, budget: 0.2 },
      rateLimit: { perSecond: 50, burst: 5 },
      cache: { maxEntries: 10_000, ttl: '1 hour' },
      deterministic: true,
    }, ${fn});`);
  expect(options).toMatchObject({
    timeoutMs: 2000,
    totalTimeoutMs: 30_000,
    retry: { retries: 3, backoffMs: 50, maxBackoffMs: 2000, jitter: 0.5, budget: 0.2, conditional: false },
    rateLimit: { perSecond: 50, burst: 5 },
    cache: { maxEntries: 10_000, ttlMs: 3_600_000 },
  });
});

it.each([
  ['an arrow function', 'when: (error: unknown): boolean => error instanceof TypeError', ''],
  ['a method', 'when(error: unknown): boolean { return error instanceof TypeError; }', ''],
  ['a declared function', 'when: isTransient', 'function isTransient(): boolean { return true; }'],
  ['a const', 'when: isTransient', 'const isTransient = (): boolean => true;'],
  ['a let', 'when: isTransient', 'let isTransient = (): boolean => true;'],
  ['a shorthand', 'when', 'function when(): boolean { return true; }'],
  [
    'a shorthand of what is made when it runs',
    'when',
    'const when = make(); declare function make(): () => boolean;',
  ],
  ['what a call makes', 'when: make(7)', 'const make = (n: number) => (): boolean => n > 1;'],
  ['a choice of two', 'when: Math.random() > 0.5 ? Boolean : isNaN', ''],
  [
    'a static method',
    'when: Errors.isTransient',
    'class Errors { static isTransient(): boolean { return true; } }',
  ],
  ['an assertion', 'when: JSON.parse("1") as () => boolean', ''],
])('takes for the function at retry.when %s', (_, when, declarations) => {
  expect(optionsOf(`{ async: true, retry: { retries: 3, ${when} } }`, declarations).retry).toEqual({
    retries: 3,
    backoffMs: 100,
    maxBackoffMs: 30_000,
    jitter: 0.25,
    conditional: true,
  });
});

it('finds the function at retry.when in objects and files that the options come from', () => {
  const models = modelsOf({
    'src/policies.ts': `export const isTransient = (error: unknown): boolean => error instanceof TypeError;
      export const http = { retries: 3, when: isTransient };
      export const policies = { http, once: { retries: 1 } };`,
    'src/index.ts': `${head}import { http, policies } from './policies.ts';
      const base = { async: true, retry: http } as const;
      export const a = udf({ async: true, retry: http }, ${fn});
      export const b = udf({ async: true, retry: policies.http }, ${fn});
      export const c = udf({ async: true, retry: { ...policies.http, retries: 2 } }, ${fn});
      export const d = udf({ ...base }, ${fn});
      export const e = udf({ ...base, retry: policies.once }, ${fn});
      export const f = udf({ async: true, retry: { ...http, when: undefined } }, ${fn});`,
  });
  expect(models.map(({ options }) => [options.retry?.retries, options.retry?.conditional])).toEqual([
    [3, true],
    [3, true],
    [2, true],
    [3, true],
    [1, false],
    [3, false],
  ]);
});

it('says of what may be no function that it must be one', () => {
  expectDiagnostics(
    `${head}declare const when: undefined | (() => boolean);
export const f = udf({ async: true, retry: { retries: 3, when } }, ${fn});
export const g = udf({ async: true, retry: { retries: 3, when: Error } }, ${fn});
export const h = udf({ async: true, retry: { retries: 3, when: true } }, ${fn});
export const i = udf({ async: true, retry: { retries: 3, when: JSON.parse('1') } }, ${fn});
`,
    [
      {
        code: 'option-not-function',
        message:
          "function f: option 'retry.when' must be a function, known to be one when the package is built, and 'when' is not: write one, such as (error) => error instanceof TypeError, or leave it out",
        line: 3,
        column: 58,
        at: 'when',
      },
      {
        code: 'invalid-option',
        message:
          'function h: retry.when must be a function such as (error) => error instanceof TypeError, not true',
        line: 5,
        column: 58,
        at: 'when: true',
      },
      {
        code: 'option-not-function',
        message: /^function i: option 'retry\.when' must be a function/,
        line: 6,
        column: 64,
        at: "JSON.parse('1')",
      },
    ],
  );
});

it('says of a function in the place of another option what belongs there', () => {
  expectDiagnostics(`${head}export const f = udf({ async: true, timeout: () => '2s' }, ${fn});\n`, [
    {
      code: 'invalid-option',
      message: /^function f: timeout must be a duration .* not a function$/,
      line: 2,
      column: 37,
      at: "timeout: () => '2s'",
    },
  ]);
});

it('points at the part of an option that is wrong, and at the option where a part is missing', () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ["timeout: { attempt: '2 parsecs' }", "attempt: '2 parsecs'", 'timeout.attempt'],
    ["timeout: { attempt: '9s', total: '2s' }", "total: '2s'", 'timeout.total'],
    ['retry: { backoff: "1s" }', 'retry: { backoff: "1s" }', 'retry.retries is missing'],
    ['retry: { retries: 0 }', 'retries: 0', 'retry.retries'],
    ['retry: { retries: 3, jitter: 2 }', 'jitter: 2', 'retry.jitter'],
    ['retry: { retries: 3, factor: 2 }', 'factor: 2', "unknown option 'retry.factor'"],
    ['batch: { maxRows: 1e6 }', 'maxRows: 1e6', 'batch.maxRows'],
    ["batch: { maxRows: 2, linger: '1' }", "linger: '1'", 'batch.linger'],
    ['rateLimit: { perSecond: 0 }', 'perSecond: 0', 'rateLimit.perSecond'],
    ['rateLimit: { perSecond: 9, burst: 0.5 }', 'burst: 0.5', 'rateLimit.burst'],
    ['cache: { maxEntries: 9, ttl: 5 }, deterministic: true', 'ttl: 5', 'cache.ttl'],
    ['cache: { maxEntries: 9 }', 'cache: { maxEntries: 9 }', 'cache needs deterministic: true'],
    ["ordered: true, orderBy: 'x'", "orderBy: 'x'", 'orderBy cannot stand beside ordered'],
  ];
  const batch = 'async (x: number[]): Promise<number[]> => x';
  for (const [option, at, message] of wrong) {
    const given = option.startsWith('batch') ? batch : fn;
    const source = `${head}export const f = udf({ async: true, ${option} }, ${given});\n`;
    const line = source.split('\n')[1] ?? '';
    expectDiagnostics(source, [
      {
        code: 'invalid-option',
        message: new RegExp(`^function f: ${message.replaceAll('.', '\\.')}`),
        line: 2,
        column: line.indexOf(at) + 1,
        at,
      },
    ]);
  }
});

it('points at the part of an option in the file and object that it comes from', () => {
  const sources: Sources = {
    'src/policies.ts': 'export const policies = {\n  http: { retries: -1 },\n} as const;\n',
    'src/index.ts': `${head}import { policies } from './policies.ts';\nexport const f = udf({ async: true, retry: policies.http }, ${fn});\n`,
  };
  expectDiagnostics(sources, [
    {
      code: 'invalid-option',
      message: /retry\.retries must be/,
      file: 'src/policies.ts',
      line: 2,
      column: 11,
      at: 'retries: -1',
    },
  ]);
});

it('points at the option that overwrites another of the same name, not into that', () => {
  expectDiagnostics(
    `${head}const base = { async: true, retry: { retries: 3 } } as const;
export const f = udf({ ...base, retry: {} }, ${fn});
`,
    [
      {
        code: 'invalid-option',
        message: /retry\.retries is missing/,
        line: 3,
        column: 33,
        at: 'retry: {}',
      },
    ],
  );
});

it('says of a bad name what a name is', () => {
  expectDiagnostics(`${head}export const f = udf({ async: true, name: 'not a name' }, ${fn});\n`, [
    {
      code: 'invalid-option',
      message: /name must be a letter or underscore/,
      line: 2,
      column: 37,
      at: "name: 'not a name'",
    },
  ]);
});
