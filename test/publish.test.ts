import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Ended, must, Registry, run } from './support/registry.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const cli = join(root, 'packages/codegen/dist/cli/main.js');
const bin = (name: string): string => join(root, 'node_modules/.bin', name);
const sluice = (cwd: string, ...args: string[]): Promise<Ended> => run(process.execPath, [cli, ...args], cwd);

/** A package of `sluice init`, inside the workspace, so that its author's tools need no installation. */
async function author(template: string, name: string): Promise<string> {
  const folder = join(root, '.cache/publish', template);
  rmSync(folder, { recursive: true, force: true });
  must(await sluice(root, 'init', folder, '--template', template, '--name', name));
  return folder;
}

/** Replaces text that must be there. */
function edit(path: string, ...changes: readonly (readonly [string, string])[]): void {
  const text = changes.reduce(
    (old, [from, to]) => {
      if (!old.includes(from)) throw new Error(`${path} has no ${from}`);
      return old.replace(from, to);
    },
    readFileSync(path, 'utf8'),
  );
  writeFileSync(path, text);
}

const consumer = `
import { load } from '@sluice/runtime';
import { tableFromArrays } from 'apache-arrow';

const urls = ['https://www.example.org/a?b=c', null, 'example.org', 'http://arrow.apache.org:80/'];
const udfs = await load('@acme/logs', { from: import.meta.url });
const result = await udfs.udf('hostname').call(tableFromArrays({ url: urls }).batches[0]);
const values = result.toArray().map(({ hostname }) => hostname?.toJSON?.() ?? hostname);
console.log(JSON.stringify({ version: udfs.manifest.package.version, values }));
await udfs.close();
`;

it('is initialised, built, tested, published, installed, loaded by its name, changed, refused, and published again', async () => {
  await using registry = await Registry.open();
  await registry.publishWorkspace(['@sluice/runtime', '@sluice/sdk', 'apache-arrow']);

  const folder = await author('sync', '@acme/logs');
  writeFileSync(join(folder, '.npmrc'), registry.npmrc);
  const publish = async (version: string): Promise<Ended> => {
    edit(join(folder, 'package.json'), [
      /"version": ".*"/.exec(readFileSync(join(folder, 'package.json'), 'utf8'))?.[0] ?? '',
      `"version": "${version}"`,
    ]);
    must(await sluice(folder, 'build'));
    return sluice(folder, 'publish', '--access', 'public');
  };
  expect(must(await run('npm', ['test'], folder))).toMatch(/pass 4\n.* fail 0\n/);
  const first = await publish('1.0.0');
  expect(must(first)).toContain('+ @acme/logs@1.0.0');
  expect(first.stderr).toContain('@acme/logs is not published yet');

  const app = join(registry.folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, '.npmrc'), registry.npmrc);
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
  writeFileSync(join(app, 'main.js'), consumer);
  const install = (spec: string) => run('npm', ['install', spec, '@sluice/runtime', 'apache-arrow'], app);
  const answer = async () => JSON.parse(must(await run(process.execPath, ['main.js'], app)));
  must(await install('@acme/logs'));
  expect(await answer()).toEqual({
    version: '1.0.0',
    values: ['example.org', null, null, 'arrow.apache.org'],
  });

  edit(
    join(folder, 'src/access-log.ts'),
    ['(url: string): string | null', '(url: string): string[] | null'],
    ["hostname.replace(/^www\\./, '')", "hostname.split('.')"],
  );
  const compared = await sluice(folder, 'diff', '@acme/logs@1.0.0', '--fail-on', 'major');
  expect(compared.code).toBe(1);
  expect(compared.stdout).toContain('major  the result is List<Utf8>, and was Utf8 [result-type-changed]');

  const refused = await publish('1.0.1');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('version-too-low: version 1.0.1 has major changes beside 1.0.0');
  expect(refused.stderr).toContain('hostname: the result is List<Utf8>, and was Utf8');
  expect(must(await run('npm', ['view', '@acme/logs', 'versions', '--json'], folder))).not.toContain('1.0.1');

  expect(must(await publish('2.0.0'))).toContain('+ @acme/logs@2.0.0');
  must(await install('@acme/logs@2'));
  expect(await answer()).toEqual({
    version: '2.0.0',
    values: [['www', 'example', 'org'], null, null, ['arrow', 'apache', 'org']],
  });
}, 600_000); // npm runs a dozen times, and the compiler six.

it('gives tarballs that publint and attw have nothing to say against, the same bytes each time', async () => {
  const folder = await author('aggregate', '@acme/spread');
  must(await sluice(folder, 'build'));
  const paths = [];
  for (const to of ['one', 'two'])
    paths.push(join(folder, must(await sluice(folder, 'pack', '--to', to)).trim()));
  const [one = '', two = ''] = paths;
  expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  must(await run(bin('publint'), ['run', one, '--strict'], folder));
  must(await run(bin('attw'), [one, '--profile', 'node16', '--format', 'ascii'], folder));
}, 300_000);
