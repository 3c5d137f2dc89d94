// pnpm bench [name …] [--json]: measures, in one run, beside what a user would use instead. Read the ratios.
import { join } from 'node:path';
import { build, ensureInstalled, mustRun, root } from './lib.mjs';

const json = process.argv.includes('--json');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

ensureInstalled();
build();
const sluice = join(root, 'packages', 'codegen', 'dist', 'cli', 'main.js');
mustRun(process.execPath, [sluice, 'build', join(root, 'bench', 'udfs')], {
  stdio: ['ignore', 'ignore', 'inherit'],
});

const benches = {
  adapters: async () => (await import('../bench/adapters.mjs')).runAdapters(),
};
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const { title, rows, machine } = await benches[name]();
  if (json) {
    for (const row of rows) console.log(JSON.stringify(row));
    continue;
  }
  console.log(`\n${title}\n${machine}\n`);
  const cell = (value, width) => String(value).padStart(width);
  console.log(`${'case'.padEnd(32)}${cell('ns/row', 10)}${cell('× floor', 10)}${cell('× apache-arrow', 16)}`);
  for (const row of rows) {
    const figures = [row.nsPerRow, row.ratioToFloor, row.ratioToPeer].map((value) => value.toFixed(2));
    console.log(
      `${row.case.padEnd(32)}${cell(figures[0], 10)}${cell(figures[1], 10)}${cell(figures[2], 16)}`,
    );
  }
}
