import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rules } from './rules.ts';
import { renderRules } from './rules-page.ts';

it('names its rules in kebab-case, and each why is a sentence', () => {
  for (const [id, { why }] of Object.entries(rules)) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(why).toMatch(/^[A-Z].*\.$/);
  }
});

it('has its page on disk as it is rendered, with every rule', () => {
  const page = readFileSync(new URL('../../../../docs/diff.md', import.meta.url), 'utf8');
  expect(page).toBe(renderRules());
  for (const id of Object.keys(rules)) expect(page).toContain(`| \`${id}\` |`);
});
