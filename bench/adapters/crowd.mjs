// A process that serves a package has had more than one function in it. Shared code that has seen one signature only
// looks fast, ours and the libraries' alike.

import { columnOf, loadUdf, noErrors, PooledMemory } from './columns.mjs';
import { booleans, floats, instants, integers, longs, texts } from './data.mjs';
import { apacheArrow, flechetteArrays, flechetteAt } from './references.mjs';
import { binary, bool, f32, f64, i32, i64, timestampUs, utf8 } from './types.mjs';

const ROWS = 2048;
const bytes = (rows, seed) => texts(rows, seed).map((text) => new Uint8Array(Buffer.from(text)));

/** Functions of bench/udfs/src/crowd.ts: eight, over eight types. */
const crowd = [
  { udf: 'half', f: (a) => a / 2, parameters: [f64], result: f64, data: [floats] },
  { udf: 'add_ints', f: (a, b) => (a + b) | 0, parameters: [i32, i32], result: i32, data: [small, small] },
  { udf: 'add_longs', f: (a, b) => a + b, parameters: [i64, i64], result: i64, data: [wide, wide] },
  { udf: 'scale', f: (a, b) => a * b, parameters: [f32, f64], result: f64, data: [floats, floats] },
  { udf: 'both', f: (a, b) => a && b, parameters: [bool, bool], result: bool, data: [booleans, booleans] },
  {
    udf: 'trunc',
    f: (at) => at - (at % 1_000_000n),
    peer: (at) => at - (at % 1000),
    parameters: [timestampUs],
    result: timestampUs,
    data: [instants],
  },
  { udf: 'tag', f: (text) => `id:${text}`, parameters: [utf8], result: utf8, data: [mixedTexts] },
  { udf: 'size', f: (bytes) => bytes.length, parameters: [binary], result: i32, data: [bytes] },
];

function small(rows, seed) {
  return integers(rows, seed, 1000);
}

function wide(rows, seed) {
  return longs(rows, seed, 1e12);
}

function mixedTexts(rows, seed) {
  return texts(rows, seed, 'non-ascii');
}

/** Runs them all, until V8 has compiled them, through the adapters and through the libraries that stand beside. */
export async function gatherCrowd() {
  for (const member of crowd) {
    const { udf, model } = await loadUdf(member.udf);
    const columns = member.data.map((make, at) => make(ROWS, at + 1));
    const args = columns.map((values, at) => columnOf(model.parameters[at], values));
    const memory = new PooledMemory();
    for (let turn = 0; turn < 200; turn++) {
      memory.rewind();
      udf.run(ROWS, args, noErrors, memory);
    }
    for (const library of [apacheArrow, flechetteAt, flechetteArrays]) {
      const { run } = library(member, columns);
      for (let turn = 0; turn < 5; turn++) run();
    }
  }
}
