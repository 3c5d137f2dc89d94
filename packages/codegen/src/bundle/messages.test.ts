import { expect, it } from 'vitest';
import { build } from '../build.ts';
import { writePackage } from '../testing/fixture.ts';

const SDK = "import { udf } from '@sluice/sdk';\n";
const uses = (value: string): string =>
  `export const f = udf({}, (x: string): string => x + String(${value}));\n`;

/** What a build says of a package of these files, each as `file:line:column severity code: message`. */
async function say(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { diagnostics } = await build(writePackage(files));
  return diagnostics.map(
    ({ file, line, column, severity, code, message }) =>
      `${file}:${line}:${column} ${severity} ${code}: ${message}`,
  );
}

it('says of a file that no loader is for how it is imported: as text, or as bytes', async () => {
  const files = { 'src/prompt.md': 'Be brief.', 'src/model.onnx': '\0', 'src/note.txt': 'ok' };
  const source = (tail: string) => `${SDK}import prompt from './prompt.md'${tail};
import model from './model.onnx'${tail.replace('text', 'bytes')};
import note from './note.txt';
${uses('prompt + model + note')}`;
  const edit = (file: string, type: string) =>
    `'${file}' is neither source nor JSON: import it as text or as bytes, as in "import file from '${file}' with { type: '${type}' }"`;
  expect(await say({ ...files, 'src/a.ts': source('') })).toEqual([
    `src/a.ts:2:20 error unbundled-file: ${edit('./prompt.md', 'text')}`,
    `src/a.ts:3:19 error unbundled-file: ${edit('./model.onnx', 'bytes')}`,
  ]);
  expect(await say({ ...files, 'src/a.ts': source(" with { type: 'text' }") })).toEqual([]);
});

it('names the native addon of a dependency, and where it is asked for', async () => {
  const found = await say({
    'node_modules/hash/package.json': '{ "name": "hash", "version": "1.0.0", "main": "main.js" }',
    'node_modules/hash/main.js': "module.exports = require('./build/hash.node');\n",
    'node_modules/hash/build/hash.node': '',
    'src/a.ts': `${SDK}import hash from 'hash';\n${uses('hash')}`,
  });
  expect(found).toEqual([
    expect.stringMatching(
      /^src\/a\.ts:2:18 error native-addon: 'hash' needs native code, hash\/build\/hash\.node, /,
    ),
  ]);
});

it('passes on what the bundler sees in the sources, and not what it sees in packages', async () => {
  const typo = 'export const same = (x: number): boolean => x === -0;\n';
  const found = await say({
    'node_modules/zero/package.json': '{ "name": "zero", "version": "1.0.0", "main": "main.js" }',
    'node_modules/zero/main.js': 'exports.zero = (x) => x === -0;\n',
    'src/same.ts': typo,
    'src/a.ts': `${SDK}import { zero } from 'zero';\nimport { same } from './same.ts';\n${uses('zero(same(1))')}`,
  });
  expect(found).toEqual([
    expect.stringMatching(
      /^src\/same\.ts:1:\d+ warning bundle-warning: Comparison with -0 using the "===" operator/,
    ),
  ]);
});
