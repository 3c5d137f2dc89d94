// One process: one signature over one kind of data. What it found goes to stdout, a line of JSON a batch size.

import { viewColumns } from '../../packages/runtime/dist/layout/pack-columns.js';
import { viewDistinct } from '../../packages/runtime/dist/layout/pack-distinct.js';
import { callsDistinct, runSync } from '../../packages/runtime/dist/worker/run-sync.js';
import { isSteady, measure, median, quantile, ratio } from '../measure.mjs';
import { columnOf, columnsOf, loadUdf, noErrors, PooledMemory } from './columns.mjs';
import { gatherCrowd } from './crowd.mjs';
import { apacheArrow, flechetteArrays, flechetteAt, floor, has, memcpy, second } from './references.mjs';
import { signatures } from './signatures/index.mjs';
import { dictionaryOf } from './sources.mjs';
import { checkColumn, checkValues, expectedOf } from './verify.mjs';

const CROWDED = 'crowded';

function sluice({ udf, model }, columns) {
  const rows = columns[0].length;
  const args = columns.map((values, at) => columnOf(model.parameters[at], values));
  const memory = new PooledMemory();
  const run = () => {
    memory.rewind();
    return udf.run(rows, args, noErrors, memory);
  };
  run();
  memory.soil();
  return { run };
}

/**
 * A deterministic function of a dictionary, with what the runtime does before and after its adapter: calls for distinct
 * values, results for all rows. Batches share one dictionary, or each comes with its own.
 */
function sluiceDistinct({ udf, model }, columns, sharesDictionary) {
  const array = dictionaryOf(columns[0], 'utf8');
  const [field] = model.parameters;
  const origin = { udf: model.name, path: field.name };
  const known = new WeakMap();
  const run = () => {
    const [part] = array.dictionary;
    const batch = sharesDictionary ? array : { ...array, dictionary: [{ ...part }] };
    const arrays = [{ field, array: batch, origin }];
    // Where no two rows share a value there is nothing to be gained, and the runtime gives the rows as they are.
    const given = viewDistinct(arrays) ?? { columns: viewColumns(arrays) };
    return runSync(udf, model, { rowCount: array.length, ...given }, noErrors, known);
  };
  return { run };
}

/** Name → what is timed, each with its output checked. */
function contenders(signature, loaded, kind, rows, libraries) {
  const columns = columnsOf(signature, kind, rows);
  const expected = expectedOf(signature, columns);
  const { sharesDictionary } = signature.kinds[kind];
  const ours =
    sharesDictionary !== undefined && callsDistinct(loaded.model)
      ? sluiceDistinct(loaded, columns, sharesDictionary)
      : sluice(loaded, columns);
  const result = ours.run();
  checkColumn('sluice', loaded.model.result, result, expected);

  const whole = signature.nullable ? columns : signature.values(rows, signature.kinds[kind]);
  const least = floor(signature, whole);
  const withoutNulls = expectedOf(signature, whole);
  const returned = least.run();
  if (least.checksum === undefined) checkValues('floor', least.valueAt, withoutNulls);
  else if (returned !== checksum(withoutNulls)) throw new Error('floor: its results are wrong');

  const all = { floor: least, sluice: ours, memcpy: memcpy(result) };
  if (signature.second !== undefined) all.second = second(signature, whole);
  for (const [name, make] of Object.entries(libraries)) {
    const library = make(signature, columns);
    checkValues(name, library.valueOf(library.run()), expected);
    all[name] = library;
  }
  return all;
}

/** Of the last character of each text, as the floors that consume their results add them up. */
const checksum = (texts) =>
  texts.reduce(
    (sum, text) => (text === null || text === '' ? sum : sum + text.charCodeAt(text.length - 1)),
    0,
  );

function summary(samples) {
  const peers = Object.keys(samples).filter((name) => name !== 'sluice');
  const inRange = ([name, values]) => [
    name,
    { median: median(values), p10: quantile(values, 0.1), p90: quantile(values, 0.9) },
  ];
  return {
    nsPerRow: Object.fromEntries(Object.entries(samples).map(inRange)),
    /** How many times as long we take, and whether the median and the best rounds agree on it. */
    ratios: Object.fromEntries(
      peers.map((peer) => [
        peer,
        { value: ratio(samples, 'sluice', peer), steady: isSteady(samples, 'sluice', peer) },
      ]),
    ),
  };
}

const { name, kind, state, sizes, timing } = JSON.parse(process.argv[2]);
const signature = signatures[name];
if (state === CROWDED) await gatherCrowd();
const loaded = await loadUdf(signature.udf);
const libraries = {};
if (state === CROWDED && has('arrow', signature)) libraries.arrow = apacheArrow;
if (state === CROWDED && has('flechette', signature))
  Object.assign(libraries, { flechetteAt, flechetteArrays });
for (const rows of sizes) {
  const cases = contenders(signature, loaded, kind, rows, libraries);
  const runs = Object.fromEntries(Object.entries(cases).map(([contender, { run }]) => [contender, run]));
  console.log(JSON.stringify({ name, kind, state, rows, ...summary(measure(runs, rows, timing)) }));
}
