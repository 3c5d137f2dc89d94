import { expect, it } from 'vitest';
import { analyseSource } from '../testing/analyse-source.ts';
import { applyFixes } from './apply.ts';

const sdk = "import { type Int32, udf } from '@sluice/sdk';\n";

/** Makes the fixes of a source, again and again, as `sluice check --fix` does; the source, and the codes that are left. */
function fix(
  source: string,
  before: string = sdk,
): { readonly text: string; readonly left: readonly string[] } {
  let text = before + source;
  for (let round = 0; round < 10; round++) {
    const { diagnostics } = analyseSource(text);
    const fixes = diagnostics.map((diagnostic) => diagnostic.fix).filter((each) => each !== undefined);
    const { text: next } = applyFixes(text, 'src/index.ts', fixes);
    if (next === text) return { text: text.slice(before.length), left: diagnostics.map(({ code }) => code) };
    text = next;
  }
  throw new Error('ten rounds were not enough');
}

it.each([
  [
    'adds async where a promise is returned',
    'export const f = udf({}, async (x: number): Promise<number> => x);\n',
    'export const f = udf({ async: true }, async (x: number): Promise<number> => x);\n',
  ],
  [
    'adds async to a decorator without options',
    'export class A { @udf() static async f(x: number): Promise<number> { return x; } }\n',
    'export class A { @udf({ async: true }) static async f(x: number): Promise<number> { return x; } }\n',
  ],
  [
    'adds async behind the other options, trailing comma or not',
    "export const f = udf({ onError: 'null', }, async (x: number): Promise<number> => x);\n",
    "export const f = udf({ onError: 'null', async: true, }, async (x: number): Promise<number> => x);\n",
  ],
  [
    'turns async: false over',
    'export const f = udf({ async: false }, async (x: number): Promise<number> => x);\n',
    'export const f = udf({ async: true }, async (x: number): Promise<number> => x);\n',
  ],
  [
    'adds async once for all options that need it',
    "export const f = udf({ timeout: '2s', ordered: true }, async (x: number): Promise<number> => x);\n",
    "export const f = udf({ timeout: '2s', ordered: true, async: true }, async (x: number): Promise<number> => x);\n",
  ],
  [
    'adds async to an async generator',
    'export const f = udf({}, async function* (x: number): AsyncGenerator<number> { yield x; });\n',
    'export const f = udf({ async: true }, async function* (x: number): AsyncGenerator<number> { yield x; });\n',
  ],
  [
    'writes an option as it is spelt',
    "export const f = udf({ async: true, 'orderd': true, retry: { retries: 1, backof: '1s' } } as never, async (x: number): Promise<number> => x);\n",
    "export const f = udf({ async: true, ordered: true, retry: { retries: 1, backoff: '1s' } } as never, async (x: number): Promise<number> => x);\n",
  ],
  [
    'writes the name of another system as ours',
    'export const f = udf({ pure: true } as never, (x: number): number => x);\n',
    'export const f = udf({ deterministic: true } as never, (x: number): number => x);\n',
  ],
  [
    'keeps the value of a shorthand',
    'const orderd = true;\nexport const f = udf({ async: true, orderd } as never, async (x: number): Promise<number> => x);\n',
    'const orderd = true;\nexport const f = udf({ async: true, ordered: orderd } as never, async (x: number): Promise<number> => x);\n',
  ],
  [
    'writes the parameter that orderBy means',
    'export const f = udf({ async: true, orderBy: "cuntry" }, async (country: string): Promise<string> => country);\n',
    'export const f = udf({ async: true, orderBy: "country" }, async (country: string): Promise<string> => country);\n',
  ],
  [
    'exports a class, before its modifiers and after its decorators',
    'abstract class A { @udf() static f(x: number): number { return x; } }\n',
    'export abstract class A { @udf() static f(x: number): number { return x; } }\n',
  ],
  [
    'exports a const, below its comment',
    '/** Twice. */\nconst f = udf({}, (x: number): number => 2 * x);\n',
    '/** Twice. */\nexport const f = udf({}, (x: number): number => 2 * x);\n',
  ],
  [
    'calls a decorator',
    'export class A { @udf static f(x: number): number { return x; } }\n',
    'export class A { @udf() static f(x: number): number { return x; } }\n',
  ],
  [
    'gives udf its options',
    'export const f = udf((x: number): number => x);\n',
    'export const f = udf({}, (x: number): number => x);\n',
  ],
  [
    'writes the type that is inferred, in the quotes of the file',
    "export const f = udf({}, (x: number) => (x > 0 ? 'more' : x < 0 ? 'less' : null));\n",
    "export const f = udf({}, (x: number): 'more' | 'less' | null => (x > 0 ? 'more' : x < 0 ? 'less' : null));\n",
  ],
  [
    'writes the type of a promise, and then the option that it needs',
    'export class A { @udf() static async f(x: Int32) { return { x }; } }\n',
    'export class A { @udf({ async: true }) static async f(x: Int32): Promise<{ x: Int32; }> { return { x }; } }\n',
  ],
])('%s', (_, before, after) => {
  expect(fix(before)).toEqual({ text: after, left: [] });
});

