import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { expect, it } from 'vitest';

const folder = (name: string): string => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));
const sluice = fileURLToPath(new URL('../packages/codegen/dist/cli/main.js', import.meta.url));

function node(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, FLIGHTS_ROWS: '5000' },
    timeout: 100_000,
  });
  if (status !== 0) throw new Error(`${args.join(' ')} exited with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

it('the quickstart of the README builds and prints what the README shows', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(node(folder('quickstart'), sluice, 'build').trim());
  const output = node(folder('quickstart'), 'run.mjs');
  expect(output).toContain("'Ada Lovelace' │ 'AL'");
  expect(readme).toContain(output.trim());
});

it('the quickstart runs inline, and in a pipe, as the README of the runtime says', () => {
  node(folder('quickstart'), sluice, 'build');
  expect(node(folder('quickstart'), 'inline.mjs')).toContain("'Ada Lovelace' │ 'AL'");
  const input = tableToIPC(tableFromArrays({ name: ['Ada Lovelace', 'Grace Hopper'] }));
  const { stdout, stderr } = spawnSync(process.execPath, ['pipe.mjs'], { cwd: folder('quickstart'), input });
  expect(stderr.toString()).toBe('');
  expect([...(tableFromIPC(stdout).getChild('initials') ?? [])]).toEqual(['AL', 'GH']);
});

it('the delays example merges an aggregate from parts, over what a table function made of vectorized results', () => {
  node(folder('delays'), sluice, 'build');
  const rows = node(folder('delays'), 'run.mjs')
    .split('\n')
    .filter((line) => line.includes("'"))
    .map((line) => line.split('│').map((cell) => cell.trim()));
  const flights: Record<string, unknown>[] = JSON.parse(
    readFileSync(new URL('../data/flights-10k.json', import.meta.resolve('vega-datasets')), 'utf8'),
  );
  expect(rows).toHaveLength(5);
  for (const [, , airport, count, mean, , worst] of rows) {
    const visits = flights.filter(({ origin, destination }) =>
      [origin, destination].some((code) => `'${code}'` === airport),
    );
    const delays = visits.map(({ delay }) => Number(delay));
    const average = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    expect([count, mean, worst].map(Number)).toEqual([
      visits.length,
      Math.round(average * 10) / 10,
      Math.max(...delays),
    ]);
  }
});

it('the flights example enriches every row in both modes, and writes a file that reads back', () => {
  const output = node(folder('flights'), 'run.mjs');
  expect(output).toMatch(/^unordered +5000 /m);
  expect(output).toMatch(/^ordered +5000 /m);
  const table = tableFromIPC(readFileSync(`${folder('flights')}/out/flights-enriched.arrow`));
  expect(table.numRows).toBe(5000);
  expect(table.schema.names).toEqual([
    'delay',
    'distance',
    'time',
    'delay_class',
    'airport_at',
    'airport_at_error',
  ]);
  // Ordered: the rows are those of the source, in its order.
  const source = tableFromIPC(
    readFileSync(new URL('../data/flights-200k.arrow', import.meta.resolve('vega-datasets'))),
  ).slice(0, 5000);
  expect(table.getChild('distance')?.toArray()).toEqual(source.getChild('distance')?.toArray());
  const classes = { early: 0, 'on time': 0, late: 0, 'very late': 0 } as Record<string, number>;
  for (let row = 0; row < table.numRows; row++) {
    const airport = table.getChild('airport_at')?.get(row)?.toJSON();
    const error = table.getChild('airport_at_error')?.get(row)?.toJSON();
    // Every row has either its airport or the reason why not.
    expect((airport === undefined) !== (error === undefined), `row ${row}`).toBe(true);
    if (airport) {
      expect(Math.abs(airport.miles - source.getChild('distance')?.get(row))).toBeLessThan(300);
    } else {
      expect(['udf-threw', 'timeout']).toContain(error.code);
    }
    classes[table.getChild('delay_class')?.get(row)] =
      (classes[table.getChild('delay_class')?.get(row)] ?? 0) + 1;
  }
  expect(Object.values(classes).reduce((a, b) => a + b)).toBe(5000);
  expect(Object.keys(classes)).toHaveLength(4);
});
