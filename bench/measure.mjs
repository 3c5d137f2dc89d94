// How the benchmarks time: interleaved rounds in rotated order, garbage collected before each sample (untimed),
// medians of per-round ratios. The time that the main thread waited for a core is taken off where the kernel tells it.
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MIN_SAMPLE_MS = 20;
/** A sample that waited for a core for more than this share of its time is taken again, at most so often. */
const MAX_WAIT_SHARE = 0.2;
const MAX_RETAKES = 3;

/** Nanoseconds that this thread has waited in the run queue. */
function queued() {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]);
  } catch {
    return 0;
  }
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * Times every case in turn.
 *
 * @param cases name → function that does the work for `rows` rows
 * @returns name → ns per row of every round
 */
export function measure(cases, rows, rounds = 9) {
  const names = Object.keys(cases);
  const repeats = {};
  for (const name of names) {
    for (let i = 0; i < 3; i++) cases[name]();
    const start = performance.now();
    cases[name]();
    repeats[name] = Math.max(1, Math.ceil(MIN_SAMPLE_MS / Math.max(performance.now() - start, 1e-3)));
  }
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      globalThis.gc?.();
      const waited = queued();
      const start = performance.now();
      for (let r = 0; r < repeats[name]; r++) cases[name]();
      const elapsed = (performance.now() - start) * 1e6 - (queued() - waited);
      samples[name].push(elapsed / repeats[name] / rows);
    }
  }
  return samples;
}

/**
 * Like `measure`, for cases that end with a promise. Cases need not have the same number of rows; cheap ones are
 * repeated until a sample lasts long enough.
 *
 * @param {Record<string, { rows: number, run: () => unknown }>} cases
 * @returns {Promise<Record<string, number[]>>} name → ns per row of every round
 */
export async function measureAsync(cases, rounds = 9) {
  const names = Object.keys(cases);
  const repeats = {};
  for (const name of names) {
    const { run } = cases[name];
    for (let i = 0; i < 2; i++) await run();
    const start = performance.now();
    await run();
    repeats[name] = Math.max(1, Math.ceil(MIN_SAMPLE_MS / Math.max(performance.now() - start, 1e-3)));
  }
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      const { rows, run } = cases[name];
      samples[name].push((await sample(run, repeats[name])) / repeats[name] / rows);
    }
  }
  return samples;
}

async function sample(run, repeats) {
  for (let retakes = 0; ; retakes++) {
    globalThis.gc?.();
    const waited = queued();
    const start = performance.now();
    for (let r = 0; r < repeats; r++) await run();
    const wall = (performance.now() - start) * 1e6;
    const wait = queued() - waited;
    if (wait <= wall * MAX_WAIT_SHARE || retakes === MAX_RETAKES) return wall - wait;
  }
}

/** The value below which the share `q` of the values lies. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

/** Median over the rounds of `a / b`, each pair taken in the same round. */
export const ratio = (samples, a, b) => median(samples[a].map((value, round) => value / samples[b][round]));

export function machine() {
  return `Node ${process.versions.node}, V8 ${process.versions.v8}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}`;
}

/** The installed version of a package that this one depends on. */
export function versionOf(name) {
  for (let folder = dirname(fileURLToPath(import.meta.resolve(name))); ; folder = dirname(folder)) {
    const text = readIfThere(join(folder, 'package.json'));
    if (text !== undefined && JSON.parse(text).name === name) return JSON.parse(text).version;
    if (folder === dirname(folder)) throw new Error(`no package.json of ${name} above its entry`);
  }
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