it.each([
  [
    'options that come from elsewhere',
    'const o = {};\nexport const f = udf(o, async (x: number): Promise<number> => x);\n',
  ],
  [
    'a function that may not be meant to wait',
    "export const f = udf({ timeout: '2s' }, (x: number): number => x);\n",
  ],
  [
    'an option whose right name is there',
    'export const f = udf({ async: true, ordered: true, orderd: false } as never, async (x: number): Promise<number> => x);\n',
  ],
  ['a type that has no column', 'export const f = udf({}, (x: number) => new Set([x]));\n'],
  ['an unknown type', 'export const f = udf({}, (x: string) => JSON.parse(x));\n'],
  [
    'a class that is not at the top level',
    '{ class A { @udf() static f(x: number): number { return x; } } }\n',
  ],
])('leaves alone %s', (_, source) => {
  const { text, left } = fix(source);
  expect(text).toBe(source);
  expect(left).not.toEqual([]);
});

it('offers what is not certain, and does not do it', () => {
  const { diagnostics } = analyseSource(
    `${sdk}export class A { @udf() private static f(x: number): number { return x; } }\n`,
  );
  expect(diagnostics.map(({ fix, suggestions }) => [fix, suggestions?.map(({ title }) => title)])).toEqual([
    [undefined, ['make f public']],
  ]);
});

it('edits from the end to the start, keeps line breaks and a byte order mark, and makes one of two that overlap', () => {
  const edit = (line: number, column: number, length: number, newText: string) => ({
    title: newText,
    edits: [{ file: 'a.ts', line, column, length, newText }],
  });
  const fixes = [
    edit(1, 1, 0, 'export '),
    edit(2, 7, 1, 'bb'),
    edit(2, 1, 7, 'let a'),
    edit(1, 1, 0, 'export '),
  ];
  const { text, applied } = applyFixes('\uFEFFconst a = 1;\r\nconst b = 2;\r\n', 'a.ts', fixes);
  expect(text).toBe('\uFEFFexport const a = 1;\r\nconst bb = 2;\r\n');
  expect(applied.map(({ title }) => title)).toEqual(['export ', 'bb']);
});

it.each([
  [
    'imports a type of the sdk',
    "import { udf } from '@sluice/sdk';\nexport const f = udf({}, (x: Int32, y: Int32[]): Int32 => x);\n",
    "import { udf, type Int32 } from '@sluice/sdk';\nexport const f = udf({}, (x: Int32, y: Int32[]): Int32 => x);\n",
  ],
  [
    'writes an import as the sdk spells it, wherever it is used',
    "import { type int32, Udf } from '@sluice/sdk';\nexport class A { @Udf() static f(x: int32): int32[] { return [x]; } }\n",
    "import { type Int32, udf } from '@sluice/sdk';\nexport class A { @udf() static f(x: Int32): Int32[] { return [x]; } }\n",
  ],
  [
    'imports a decorator',
    '// A.\nexport class A { @udf() static f(x: number): number { return x; } }\n',
    "// A.\nimport { udf } from '@sluice/sdk';\nexport class A { @udf() static f(x: number): number { return x; } }\n",
  ],
  [
    'imports a value beside types',
    "import type { Int8 } from '@sluice/sdk';\nexport const f = udf({}, (x: Int8): Int8 => x);\n",
    "import { udf } from '@sluice/sdk';\nimport type { Int8 } from '@sluice/sdk';\nexport const f = udf({}, (x: Int8): Int8 => x);\n",
  ],
  [
    'writes a decorator as the import spells it',
    "import { udf } from '@sluice/sdk';\nexport class A { @UDF() static f(x: number): number { return x; } }\n",
    "import { udf } from '@sluice/sdk';\nexport class A { @udf() static f(x: number): number { return x; } }\n",
  ],
])('%s', (_, before, after) => {
  expect(fix(before, '')).toEqual({ text: after, left: [] });
});

it('suggests the type that may be meant', () => {
  const { diagnostics } = analyseSource(`${sdk}export const f = udf({}, (x: TimeStamp): number => 1);\n`);
  expect(diagnostics).toMatchObject([
    {
      code: 'unresolved-type',
      message: expect.stringMatching(/did you mean 'Timestamp' of '@sluice\/sdk'\?$/),
      suggestions: [{ title: 'import Timestamp' }],
    },
  ]);
});
