import { expect, it } from 'vitest';
import { externalImports } from './external-imports.ts';

const specifiers = async (code: string, ...provided: string[]) =>
  (await externalImports(code, new Set(provided))).map(({ specifier }) => specifier);

it('lets modules of Node pass, with and without their prefix, newer ones too', async () => {
  const code = `import 'node:fs'; import 'crypto'; import 'fs/promises'; const { DatabaseSync } = await import('node:sqlite');`;
  expect(await specifiers(code)).toEqual([]);
});

it('lets dependencies pass, and what lies in them', async () => {
  const code = `import 'sharp'; import '@acme/data/cities.json'; export const f = () => import('sharp/lib');`;
  expect(await specifiers(code, 'sharp', '@acme/data')).toEqual([]);
  expect(await specifiers(code)).toEqual(['@acme/data/cities.json', 'sharp', 'sharp/lib']);
});

it('finds files that are not in the bundle', async () => {
  expect(await specifiers(`import './other.mjs';`)).toEqual(['./other.mjs']);
});

it('finds addresses and modules that Node has not', async () => {
  const found = await externalImports(
    `import 'https://example.org/a.js'; import 'node:fs/promise';`,
    new Set(),
  );
  expect(found).toEqual([
    { specifier: 'https://example.org/a.js', problem: 'is a URL, which Node does not import' },
    { specifier: 'node:fs/promise', problem: 'is no module of Node' },
  ]);
});

it('lets an import pass that is tried', async () => {
  expect(await specifiers(`let fast; try { fast = require('bufferutil'); } catch {}`)).toEqual([]);
});
