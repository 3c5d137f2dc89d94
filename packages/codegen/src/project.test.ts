import { join } from 'node:path';
import { expect, it } from 'vitest';
import { check } from './check.ts';
import { type PackageFiles, writePackage } from './testing/fixture.ts';

const udf = (name: string, type = 'number'): string =>
  `import { udf } from '@sluice/sdk';\nexport const ${name} = udf({}, (x: ${type}): number => 1);\n`;

const names = (files: PackageFiles, outDir?: string): readonly string[] => {
  const { models, diagnostics } = check(writePackage(files), outDir === undefined ? {} : { outDir });
  expect(diagnostics).toEqual([]);
  return models.map(({ name }) => name);
};

it('leaves out tests, declaration files, node_modules, hidden folders, other packages and the output', () => {
  const found = names({
    'src/a.ts': udf('a'),
    'b.mts': udf('b'),
    'src/c.tsx': udf('c'),
    'src/a.test.ts': udf('test'),
    'src/a.spec.tsx': udf('spec'),
    'src/globals.d.ts': 'declare const z: number;',
    'node_modules/x/index.ts': udf('x'),
    'dist/adapters/a.ts': udf('adapter'),
    '.hidden/h.ts': udf('h'),
    'nested/package.json': '{ "name": "nested" }',
    'nested/n.ts': udf('n'),
  });
  expect(found).toEqual(['a', 'b', 'c']);
});

it('leaves out the output folder that it is told of, and no other', () => {
  expect(names({ 'src/a.ts': udf('a'), 'dist/d.ts': udf('d'), 'lib/l.ts': udf('l') }, 'lib')).toEqual([
    'a',
    'd',
  ]);
});

it('takes the files that tsconfig.json names, and its options', () => {
  const found = names({
    'tsconfig.json': `{
      // Comments are allowed.
      "compilerOptions": { "strict": false, "module": "nodenext", "target": "es2022", "paths": { "#types": ["./src/types.ts"] } },
      "include": ["src"],
    }`,
    'src/types.ts': 'export interface Row { a: string }',
    'src/a.ts': `import type { Row } from '#types';\n${udf('a', 'Row | null')}`,
    'other/b.ts': udf('b'),
  });
  expect(found).toEqual(['a']);
});

it('reads nullability even where tsconfig.json is not strict', () => {
  const folder = writePackage({
    'tsconfig.json': '{ "compilerOptions": { "strict": false, "strictNullChecks": false } }',
    'src/a.ts': udf('a', 'string | null'),
  });
  expect(check(folder).models[0]?.parameters).toEqual([
    { name: 'x', type: { kind: 'utf8' }, nullable: true },
  ]);
});

it('takes every source where tsconfig.json only refers to others', () => {
  expect(names({ 'tsconfig.json': '{ "files": [], "references": [] }', 'src/a.ts': udf('a') })).toEqual([
    'a',
  ]);
});

it('knows the types that ambient declarations of the package declare', () => {
  expect(
    names({ 'src/a.ts': udf('a', 'Ambient'), 'src/globals.d.ts': 'interface Ambient { a: string }' }),
  ).toEqual(['a']);
});

it.each([
  ['legacy', '"experimentalDecorators": true'],
  ['TC39', '"experimentalDecorators": false'],
])('checks %s decorators alike', (_, option) => {
  const found = names({
    'tsconfig.json': `{ "compilerOptions": { "strict": true, "module": "nodenext", ${option} } }`,
    'src/a.ts':
      "import { udf } from '@sluice/sdk';\nexport class A { @udf() static f(x: number): number { return x; } @udf() g(x: string): string { return x; } }\n",
  });
  expect(found).toEqual(['f', 'g']);
});

it('knows Buffer in a package without a tsconfig.json', () => {
  const { models } = check(writePackage({ 'src/a.ts': udf('a', 'Buffer') }));
  expect(models[0]?.parameters[0]?.type).toEqual({ kind: 'binary' });
});

it('reports every syntax error, and nothing else until they are gone', () => {
  const folder = writePackage({
    'src/a.ts': `${udf('a', 'any')}const = 1;\n`,
    'src/b.ts': 'export const b = ;\nlet let let;\n',
  });
  const { diagnostics } = check(folder);
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['syntax-error']));
  expect(diagnostics[0]).toMatchObject({ file: 'src/a.ts', line: 3, column: 7 });
  expect(diagnostics.some(({ file }) => file === 'src/b.ts')).toBe(true);
});

it.each([
  ['{', /^package\.json is not JSON: /],
  ['[]', /^package\.json is not an object$/],
  ['{}', /^package\.json has no "name": add one/],
  ['{ "name": "" }', /^package\.json has no "name"/],
  ['{ "name": "x", "version": 1 }', /^package\.json has a "version" that is not a string/],
])('says what is wrong with the package.json %s', (text, message) => {
  const { diagnostics } = check(writePackage({ 'package.json': text, 'src/a.ts': udf('a') }));
  expect(diagnostics).toMatchObject([
    { code: 'invalid-package-json', message: expect.stringMatching(message), file: 'package.json', line: 0 },
  ]);
});

it('points at what is wrong in tsconfig.json', () => {
  const { diagnostics } = check(
    writePackage({ 'tsconfig.json': '{\n  "compilerOptions": { "strict": "yes" }\n}', 'src/a.ts': udf('a') }),
  );
  expect(diagnostics).toMatchObject([
    {
      code: 'invalid-tsconfig',
      file: 'tsconfig.json',
      line: 2,
      message: expect.stringContaining("'strict'"),
    },
  ]);
});

it('says which file tsconfig.json names in vain', () => {
  const { diagnostics } = check(
    writePackage({ 'tsconfig.json': '{ "files": ["src/a.ts", "src/b.ts"] }', 'src/a.ts': udf('a') }),
  );
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "tsconfig.json cannot be used: it names 'src/b.ts', which does not exist",
  ]);
});

it('bears with the options of an older or newer TypeScript', () => {
  const options =
    '{ "moduleResolution": "node10", "target": "es2099", "baseUrl": ".", "fromTheFuture": true }';
  expect(names({ 'tsconfig.json': `{ "compilerOptions": ${options} }`, 'src/a.ts': udf('a') })).toEqual([
    'a',
  ]);
});

it('says which folder does not exist', () => {
  const { diagnostics } = check(join(writePackage({}), 'nowhere'));
  expect(diagnostics).toMatchObject([
    { code: 'folder-not-found', message: expect.stringMatching(/^there is no folder '.*nowhere'/) },
  ]);
});
