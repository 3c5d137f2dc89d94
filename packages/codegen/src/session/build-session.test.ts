import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { verify } from '../build.ts';
import { formatSignature } from '../signature.ts';
import { type PackageFiles, writeFiles, writePackage } from '../testing/fixture.ts';
import { type BuildProgress, type BuildResult, BuildSession } from './build-session.ts';

/** A package in a session, whose files change as a test says. */
class Edited {
  readonly folder: string;
  readonly session: BuildSession;
  progress: BuildProgress[] = [];

  constructor(files: PackageFiles) {
    this.folder = writePackage(files);
    this.session = new BuildSession(this.folder, { onProgress: (at) => void this.progress.push(at) });
    onTestFinished(() => this.session.close());
  }

  /** Writes files, and removes those that are null, and builds. */
  async edit(files: PackageFiles): Promise<BuildResult> {
    writeFiles(this.folder, files);
    for (const [path, text] of Object.entries(files)) if (text === null) rmSync(join(this.folder, path));
    this.progress = [];
    return this.session.build(Object.keys(files).map((path) => join(this.folder, path)));
  }

  /** `edit` of a package in which nothing is wrong; what it gives must be what a new build gives. */
  async signatures(files: PackageFiles): Promise<readonly string[]> {
    const { diagnostics, output } = await this.edit(files);
    expect(diagnostics).toEqual([]);
    expect((await verify(this.folder)).diagnostics).toEqual([]);
    return (output?.manifest.udfs ?? []).map(formatSignature);
  }

  async codes(files: PackageFiles): Promise<readonly string[]> {
    return (await this.edit(files)).diagnostics.map(({ code, file }) => `${file} ${code}`);
  }

  /** How many files the last build analysed. */
  get analysed(): number {
    return this.progress.filter(({ phase, done }) => phase === 'analysing' && done !== undefined).length;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }
}

const sdk = "import { udf } from '@sluice/sdk';\n";
const fn = (name: string, signature: string, body = 'null as never'): string =>
  `${sdk}export const ${name} = udf({}, ${signature} => ${body});\n`;

const two: PackageFiles = {
  'src/a.ts': fn('a', '(x: number): number', 'x'),
  'src/b.ts': fn('b', '(x: string): string', 'x'),
};

it('analyses and writes only what a change of one file makes new', async () => {
  const edited = new Edited(two);
  const first = await edited.session.build();
  expect(first.output?.changed).toEqual(first.output?.files.toSorted(byWriting));
  const second = await edited.edit({ 'src/a.ts': fn('a', '(x: bigint): bigint', 'x') });
  expect(edited.analysed).toBe(1);
  expect(second.output?.changed).toEqual(['adapters/a.ts', 'udfs.mjs.map', 'udfs.mjs', 'udf.json']);
  expect(second.output?.manifest.udfs.map(formatSignature)).toEqual([
    'a(x: Int64) -> Int64',
    'b(x: Utf8) -> Utf8',
  ]);
  const third = await edited.edit({ 'README.md': 'nothing that is built' });
  expect(edited.analysed).toBe(0);
  expect(third.output?.changed).toEqual([]);
});

function byWriting(a: string, b: string): number {
  const order = ['udfs.mjs.map', 'udfs.mjs', 'udf.json'];
  return order.indexOf(a) - order.indexOf(b);
}

it('analyses what imports a changed file, through others too, and nothing else', async () => {
  const edited = new Edited({
    'src/row.ts': 'export interface Row { id: number }\n',
    'src/rows.ts': "export type { Row as Line } from './row.ts';\n",
    'src/a.ts': `import type { Line } from './rows.ts';\n${fn('a', '(x: Line): number', 'x.id')}`,
    'src/b.ts': fn('b', '(x: string): string', 'x'),
  });
  await edited.session.build();
  expect(await edited.signatures({ 'src/row.ts': 'export interface Row { id: bigint }\n' })).toEqual([
    'a(x: Struct<id: Int64>) -> Float64',
    'b(x: Utf8) -> Utf8',
  ]);
  expect(edited.analysed).toBe(3);
});

