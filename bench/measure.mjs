// How the benchmarks time: interleaved rounds in rotated order, garbage collected before each sample (untimed),
// medians of per-round ratios. The time that the main thread waited for a core is taken off where the kernel tells it.
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MIN_SAMPLE_MS = 20;
const MIN_ROUNDS = 7;
/** An asynchronous sample that waited for a core for more than this share of its time is taken again, at most so often. */
const MAX_WAIT_SHARE = 0.2;
const MAX_RETAKES = 3;

/** Nanoseconds that this thread has waited in the run queue, where the kernel tells. */
function queued() {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]);
  } catch {
    return 0;
  }
}

/**
 * Starts a stopwatch. Reading it gives nanoseconds without those in the run queue, and what share these were. The
 * queue is read inside of what the clock spans: a wait between the two readings must not be taken off twice.
 */
function stopwatch() {
  const start = performance.now();
  const waited = queued();
  return () => {
    const wait = queued() - waited;
    const wall = (performance.now() - start) * 1e6;
    return { elapsed: wall - wait, waitShare: wait / wall };
  };
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
      const read = stopwatch();
      for (let r = 0; r < repeats[name]; r++) cases[name]();
      samples[name].push(read().elapsed / repeats[name] / rows);
    }
  }
  return samples;
}

/**
 * Like `measure`, for cases that end with a promise, which need not have the same number of rows. Keeps to a budget of
 * time on a busy machine: fewer rounds, but at least seven, and samples are taken again only while there is time.
 *
 * @param {Record<string, { rows: number, run: () => unknown }>} cases
 * @returns {Promise<Record<string, number[]>>} name → ns per row of every round
 */
export async function measureAsync(cases, { rounds = 15, budgetMs = 18_000 } = {}) {
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
  const begun = performance.now();
  const spent = () => (performance.now() - begun) / budgetMs;
  for (let round = 0; round < rounds && (round < MIN_ROUNDS || spent() < 1); round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      const { rows, run } = cases[name];
      const done = (round + i / names.length) / MIN_ROUNDS;
      samples[name].push((await sample(run, repeats[name], () => spent() < done)) / repeats[name] / rows);
    }
  }
  return samples;
}

async function sample(run, repeats, mayRetake) {
  for (let retakes = 0; ; retakes++) {
    globalThis.gc?.();
    const read = stopwatch();
    for (let r = 0; r < repeats; r++) await run();
    const { elapsed, waitShare } = read();
    if (waitShare <= MAX_WAIT_SHARE || retakes === MAX_RETAKES || !mayRetake()) return elapsed;
  }
}

/** The value below which the share `q` of the values lies. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

/** Median over the rounds of `a / b`, each pair taken in the same round. */
export const ratio = (samples, a, b) => median(samples[a].map((value, round) => value / samples[b][round]));

/** Whether two ways to put a ratio agree: the median over the rounds, and that of the best rounds. */
export function isSteady(samples, a, b) {
  const best = Math.min(...samples[a]) / Math.min(...samples[b]);
  return Math.abs(Math.log(ratio(samples, a, b) / best)) < Math.log(1.3);
}

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
