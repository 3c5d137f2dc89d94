// Peak memory, a process a case. Long streams: 10 million rows against 1 million, and a million failing rows. Kernels: 10
// million rows against Node by itself.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { load } from '@sluice/runtime';
import { machine, peakRssMb } from './measure.mjs';
import { floatBatches } from './stream-batches.mjs';

const self = fileURLToPath(import.meta.url);
const BATCH_ROWS = 8192;

const cases = {
  'sync f64': { udf: 'score' },
  'async f64': { udf: 'score_async' },
  'async f64, ordered': { udf: 'score_async', options: { ordered: true } },
  'async, every row fails': { udf: 'fails', options: { onError: 'capture' } },
};

async function run(name, rows) {
  const { udf, options } = cases[name];
  const udfs = await load(new URL('./udfs', import.meta.url));
  let seen = 0;
  for await (const batch of udfs.udf(udf, options).stream(floatBatches(rows, BATCH_ROWS)))
    seen += batch.numRows;
  await udfs.close();
  if (seen < rows) throw new Error(`${seen} of ${rows} rows came back`);
  process.stdout.write(String(peakRssMb()));
}

const peakMb = (name, rows) => peakOf(self, [name, String(rows)]);

/** What a process says on stdout that its peak was. */
function peakOf(script, args) {
  const { stdout, status } = spawnSync(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) process.exit(status ?? 1);
  return Number(stdout);
}

/** Most that a process may have at its peak above Node by itself, in MB, by the type of the result. */
const kernelLimits = { f64: 16, utf8: 32 };
const kernelCases = ['pooled', 'fresh', 'apache-arrow'];

function kernelPeakMb(name, kind = '') {
  const script = fileURLToPath(new URL('./kernel-memory.mjs', import.meta.url));
  return peakOf(script, [name, kind]);
}

function kernelMemory() {
  const bareMb = kernelPeakMb('bare Node');
  const rows = Object.keys(kernelLimits).flatMap((kind) =>
    kernelCases.map((name) => {
      const peakMb = kernelPeakMb(name, kind);
      return { bench: 'memory', case: `${kind}, ${name}`, kind, name, peakMb, aboveMb: peakMb - bareMb };
    }),
  );
  const targets = rows
    .filter(({ name }) => name === 'pooled')
    .map(({ kind, aboveMb }) => ({
      bench: 'memory',
      target: `${kind} kernel, 10 M rows, pooled output`,
      unit: 'MB above Node',
      limit: kernelLimits[kind],
      measured: aboveMb,
      steady: true,
    }));
  const title = `kernels, 153 batches of 65536 (Node ${bareMb.toFixed(1)})`;
  return { table: { title, columns: ['peakMb', 'aboveMb'], rows }, targets };
}

export function runMemory() {
  const rows = Object.keys(cases).map((name) => {
    const failing = name.includes('fails');
    const base = peakMb(name, failing ? 100_000 : 1_000_000);
    const long = peakMb(name, failing ? 1_000_000 : 10_000_000);
    return { bench: 'memory', case: name, baseMb: base, longMb: long, growthMb: long - base, targetMb: 100 };
  });
  const kernels = kernelMemory();
  return {
    title: 'Peak RSS of streams: 10 M rows against 1 M (failing rows: 1 M against 100 k), 8192 rows a batch',
    tables: [
      { title: 'streams', columns: ['baseMb', 'longMb', 'growthMb', 'targetMb'], rows },
      kernels.table,
    ],
    targets: kernels.targets,
    machine: machine(),
  };
}

if (process.argv[1] === self) await run(process.argv[2], Number(process.argv[3]));