it('reads options anew that a changed file exports', async () => {
  const limits = (n: number): string => `export const limits = { maxInFlight: ${n} } as const;\n`;
  const edited = new Edited({
    'src/limits.ts': limits(10),
    'src/a.ts': `${sdk}import { limits } from './limits.ts';
export const a = udf({ async: true, ...limits }, async (x: number): Promise<number> => x);\n`,
  });
  await edited.session.build();
  const { output } = await edited.edit({ 'src/limits.ts': limits(20) });
  expect(output?.manifest.udfs[0]?.options.maxInFlight).toBe(20);
});

it('takes in files that are added, and lets go of those that are removed', async () => {
  const edited = new Edited(two);
  await edited.session.build();
  expect(await edited.signatures({ 'src/c.ts': fn('c', '(x: boolean): boolean', 'x') })).toEqual([
    'a(x: Float64) -> Float64',
    'b(x: Utf8) -> Utf8',
    'c(x: Bool) -> Bool',
  ]);
  expect(await edited.signatures({ 'src/a.ts': null })).toEqual(['b(x: Utf8) -> Utf8', 'c(x: Bool) -> Bool']);
  expect(readdirSync(join(edited.folder, 'dist/adapters')).sort()).toEqual(['b.ts', 'c.ts', 'entry.ts']);
});

it('finds what an import names when it appears, and misses it when it is gone', async () => {
  const edited = new Edited({
    'src/a.ts': `import type { Row } from './row.ts';\n${fn('a', '(x: Row): number', '1')}`,
  });
  expect(await edited.session.build()).toMatchObject({ output: undefined });
  const row = { 'src/row.ts': 'export interface Row { id: number }\n' };
  expect(await edited.signatures(row)).toEqual(['a(x: Struct<id: Float64>) -> Float64']);
  expect(await edited.codes({ 'src/row.ts': null })).toEqual(['src/a.ts unresolved-type']);
  expect(await edited.signatures(row)).toEqual(['a(x: Struct<id: Float64>) -> Float64']);
});

it('knows which name another file has taken, and when it is free', async () => {
  const edited = new Edited(two);
  await edited.session.build();
  expect(await edited.codes({ 'src/b.ts': fn('A', '(x: string): string', 'x') })).toEqual([
    'src/b.ts duplicate-name',
  ]);
  expect(await edited.signatures({ 'src/a.ts': fn('other', '(x: number): number', 'x') })).toEqual([
    'a(x: Utf8) -> Utf8',
    'other(x: Float64) -> Float64',
  ]);
});

it.each([
  ['of the analysis', 'any-type', fn('a', '(x: any): number', '1')],
  ['of syntax', 'syntax-error', 'export const = 1;\n'],
  ['of the bundle', 'unresolved-import', `import 'nowhere';\n${fn('a', '(x: number): number', 'x')}`],
])('leaves the last good build alone while there is an error %s', async (_, code, source) => {
  const edited = new Edited(two);
  await edited.session.build();
  const before = edited.read('dist/udf.json');
  expect(new Set(await edited.codes({ 'src/a.ts': source }))).toEqual(new Set([`src/a.ts ${code}`]));
  // The error is not forgotten when another file changes.
  expect(await edited.codes({ 'src/b.ts': fn('b', '(x: bigint): bigint', 'x') })).toContain(
    `src/a.ts ${code}`,
  );
  expect(edited.read('dist/udf.json')).toBe(before);
  expect(await edited.signatures({ 'src/a.ts': fn('a', '(x: number): number', 'x') })).toEqual([
    'a(x: Float64) -> Float64',
    'b(x: Int64) -> Int64',
  ]);
});

