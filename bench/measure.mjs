// How the benchmarks time: interleaved rounds in rotated order, garbage collected before each sample (untimed),
// medians of per-round ratios. The time that the main thread waited for a core is taken off where the kernel tells it.
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MIN_SAMPLE_MS = 20;
const MIN_ROUNDS = 7;
/** A sample that waited for a core for more than this share of its time is taken again, at most so often. */
const MAX_WAIT_SHARE = 0.2;
const MAX_RETAKES = 6;

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
 * Times every case in turn. Samples in which the thread waited for a core for long are taken again, up to a third more.
 * `warmMs`: how long each case runs before all that, so that V8 has compiled what takes less than a microsecond.
 *
 * @param cases name → function that does the work for `rows` rows
 * @returns name → ns per row of every round
 */
export function measure(cases, rows, { rounds = 9, sampleMs = MIN_SAMPLE_MS, warmMs = 0 } = {}) {
  const names = Object.keys(cases);
  const repeats = {};
  for (const name of names) {
    rewarm(cases[name], warmMs);
    repeats[name] = calibrate(cases[name], sampleMs);
  }
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  let retakes = Math.ceil((rounds * names.length) / 3);
  const take = (run, count) => {
    globalThis.gc?.();
    rewarm(run, sampleMs);
    const read = stopwatch();
    for (let r = 0; r < count; r++) run();
    return read();
  };
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      let taken = take(cases[name], repeats[name]);
      for (let again = 0; taken.waitShare > MAX_WAIT_SHARE && again < MAX_RETAKES && retakes > 0; again++) {
        taken = take(cases[name], repeats[name]);
        retakes -= 1;
      }
      samples[name].push(taken.elapsed / repeats[name] / rows);
    }
  }
  return samples;
}

/**
 * Runs the case for so long, untimed, and once at least. Collecting garbage makes V8 forget classes that have no instance at the moment, and
 * drop the code compiled for them. Between two batches there may be none of a contender's; a process that collects at an
 * ordinary pace hardly notices, a sample that begins with it would measure the compiler.
 */
function rewarm(run, ms) {
  const end = performance.now() + ms;
  do run();
  while (performance.now() < end);
}

/** Warms the case, and gives how often it is to run for a sample of that length. */
function calibrate(run, sampleMs) {
  for (let i = 0; i < 3; i++) run();
  for (let repeats = 1; ; repeats *= 4) {
    const start = performance.now();
    for (let r = 0; r < repeats; r++) run();
    const spent = performance.now() - start;
    if (spent >= sampleMs / 4) return Math.max(1, Math.ceil((repeats * sampleMs) / spent));
  }
}

/**
 * Like `measure`, for cases that end with a promise, which need not have the same number of rows. Keeps to a budget of
 * time on a busy machine: fewer rounds, but at least seven, and samples are taken again only while there is time.
 * `rewarmMs`: how long each case runs between the collection of garbage and its sample, see `rewarm`.
 *
 * @param {Record<string, { rows: number, run: () => unknown }>} cases
 * @returns {Promise<Record<string, number[]>>} name → ns per row of every round
 */
export async function measureAsync(cases, { rounds = 15, budgetMs = 18_000, rewarmMs = 0 } = {}) {
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
      samples[name].push(
        (await sample(run, repeats[name], rewarmMs, () => spent() < done)) / repeats[name] / rows,
      );
    }
  }
  return samples;
}

async function sample(run, repeats, rewarmMs, mayRetake) {
  for (let retakes = 0; ; retakes++) {
    globalThis.gc?.();
    for (const end = performance.now() + rewarmMs; performance.now() < end; ) await run();
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

/**
 * The peak RSS of this process, all threads, in MB. Linux keeps in `maxRSS` what the process that started this one had, so
 * the peak of this program alone is read where the kernel tells it.
 */
export function peakRssMb() {
  const status = readIfThere('/proc/self/status') ?? '';
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(status);
  return (peak === null ? process.resourceUsage().maxRSS : Number(peak[1])) / 1024;
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
