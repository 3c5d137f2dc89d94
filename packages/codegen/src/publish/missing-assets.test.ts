import { expect, it } from 'vitest';
import { missingAssets } from './missing-assets.ts';

const named = (...paths: string[]) =>
  paths.map((path) => `readFileSync(new URL('${path}', import.meta.url));`).join('\n');

it('finds files that the bundle names and the package has not', () => {
  const code = named('./model.wasm', '../data/cities.json', '../../elsewhere.txt', './model.wasm');
  expect(missingAssets(code, 'dist/udfs.mjs', ['dist/udfs.mjs'])).toEqual([
    '../elsewhere.txt',
    'data/cities.json',
    'dist/model.wasm',
  ]);
});

it('is content with files and folders that are there', () => {
  const files = ['dist/udfs.mjs', 'dist/model.wasm', 'data/cities.json'];
  expect(
    missingAssets(named('./model.wasm?url', '../data/', '../data', '../', './'), 'dist/udfs.mjs', files),
  ).toEqual([]);
});

it('says nothing of addresses and of paths that are computed', () => {
  const code =
    "new URL('https://example.org/x', import.meta.url); new URL(`./$` + name, import.meta.url); new URL('./x', base);";
  expect(missingAssets(code, 'dist/udfs.mjs', [])).toEqual([]);
});
