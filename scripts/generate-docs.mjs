// Writes what documents repeat from elsewhere: code of the README from examples/, the pages of docs/diagnostics and
// docs/diff.md from the compiler's tables. `--check` writes nothing and fails when something is stale. Build first.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib.mjs';

const { renderPages } = await import('../packages/codegen/dist/diagnostics/pages.js');
const { renderRules } = await import('../packages/codegen/dist/diff/rules-page.js');

const check = process.argv.includes('--check');
const stale = [];

function put(path, text) {
  let current;
  try {
    current = readFileSync(join(root, path), 'utf8');
  } catch {}
  if (current === text) return;
  stale.push(path);
  if (!check) writeFileSync(join(root, path), text);
}

// <!-- code: path --> … <!-- /code --> holds that file, between fences.
const block = /(<!-- code: (\S+) -->\n)[\s\S]*?(<!-- \/code -->)/g;
for (const path of [
  'README.md',
  'packages/sdk/README.md',
  'packages/codegen/README.md',
  'packages/runtime/README.md',
]) {
  const text = readFileSync(join(root, path), 'utf8');
  const filled = text.replace(block, (_, open, source, close) => {
    const language = source.endsWith('.ts') ? 'ts' : 'js';
    return `${open}\`\`\`${language}\n${readFileSync(join(root, source), 'utf8')}\`\`\`\n${close}`;
  });
  put(path, filled);
}

put(join('docs', 'diff.md'), renderRules());

const pages = renderPages();
const folder = join('docs', 'diagnostics');
mkdirSync(join(root, folder), { recursive: true });
for (const [name, text] of pages) put(join(folder, name), text);
for (const name of readdirSync(join(root, folder))) {
  if (pages.has(name)) continue;
  stale.push(join(folder, name));
  if (!check) rmSync(join(root, folder, name));
}

if (check && stale.length > 0) {
  console.error(
    `stale, run \`node scripts/generate-docs.mjs\`:\n${stale.map((path) => `  ${path}`).join('\n')}`,
  );
  process.exit(1);
}