it('analyses everything again when what is global changes', async () => {
  const edited = new Edited({
    'src/globals.d.ts': 'interface Row { id: number }\n',
    'src/a.ts': fn('a', '(x: Row): number', '1'),
    'src/more.ts': 'declare global { interface Line { id: string } }\nexport {};\n',
    'src/b.ts': fn('b', '(x: Line): number', '1'),
  });
  await edited.session.build();
  expect(await edited.signatures({ 'src/globals.d.ts': 'interface Row { id: bigint }\n' })).toEqual([
    'a(x: Struct<id: Int64>) -> Float64',
    'b(x: Struct<id: Utf8>) -> Float64',
  ]);
  const more = 'declare global { interface Line { id: boolean } }\nexport {};\n';
  expect(await edited.signatures({ 'src/more.ts': more })).toEqual([
    'a(x: Struct<id: Int64>) -> Float64',
    'b(x: Struct<id: Bool>) -> Float64',
  ]);
});

it('follows tsconfig.json and package.json', async () => {
  const edited = new Edited({ ...two, 'tsconfig.json': '{ "include": ["src/a.ts"] }' });
  const config = (text: string): PackageFiles => ({ 'tsconfig.json': text });
  await edited.session.build();
  expect(await edited.signatures(config('{ "include": ["src"] }'))).toHaveLength(2);
  const unresolved = { 'src/b.ts': `import type { Row } from '#row';\n${fn('b', '(x: Row): number', '1')}` };
  expect(await edited.codes({ ...unresolved, 'lib/row.ts': 'export type Row = { id: number };\n' })).toEqual([
    'src/b.ts unresolved-type',
  ]);
  const paths = '{ "include": ["src"], "compilerOptions": { "paths": { "#row": ["./lib/row.ts"] } } }';
  expect(await edited.signatures(config(paths))).toHaveLength(2);
  expect(await edited.codes(config('{ "compilerOptions": { "strict": "yes" } }'))).toEqual([
    'tsconfig.json invalid-tsconfig',
  ]);
  expect(await edited.codes({ 'src/a.ts': fn('a', '(x: any): number', '1'), ...config(paths) })).toEqual([
    'src/a.ts any-type',
  ]);
  expect(await edited.signatures({ 'src/a.ts': fn('a', '(x: bigint): number', '1') })).toContain(
    'a(x: Int64) -> Float64',
  );
  await edited.edit({ 'package.json': '{ "name": "renamed", "version": "2.0.0", "type": "module" }' });
  expect(JSON.parse(edited.read('dist/udf.json')).package).toEqual({ name: 'renamed', version: '2.0.0' });
});

it('gives a bundle what its dependencies ask for, and takes it away again', async () => {
  const edited = new Edited({
    ...two,
    'node_modules/old/package.json': '{ "name": "old", "version": "3.0.0", "main": "main.js" }',
    'node_modules/old/main.js': "exports.base = (text) => require('path').basename(text);\n",
    'node_modules/old/index.d.ts': 'export function base(text: string): string;',
  });
  await edited.session.build();
  const old = `import { base } from 'old';\n${fn('a', '(x: string): string', 'base(x)')}`;
  await edited.signatures({ 'src/a.ts': old });
  expect(edited.read('dist/udfs.mjs')).toContain('createRequire');
  await edited.signatures({ 'src/a.ts': two['src/a.ts'] ?? '' });
  expect(edited.read('dist/udfs.mjs')).not.toContain('createRequire');
});

it('follows a source outside of the package, and names it as one to watch', async () => {
  const outer = writePackage({ 'row.ts': 'export interface Row { id: number }\n' });
  const edited = new Edited({});
  const row = join(outer, 'row.ts');
  await edited.edit({
    'src/a.ts': `import type { Row } from '../../${basename(outer)}/row.ts';\n${fn('a', '(x: Row): number', '1')}`,
  });
  expect(edited.session.outerFiles()).toContain(row);
  expect(edited.session.outerFiles().filter((path) => path.includes('node_modules'))).toEqual([]);
  writeFiles(outer, { 'row.ts': 'export interface Row { id: bigint }\n' });
  const { output } = await edited.session.build([row]);
  expect(output?.manifest.udfs.map(formatSignature)).toEqual(['a(x: Struct<id: Int64>) -> Float64']);
});

it('restores what was removed from the output folder', async () => {
  const edited = new Edited(two);
  await edited.session.build();
  rmSync(join(edited.folder, 'dist/udfs.mjs'));
  expect((await edited.session.build([])).output?.changed).toEqual(['udfs.mjs']);
});
