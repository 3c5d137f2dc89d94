import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { load, type UdfHandle, type UdfPackage } from '@sluice/runtime';
import { type RecordBatch, Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import { readDataset } from './datasets.js';
import { printErrors, printModes, printRows, progress, type Run } from './report.js';

const BATCH_ROWS = 4096;
const root = new URL('..', import.meta.url);

/** The flights in batches of 4096 rows, as an engine would hand them over. */
function* flights(limit: number): Generator<RecordBatch> {
  for (const batch of tableFromIPC(readDataset('flights-200k.arrow')).slice(0, limit).batches) {
    for (let row = 0; row < batch.numRows; row += BATCH_ROWS) yield batch.slice(row, row + BATCH_ROWS);
  }
}

async function enrich(udfs: UdfPackage, ordered: boolean, limit: number): Promise<Run> {
  const classes: UdfHandle = udfs.udf('delay_class', { columns: { delay: 'delay' } });
  const airports: UdfHandle = udfs.udf('airport_at', { ordered });
  const batches: RecordBatch[] = [];
  const started = performance.now();
  const watch = progress(ordered ? 'ordered' : 'unordered', airports, limit);
  let rows = 0;
  for await (const batch of airports.stream(classes.stream(flights(limit)))) {
    batches.push(batch);
    rows += batch.numRows;
    watch.rows = rows;
  }
  const seconds = (performance.now() - started) / 1000;
  const snapshot = await airports.snapshot();
  await watch.stop();
  await Promise.all([airports.stop(), classes.stop()]);
  return {
    mode: ordered ? 'ordered' : 'unordered',
    rows,
    seconds,
    peakInFlight: watch.peak,
    snapshot,
    batches,
  };
}

async function main(): Promise<void> {
  const limit = Number(process.env['FLIGHTS_ROWS'] ?? 200_000);
  const service = fork(fileURLToPath(new URL('service.js', import.meta.url)));
  const [url] = (await once(service, 'message')) as [string];
  process.env['AIRPORTS_URL'] = url;
  try {
    const udfs = await load(root);
    console.log(`${udfs.manifest.package.name}: ${udfs.manifest.udfs.map((udf) => udf.name).join(', ')}`);
    console.log(`airport service on ${url}: mostly 5–20 ms, 1 % 500 ms, 0.1 % fail, 0.02 % never answer\n`);
    const runs = [await enrich(udfs, false, limit), await enrich(udfs, true, limit)];
    printModes(runs);
    const enriched = new Table(runs[1]?.batches ?? []);
    printRows(enriched);
    printErrors(enriched);
    mkdirSync(new URL('out/', root), { recursive: true });
    const out = new URL('out/flights-enriched.arrow', root);
    writeFileSync(out, tableToIPC(enriched, 'file'));
    console.log(
      `\nWrote ${enriched.numRows} rows to examples/flights/out/flights-enriched.arrow (Arrow IPC file)`,
    );
    await udfs.close();
  } finally {
    service.disconnect();
  }
}

await main();
