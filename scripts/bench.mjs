// pnpm bench [name …] [--json]: measures, in one run, beside what a user would use instead. Read the ratios.
// pnpm bench codegen [--quick]: few rounds.
// pnpm bench adapters [signature | imports | ipc | engines …] [--quick]: parts of it; few and short samples.
import { join } from 'node:path';
import { build, ensureInstalled, mustRun, root } from './lib.mjs';

const json = process.argv.includes('--json');
const quick = process.argv.includes('--quick');
const words = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
// What follows `adapters` are parts of it, of which it knows the names.
const names = words[0] === 'adapters' ? ['adapters'] : words;

ensureInstalled();
build();

/** Builds the functions that the benches run. */
function buildUdfs() {
  const sluice = join(root, 'packages', 'codegen', 'dist', 'cli', 'main.js');
  mustRun(process.execPath, [sluice, 'build', join(root, 'bench', 'udfs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/**
 * Each gives `{ title, machine, tables: [{ title?, columns, rows }], targets? }`, or `rows` and `columns` for one
 * table. A column is `{ title, key, width, show? }`, or the key alone; by default there are those that most have.
 */
const benches = {
  adapters: async () => {
    buildUdfs();
    return (await import('../bench/adapters.mjs')).runAdapters({ selected: words.slice(1), quick });
  },
  codegen: async () => (await import('../bench/codegen.mjs')).runCodegen({ quick }),
  executor: async () => (await import('../bench/executor.mjs')).runExecutor(),
  tail: async () => (await import('../bench/tail.mjs')).runTail(),
  crossing: async () => {
    buildUdfs();
    return (await import('../bench/crossing.mjs')).runCrossing();
  },
  memory: async () => {
    buildUdfs();
    return (await import('../bench/memory.mjs')).runMemory();
  },
};
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

const twoDigits = (value) => (typeof value === 'number' ? value.toFixed(2) : String(value));
const usualColumns = [
  { title: 'ns/row', key: 'nsPerRow', width: 10, show: twoDigits },
  { title: '× floor', key: 'ratioToFloor', width: 10, show: twoDigits },
  { title: '× apache-arrow', key: 'ratioToPeer', width: 16, show: twoDigits },
];

function printTable({ title = 'case', columns: wanted, rows }) {
  const columns = wanted.map((column) =>
    typeof column === 'string'
      ? { title: column, key: column, width: column.length + 4, show: twoDigits }
      : column,
  );
  const label = (row) => row.case.replace(`${title}: `, '');
  const width = Math.max(32, title.length + 2, ...rows.map((row) => label(row).length + 2));
  const line = (first, cells) =>
    console.log(first.padEnd(width) + cells.map((cell, i) => cell.padStart(columns[i].width)).join(''));
  console.log();
  line(
    title,
    columns.map(({ title }) => title),
  );
  for (const row of rows) {
    line(
      label(row),
      columns.map(({ key, show = String }) => (row[key] === undefined ? '–' : show(row[key]))),
    );
  }
}

/** `{ target, unit, limit, measured, atLeast?, steady }` as a line, with how far it is off. */
function printTarget({ target, unit, limit, measured, atLeast = false, steady }) {
  const met = atLeast ? measured >= limit : measured <= limit;
  const off = (Math.abs(measured - limit) / limit) * 100;
  const verdict = met ? 'met' : `missed by ${off.toFixed(0)} %`;
  const cells = [`${atLeast ? '≥' : '≤'} ${limit}`.padStart(10), measured.toFixed(2).padStart(10)];
  console.log(
    `${target.padEnd(56)}${cells.join('')}  ${unit.padEnd(28)}${verdict}${steady ? '' : ' (unsteady)'}`,
  );
}

for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const {
    title,
    rows,
    machine,
    columns = usualColumns,
    tables = [{ columns, rows }],
    targets = [],
  } = await benches[name]();
  if (json) {
    for (const line of [...tables.flatMap((table) => table.rows), ...targets])
      console.log(JSON.stringify(line));
    continue;
  }
  console.log(`\n${title}\n${machine}`);
  for (const table of tables) printTable(table);
  if (targets.length === 0) continue;
  console.log(`\n${'target'.padEnd(56)}${'limit'.padStart(10)}${'measured'.padStart(10)}`);
  for (const target of targets) printTarget(target);
}
