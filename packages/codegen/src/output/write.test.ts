import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFiles, writePackage } from '../testing/fixture.ts';
import { compareOutput } from './compare.ts';
import { writeOutput } from './write.ts';

const files = [
  { path: 'adapters/a.ts', contents: 'a' },
  { path: 'udfs.mjs', contents: 'bundle' },
  { path: 'udf.json', contents: '{}' },
];

it('writes what is missing or other, leaves what is the same, and removes adapters that are left over', () => {
  const folder = writePackage({
    'udf.json': '{}',
    'udfs.mjs': 'old',
    'adapters/b.ts': 'b',
    'other.ts': 'mine',
  });
  const before = new Date('2020-01-01T00:00:00Z');
  utimesSync(join(folder, 'udf.json'), before, before);
  expect(compareOutput(folder, files)).toEqual([
    { path: 'adapters/a.ts', how: 'missing' },
    { path: 'udfs.mjs', how: 'changed' },
    { path: 'adapters/b.ts', how: 'left-over' },
  ]);
  expect(writeOutput(folder, files)).toEqual(['adapters/a.ts', 'udfs.mjs', 'adapters/b.ts']);
  expect(compareOutput(folder, files)).toEqual([]);
  expect(readdirSync(join(folder, 'adapters'))).toEqual(['a.ts']);
  expect(existsSync(join(folder, 'other.ts'))).toBe(true);
  expect(statSync(join(folder, 'udf.json')).mtime).toEqual(before);
});

it('changes nothing when not everything can be written', () => {
  const folder = writePackage({ 'udfs.mjs': 'old', adapters: null });
  // The last file's place beside its own is taken by a folder.
  mkdirSync(join(folder, 'udf.json.new/full'), { recursive: true });
  expect(() => writeOutput(folder, files)).toThrow('EISDIR');
  expect(readFileSync(join(folder, 'udfs.mjs'), 'utf8')).toBe('old');
  expect(readdirSync(join(folder, 'adapters'))).toEqual([]);
  expect(existsSync(join(folder, 'udfs.mjs.new'))).toBe(false);
});

it('takes a file in the place of the folder for nothing', () => {
  const folder = writePackage({ dist: 'a file' });
  expect(compareOutput(join(folder, 'dist'), files).map(({ how }) => how)).toEqual([
    'missing',
    'missing',
    'missing',
  ]);
  writeFiles(folder, { 'other/udfs.mjs': 'bundle' });
  expect(compareOutput(join(folder, 'other'), files).map(({ path }) => path)).toEqual([
    'adapters/a.ts',
    'udf.json',
  ]);
});
