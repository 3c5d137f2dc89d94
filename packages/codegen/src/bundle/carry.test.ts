import { expect, it } from 'vitest';
import { writePackage } from '../testing/fixture.ts';
import { sluice } from '../testing/sluice.ts';

const source = `import { udf } from '@sluice/sdk';
import { g } from 'dep';
export const f = udf({}, (x: number): number => g(x));
`;

/** Files of installed packages, by the path after node_modules. */
const installed = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      `node_modules/${path}`,
      path.endsWith('package.json') && text === '' ? packageJson(path) : text,
    ]),
  );

function packageJson(path: string): string {
  return JSON.stringify({ name: path.slice(0, -'/package.json'.length), version: '1.0.0' });
}

/** What is said of a package whose only function calls a dependency: places, and what is the matter at each. */
async function said(files: Readonly<Record<string, string>>, index = source): Promise<readonly string[]> {
  const folder = writePackage({ 'src/index.ts': index, ...files });
  const { diagnostics } = JSON.parse((await sluice(['check', '--json'], folder)).stdout) as {
    diagnostics: {
      code: string;
      message: string;
      file: string;
      line: number;
      column: number;
      related: Place[];
    }[];
  };
  return diagnostics.flatMap(({ code, message, related, ...at }) => [
    `${placeText(at)} ${code}: ${message.split(/, (?:which|and|through)|:/)[0]}`,
    ...related.map((each) => `  ${placeText(each)} ${each.message}`),
  ]);
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const placeText = ({ file, line, column }: Omit<Place, 'message'>): string => `${file}:${line}:${column}`;

it('shows the way from the import in the package to a native addon', async () => {
  expect(
    await said(
      installed({
        'dep/package.json': '',
        'dep/index.js': "\nexports.g = require('./lib/load.js');\n",
        'dep/lib/load.js': "const name = '@dep/linux-x64';\nmodule.exports = require('@dep/linux-x64');\n",
        '@dep/linux-x64/package.json': '{ "name": "@dep/linux-x64", "version": "1.0.0", "main": "dep.node" }',
        '@dep/linux-x64/dep.node': '…',
      }),
    ),
  ).toEqual([
    "src/index.ts:2:19 native-addon: 'dep' needs native code, @dep/linux-x64/dep.node",
    "  node_modules/dep/index.js:2:21 which imports './lib/load.js'",
    '  node_modules/dep/lib/load.js:2:26 which imports @dep/linux-x64/dep.node',
  ]);
});

it('shows the way through the last file of the package itself to what cannot be found', async () => {
  expect(
    await said(
      {
        'src/other.ts': "export { g } from 'dep';\n",
        ...installed({ 'dep/package.json': '', 'dep/index.js': "import 'nowhere';\nexport const g = 1;\n" }),
      },
      source.replace("'dep'", "'./other.ts'"),
    ),
  ).toEqual(
    [
      "src/other.ts:1:19 unresolved-import: cannot find 'nowhere'",
      "  node_modules/dep/index.js:1:8 which imports 'nowhere'",
    ].map((line) =>
      line.replace("which imports 'nowhere'", "which imports 'nowhere', and it cannot be found"),
    ),
  );
});

it('bundles what does without an addon that it asks for in a try', async () => {
  expect(
    await said(
      installed({
        'dep/package.json': '',
        'dep/index.js': `try { exports.n = require('not-installed'); } catch {}
try { exports.m = require('node-gyp-build')(__dirname); } catch { exports.m = require('./fallback.js'); }
try { require(exports.n); } catch {}
exports.g = (x) => x;
`,
        'dep/fallback.js': '',
        'node-gyp-build/package.json': '',
        'node-gyp-build/index.js': 'module.exports = (folder) => folder;\n',
      }),
    ),
  ).toEqual([]);
});

it.each(['bindings', 'node-gyp-build'])('warns of %s where nothing catches it', async (finder) => {
  expect(
    await said(
      installed({
        'dep/package.json': '',
        'dep/index.js': `try { f() } catch { }\nconst load = require('${finder}');\nexports.g = () => load('x');\n`,
        [`${finder}/package.json`]: '',
        [`${finder}/index.js`]: 'module.exports = (name) => name;\n',
      }),
    ),
  ).toEqual([
    "src/index.ts:2:19 native-lookup: 'dep' looks for native code beside its own files",
    '  node_modules/dep/index.js:2:22 which finds its native code so',
  ]);
});

it('warns of a module whose name is not known, where the bundle has the code that asks', async () => {
  const dep = {
    'dep/package.json': '{ "name": "dep", "version": "1.0.0", "sideEffects": false, "main": "index.js" }',
    'dep/index.js': "export { g } from './g.js';\nexport { h } from './h.js';\n",
    'dep/g.js': 'export const g = (x) => x;\n',
    'dep/h.js': 'export const h = (name) => import(name);\n',
  };
  expect(await said(installed(dep))).toEqual([]);
  expect(await said(installed(dep), source.replace('{ g }', '{ h as g }'))).toEqual([
    'src/index.ts:2:24 dynamic-import: what this import(…) loads is known only when it runs',
    "  node_modules/dep/index.js:2:19 which imports './h.js'",
    '  node_modules/dep/h.js:1:28 which calls import(…)',
  ]);
});

it.each([
  ["new URL('./data/rates.csv', import.meta.url)", ''],
  ["join(here, 'data', 'rates.csv')", 'const here = dirname(fileURLToPath(import.meta.url));\n'],
  ["new URL('data/rates.csv', base)", "const base = new URL('.', import.meta.url);\n"],
  ["resolve(import.meta.dirname, './data/rates.csv')", ''],
  ["__dirname + '/data/rates.csv'", ''],
])('warns of a file of a package that stays behind: %s', async (expression, before) => {
  const dep = installed({
    'dep/package.json': '{ "name": "dep", "version": "1.0.0", "main": "index.js", "type": "module" }',
    'dep/index.js': `${before}const path = ${expression};\nexport const g = () => path;\n`,
  });
  const data = { 'node_modules/dep/data/rates.csv': '1' };
  expect(await said({ ...dep, ...data })).toEqual([
    "src/index.ts:2:19 file-left-behind: 'data/rates.csv' is looked for beside the code",
    expect.stringMatching(/^ {2}node_modules\/dep\/index\.js:\d:14 which looks for it here$/),
  ]);
  expect(await said({ ...dep, ...data, 'dist/data/rates.csv': '1' })).toEqual([]);
  expect(await said(dep)).toEqual([]);
});

it('finds a file that a dependency reads from its own folder, and is silent where it is told to be', async () => {
  const dep = installed({
    'dep/package.json': '',
    'dep/index.js':
      "const { join } = require('path');\nexports.g = () => join(__dirname, '..', 'dep', 'core.wasm');\n",
    'dep/core.wasm': '…',
  });
  expect(await said(dep)).toEqual([
    "src/index.ts:2:19 file-left-behind: '../dep/core.wasm' is looked for beside the code",
    '  node_modules/dep/index.js:2:19 which looks for it here',
  ]);
  const silenced = source.replace(
    "import { g } from 'dep';",
    "import { g } from 'dep'; // sluice-ignore file-left-behind: never read",
  );
  expect(await said(dep, silenced)).toEqual([]);
});
