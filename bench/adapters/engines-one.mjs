// One process: a signature's adapter beside engines of other kinds, over full batches. One line of JSON.
import { availableParallelism } from 'node:os';
import { isSteady, measureAsync, median, ratio } from '../measure.mjs';
import { columnOf, columnsOf, loadUdf, noErrors, PooledMemory } from './columns.mjs';
import { gatherCrowd } from './crowd.mjs';
import { duckdb } from './duckdb.mjs';
import { quickjs } from './quickjs.mjs';
import { signatures } from './signatures/index.mjs';
import { checkColumn, checkValues, expectedOf } from './verify.mjs';

const ROWS = 65_536;
const { name, timing } = JSON.parse(process.argv[2]);
const signature = signatures[name];
const [kind] = Object.keys(signature.kinds);
await gatherCrowd();
const { udf, model } = await loadUdf(signature.udf);
const columns = columnsOf(signature, kind, ROWS);
const expected = expectedOf(signature, columns);

const args = columns.map((values, at) => columnOf(model.parameters[at], values));
const memory = new PooledMemory();
const run = () => {
  memory.rewind();
  return udf.run(ROWS, args, noErrors, memory);
};
checkColumn('sluice', model.result, run(), expected);

const { inside, calls } = await quickjs(signature, columns);
const engines = {
  duckdb: await duckdb(signature, columns, 1),
  duckdbAllCores: await duckdb(signature, columns, availableParallelism()),
  quickjsLoop: inside,
  quickjsCalls: calls,
};
for (const [engine, { rows, run, valueAt }] of Object.entries(engines)) {
  await run();
  checkValues(engine, valueAt, rows < ROWS ? expected.slice(0, rows) : expected);
}
const samples = await measureAsync({ sluice: { rows: ROWS, run }, ...engines }, timing);
const ratios = Object.keys(engines).map((engine) => [
  engine,
  {
    nsPerRow: median(samples[engine]),
    value: ratio(samples, engine, 'sluice'),
    steady: isSteady(samples, engine, 'sluice'),
  },
]);
const nsPerRow = median(samples.sluice);
console.log(JSON.stringify({ name, kind, nsPerRow, ratios: Object.fromEntries(ratios) }));
process.exit(0); // DuckDB's threads would keep the process
