import { expect, it } from 'vitest';
import { build } from '../build.ts';
import { writePackage } from '../testing/fixture.ts';

const SDK = "import { readFileSync } from 'node:fs';\nimport { udf } from '@sluice/sdk';\n";

/** The warnings that a build gives for a package of these files, and whether it was built. */
async function warnings(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { diagnostics, output } = await build(writePackage(files));
  expect(output).toBeDefined();
  return diagnostics.map(
    ({ file, line, column, code, message }) => `${file}:${line}:${column} ${code} ${message}`,
  );
}

it.each([
  [
    "readFileSync(new URL('../data/rates.csv', import.meta.url), 'utf8')",
    'import.meta.url',
    '../data/rates.csv',
  ],
  ["readFileSync(import.meta.dirname + '/rates.csv', 'utf8')", 'import.meta.dirname', './data.csv'],
  ["readFileSync([__dirname, 'rates.csv'].join('/'), 'utf8')", '__dirname', './data.csv'],
  ["readFileSync(require('path').join(__dirname, 'rates.csv'), 'utf8')", '__dirname', './rates.csv'],
])('warns of %s: there is nothing beside the bundle', async (read, what, file) => {
  const source = `${SDK}const text = (): string => ${read};
export const f = udf({}, (x: string): string => x + text());\n`;
  const column = 28 + read.indexOf(what);
  expect(await warnings({ 'src/a.ts': source })).toEqual([
    `src/a.ts:3:${column} moved-path ${what} is the place of the bundle when this runs, not of this file: import what you read from there, as in "import file from '${file}' with { type: 'text' }"`,
  ]);
});

it('says nothing of sources that the bundle does not hold, nor of names that the author declares', async () => {
  const found = await warnings({
    'src/a.ts': `${SDK}const __dirname = '/etc';
const places = { __filename: '/etc/hosts' };
export const f = udf({}, (x: string): string => x + __dirname + places.__filename + readFileSync('/dev/null'));\n`,
    'src/script.ts': 'console.log(import.meta.url);\nexport {};\n',
  });
  expect(found).toEqual([]);
});
