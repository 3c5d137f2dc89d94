import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { must, run } from './support/registry.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const codegen = join(root, 'packages/codegen');
const sluice = join(codegen, 'dist/cli/main.js');
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

/** A package of `sluice init`, inside the workspace, so that what it needs is found without an installation. */
async function start(template: string): Promise<string> {
  const folder = join(root, '.cache/init', template);
  rmSync(folder, { recursive: true, force: true });
  must(await run(process.execPath, [sluice, 'init', folder, '--template', template], root));
  return folder;
}

const templates = [
  ['sync', 4, /'GET' +│ '\/index\.html' +│ 200/],
  ['http', 5, /'Nowhere' +│ null +│ null +│ 'the geocoder refuses Nowhere \(400\)'/],
  ['batch', 5, /'It is awful, I hate it' +│ 'negative' +│ null/],
  ['aggregate', 4, /'Lima' +│ 3 +│ 18\.8333/],
] as const;

// At the same time: what takes long is the compiler, which keeps one core busy. It runs once for each, through `npm test`.
it.concurrent.each(templates)(
  'the template %s builds, passes its %i tests and the checks of tsc, and runs',
  async (template, tests, output) => {
    const folder = await start(template);
    expect(must(await run('npm', ['test'], folder))).toMatch(new RegExp(`pass ${tests}\\n.* fail 0\\n`));
    expect(existsSync(join(folder, 'dist/udf.json'))).toBe(true);
    must(await run(bin('tsc'), [], folder));
    expect(must(await run(bin('tsx'), ['run.ts'], folder))).toMatch(output);
  },
  300_000,
);

it('has the same scripts in every template, and they do as they are named', async () => {
  const folder = await start('sync');
  const scripts = (template: string) =>
    JSON.parse(readFileSync(join(codegen, 'templates', template, '_package.json'), 'utf8')).scripts;
  for (const [template] of templates) {
    expect(scripts(template)).toEqual({
      build: 'sluice build',
      check: 'sluice check && tsc',
      test: expect.stringMatching(/^sluice build && tsx --test test\/[a-z-]+\.test\.ts$/),
      start: 'sluice build && tsx run.ts',
    });
  }
  must(await run('npm', ['run', 'check'], folder));
  expect(existsSync(join(folder, 'dist'))).toBe(false);
  expect(must(await run('npm', ['start'], folder))).toMatch(templates[0][2]);
}, 300_000);

it('has every file of every template in what npm publishes', async () => {
  const [packed] = JSON.parse(must(await run('npm', ['pack', '--dry-run', '--json'], codegen)));
  const published = packed.files.map(({ path }: { path: string }) => path);
  const wanted = readdirSync(join(codegen, 'templates'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(codegen.length + 1));
  expect(wanted.length).toBeGreaterThan(20);
  expect(published).toEqual(expect.arrayContaining(wanted));
}, 60_000);
