import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const sluice = fileURLToPath(new URL('../packages/codegen/dist/cli/main.js', import.meta.url));
/** Inside the workspace, so that what the packages need is found without an installation. */
const cache = fileURLToPath(new URL('../.cache/', import.meta.url));

function run(cwd: string, command: string, ...args: string[]): string {
  // The test runner's own variables are not for the one that a template runs.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env,
    timeout: 100_000,
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} exited with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

it.each([
  ['sync', 4, /'GET' +│ '\/index\.html' +│ 200/],
  ['http', 5, /'Nowhere' +│ null +│ null +│ 'the geocoder refuses Nowhere \(400\)'/],
  ['batch', 5, /'It is awful, I hate it' +│ 'negative' +│ null/],
  ['aggregate', 4, /'Lima' +│ 3 +│ 18\.8333/],
])(
  'the template %s builds, passes its checks and its %i tests, and runs',
  (template, tests, output) => {
    const folder = `${cache}init/${template}`;
    rmSync(folder, { recursive: true, force: true });
    run(
      fileURLToPath(new URL('..', import.meta.url)),
      process.execPath,
      sluice,
      'init',
      folder,
      '--template',
      template,
    );

    run(folder, 'npm', 'run', 'check');
    expect(run(folder, 'npm', 'test')).toMatch(new RegExp(`pass ${tests}\\n.* fail 0\\n`));
    expect(existsSync(`${folder}/dist/udf.json`)).toBe(true);
    expect(run(folder, 'npm', 'start')).toMatch(output);
  },
  300_000,
); // Each starts the compiler three times.
