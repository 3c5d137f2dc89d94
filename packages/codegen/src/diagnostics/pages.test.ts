import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderPages } from './pages.ts';
import { diagnosticTable } from './table.ts';

const folder = new URL('../../../../docs/diagnostics/', import.meta.url);

it('has a page on disk for every code and for nothing else', () => {
  const expected = [...Object.keys(diagnosticTable).map((code) => `${code}.md`), 'README.md'].sort();
  expect(readdirSync(folder).sort()).toEqual(expected);
});

it.each([...renderPages()])('has the page %s on disk as it is rendered', (name, text) => {
  expect(readFileSync(new URL(name, folder), 'utf8')).toBe(text);
});
