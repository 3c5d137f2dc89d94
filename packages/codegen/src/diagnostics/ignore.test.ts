import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePackage } from '../testing/fixture.ts';
import { sluice } from '../testing/sluice.ts';

const f = 'export const f = udf({}, (x: number): number => x);\n';

async function check(source: string, ...flags: readonly string[]) {
  const folder = writePackage({ 'src/a.ts': `import { udf } from '@sluice/sdk';\n${source}${f}` });
  const { code, stderr } = await sluice(['check', ...flags], folder);
  const said = [...stderr.matchAll(/^(\S+) - (\w+ \S+: .*)$/gm)].map(([, at, what]) => `${at} ${what}`);
  return { code, said, text: readFileSync(join(folder, 'src/a.ts'), 'utf8') };
}

it.each([
  ['on its line', 'console.log(1); // sluice-ignore top-level-effect: on purpose\n'],
  ['above its line', '// sluice-ignore top-level-effect\nconsole.log(1);\n'],
  ['as a block', '/* sluice-ignore top-level-effect */\nconsole.log(1);\n'],
  ['above other comments', '// sluice-ignore top-level-effect: on\n// purpose\n\nconsole.log(1);\n'],
  [
    'where what is called does it',
    'start();\nfunction start() {\n  // sluice-ignore top-level-effect\n  console.log(1);\n}\n',
  ],
])('silences a warning %s', async (_, source) => {
  expect((await check(source, '--max-warnings', '0')).said).toEqual([]);
});

it('silences its own line and its own code, no other', async () => {
  expect(
    (await check('console.log(1); // sluice-ignore top-level-effect\nconsole.log(2);\n')).said,
  ).toHaveLength(1);
  expect((await check('// sluice-ignore not-deterministic\nconsole.log(1);\n')).said).toEqual([
    'src/a.ts:2:1 warning unused-ignore: this comment silences not-deterministic, and there is none here: remove the comment',
    expect.stringContaining('src/a.ts:3:1 warning top-level-effect'),
  ]);
});

it.each([
  [
    '// sluice-ignore top-level-efect: a\n',
    'names top-level-efect, which is no warning: did you mean top-level-effect?',
  ],
  [
    '// sluice-ignore any-type\n',
    'names any-type, which is an error, and only warnings can be silenced: put it right',
  ],
  ['// sluice-ignore\n', 'names no warning: write its code, as in sluice-ignore top-level-effect'],
])('says what is wrong with %s', async (source, problem) => {
  expect((await check(source)).said).toEqual([`src/a.ts:2:1 warning unused-ignore: this comment ${problem}`]);
});

it('takes no words in a string for a comment', async () => {
  expect(
    (await check("export const s = '// sluice-ignore nothing' + `/* sluice-ignore x */`;\n")).said,
  ).toEqual([]);
});

it.each([
  [
    'const a = 1; // sluice-ignore top-level-effect: no more\nexport { a };\n',
    'const a = 1;\nexport { a };\n',
  ],
  ['  // sluice-ignore top-level-effect\nexport const a = 1;\n', 'export const a = 1;\n'],
  ['export const a = /* sluice-ignore top-level-effect */ 1;\n', 'export const a = 1;\n'],
])('removes a comment that silences nothing', async (before, after) => {
  const { said, text } = await check(before, '--fix');
  expect(said).toEqual([expect.stringContaining('fixed unused-ignore')]);
  expect(text).toBe(`import { udf } from '@sluice/sdk';\n${after}${f}`);
});

it('does not silence an error', async () => {
  const { code, said } = await check(
    'export const g = udf({}, (x: any): number => x); // sluice-ignore any-type\n',
  );
  expect(code).toBe(1);
  expect(said).toHaveLength(1);
});
