// Peak memory of long streams: 10 million rows against 1 million, and a million failing rows. A process a case.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { load } from '@sluice/runtime';
import { machine } from './measure.mjs';
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
  // maxRSS is the peak of the whole process, both threads: kilobytes.
  process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
}

function peakMb(name, rows) {
  const { stdout, status } = spawnSync(process.execPath, [self, name, String(rows)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) process.exit(status ?? 1);
  return Number(stdout);
}

export function runMemory() {
  const rows = Object.keys(cases).map((name) => {
    const failing = name.includes('fails');
    const base = peakMb(name, failing ? 100_000 : 1_000_000);
    const long = peakMb(name, failing ? 1_000_000 : 10_000_000);
    return { bench: 'memory', case: name, baseMb: base, longMb: long, growthMb: long - base, targetMb: 100 };
  });
  return {
    title: 'Peak RSS: 10 M rows against 1 M (failing rows: 1 M against 100 k), 8192 rows a batch',
    columns: ['baseMb', 'longMb', 'growthMb', 'targetMb'],
    rows,
    machine: machine(),
  };
}

if (process.argv[1] === self) await run(process.argv[2], Number(process.argv[3]));
