// One process: one layout of text brought to the one that adapters read. A line of JSON.
import { isDeepStrictEqual } from 'node:util';
import { viewColumns } from '../../packages/runtime/dist/layout/pack-columns.js';
import { isSteady, measure, median, quantile, ratio } from '../measure.mjs';
import { fresh } from './fresh.mjs';
import { apacheArrow, flechetteArrays, flechetteAt, has, memcpy } from './references.mjs';
import { imports } from './signatures/imports.mjs';
import { checkColumn, checkValues } from './verify.mjs';

const ROWS = 65_536;
const { name, timing } = JSON.parse(process.argv[2]);
const { field, values: makeValues, source: makeSource, byHand, type, result } = imports[name];
const values = makeValues(ROWS);

/** So that nothing is fast for having seen one layout only. */
for (const other of Object.values(imports)) {
  const some = other.source(other.values(2048), other.field.type.kind);
  const bound = [{ field: other.field, array: some, origin: { udf: 'bench', path: 'other' } }];
  for (let turn = 0; turn < 100; turn++) viewColumns(bound);
}

const array = makeSource(values, field.type.kind);
const bound = [{ field, array, origin: { udf: 'bench', path: 'text' } }];
const column = viewColumns(bound)[0];
checkColumn(name, field, column, values);

const args = byHand.inputs(array);
const out = { bytes: new Uint8Array(column.offsets[ROWS]), offsets: new Int32Array(ROWS + 1) };
args.push(out.bytes, out.offsets);
const loop = fresh(byHand.loop);
loop(...args);
if (!isDeepStrictEqual(out.offsets, column.offsets.slice(0, ROWS + 1)))
  throw new Error('floor: its offsets are wrong');
checkValues('floor', (at) => out.bytes[at], column.values.slice(0, out.bytes.length));

const cases = {
  floor: () => loop(...args),
  sluice: () => viewColumns(bound)[0],
  memcpy: memcpy({ ...column, values: out.bytes, offsets: out.offsets }).run,
};
/** The libraries' row paths from the one layout to the other. */
const signature = { f: (value) => value, parameters: [type], result };
const libraries = {};
if (has('arrow', signature)) libraries.arrow = apacheArrow;
if (has('flechette', signature)) Object.assign(libraries, { flechetteAt, flechetteArrays });
for (const [library, make] of Object.entries(libraries)) {
  const contender = make(signature, [values]);
  checkValues(library, contender.valueOf(contender.run()), values);
  cases[library] = contender.run;
}

const samples = measure(cases, ROWS, timing);
const ratios = Object.keys(cases)
  .filter((peer) => peer !== 'sluice')
  .map((peer) => [
    peer,
    { value: ratio(samples, 'sluice', peer), steady: isSteady(samples, 'sluice', peer) },
  ]);
const nsPerRow = {
  sluice: {
    median: median(samples.sluice),
    p10: quantile(samples.sluice, 0.1),
    p90: quantile(samples.sluice, 0.9),
  },
};
console.log(
  JSON.stringify({
    name,
    kind: name,
    rows: ROWS,
    state: 'crowded',
    nsPerRow,
    ratios: Object.fromEntries(ratios),
  }),
);
