// What a batch's way to the bundle's thread and back costs the host: by transferred buffers, as the runtime does it,
// beside structured clone and Arrow IPC; and what the host's thread is busy with while the runtime streams.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { load } from '@sluice/runtime';
import { Table, tableToIPC } from 'apache-arrow';
import { machine, measureAsync, median, ratio } from './measure.mjs';
import { floatBatches } from './stream-batches.mjs';

const ROWS = 1_000_000;
const BATCH_ROWS = 8192;
const STREAM_ROUNDS = 7;

/** Milliseconds for which this thread has had a core; where the kernel does not tell, for which its loop was active. */
function busyMs() {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.eventLoopUtilization().active;
  }
}

/** One batch there and its answer back, by each way. */
async function measureWays() {
  const worker = new Worker(new URL('./crossing-worker.mjs', import.meta.url));
  const [batch] = floatBatches(1, BATCH_ROWS);
  const [a, b] = batch.data.children.map((child) => child.values);
  const payloads = {
    transfer: () => {
      const buffer = new ArrayBuffer(16 * BATCH_ROWS);
      const columns = [new Float64Array(buffer, 0, BATCH_ROWS), new Float64Array(buffer, 8 * BATCH_ROWS)];
      columns[0].set(a);
      columns[1].set(b);
      return [columns, [buffer]];
    },
    clone: () => [[a, b], []],
    'arrow IPC, transferred': () => {
      const bytes = tableToIPC(new Table([batch]));
      return [bytes, [bytes.buffer]];
    },
  };
  const cases = Object.fromEntries(
    Object.entries(payloads).map(([way, make]) => [
      way,
      {
        rows: BATCH_ROWS,
        run: () =>
          new Promise((resolve) => {
            worker.once('message', resolve);
            const [payload, transfer] = make();
            worker.postMessage({ way, payload }, transfer);
          }),
      },
    ]),
  );
  const samples = await measureAsync(cases);
  await worker.terminate();
  return Object.keys(cases).map((way) => ({
    bench: 'crossing',
    case: `round trip, ${way}`,
    nsPerRow: median(samples[way]),
    ratioToTransfer: ratio(samples, way, 'transfer'),
  }));
}

/** The share of the time for which the host's thread is busy while a million rows stream through the runtime. */
async function measureStream(udfs, udf) {
  const shares = [];
  const costs = [];
  for (let round = 0; round <= STREAM_ROUNDS; round++) {
    const batches = [...floatBatches(ROWS, BATCH_ROWS)];
    const before = busyMs();
    const start = performance.now();
    let seen = 0;
    for await (const batch of udfs.udf(udf).stream(batches)) seen += batch.numRows;
    const wall = performance.now() - start;
    const active = busyMs() - before;
    if (seen < ROWS) throw new Error(`${seen} of ${ROWS} rows came back`);
    if (round === 0) continue; // warms up
    shares.push(active / wall);
    costs.push((active * 1e6) / seen);
  }
  return {
    bench: 'crossing',
    case: `stream of 1 M rows, ${udf}`,
    nsPerRow: median(costs),
    hostShare: median(shares),
  };
}

export async function runCrossing() {
  const ways = await measureWays();
  const udfs = await load(new URL('./udfs', import.meta.url));
  const streams = [await measureStream(udfs, 'score'), await measureStream(udfs, 'score_async')];
  await udfs.close();
  const twoDigits = (value) => value.toFixed(2);
  const asyncShare = streams[1].hostShare;
  return {
    title: `Crossing to the bundle's thread, ${BATCH_ROWS} rows of two Float64 columns a batch`,
    machine: machine(),
    tables: [
      {
        columns: [
          { title: 'ns/row', key: 'nsPerRow', width: 10, show: twoDigits },
          { title: '× transfer', key: 'ratioToTransfer', width: 12, show: twoDigits },
        ],
        rows: ways,
      },
      {
        columns: [
          { title: 'host ns/row', key: 'nsPerRow', width: 12, show: twoDigits },
          { title: 'host busy', key: 'hostShare', width: 10, show: twoDigits },
        ],
        rows: streams,
      },
    ],
    targets: [
      {
        target: 'host busy while a million rows stream',
        unit: 'of one core',
        limit: 0.25,
        measured: asyncShare,
        steady: true,
      },
    ],
  };
}
