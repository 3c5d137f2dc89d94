import { systemClock } from '@sluice/runtime/executor';
import { BatchGroup, driver, executorOptions } from './batch-group.mjs';
import { bareAwait, bareLoop, promiseAll, viaEffect, viaPMap, viaPQueue, viaReadable } from './contenders.mjs';
import { functions } from './functions.mjs';
import { measureAsync, median } from './measure.mjs';
const C = 1000, BATCH_ROWS = 2048, ROWS = 50 * BATCH_ROWS, FEW = ROWS / 4;
const values = Float64Array.from({ length: ROWS }, (_, i) => ((i * 7919) % 10_007) / 16);
const list = Array.from(values);
const few = list.slice(0, FEW);
const out = new Float64Array(ROWS);
const fname = process.argv[2]; const only = process.argv[3];
const { call, plain, withContext, readingSignal } = functions[fname];
const sync = fname === 'sync-returning';
function ours(Rows, changes) {
  const starts = Array.from({ length: ROWS / BATCH_ROWS }, (_, i) => i * BATCH_ROWS);
  const rows = starts.map((s) => new Rows(values.subarray(s, s + BATCH_ROWS)));
  const outs = starts.map((s) => out.subarray(s, s + BATCH_ROWS));
  const go = driver(executorOptions(C, changes), systemClock, starts.length, (i, onLeave) => new BatchGroup(BATCH_ROWS, rows[i], outs[i], onLeave));
  return { rows: ROWS, run: async () => { await go(); return out; } };
}
const D = { timeoutMs: 30000 };
const cases = {
  'bare loop': { rows: ROWS, run: () => sync ? bareLoop(values, call, out) : bareAwait(values, call, out) },
  'Promise.all': { rows: ROWS, run: () => promiseAll(values, call, out) },
  'p-map': { rows: ROWS, run: () => viaPMap(list, call, C) },
  'Readable.map': { rows: FEW, run: () => viaReadable(few, call, C) },
  'p-queue': { rows: FEW, run: () => viaPQueue(few, call, C) },
  'Effect': { rows: FEW, run: () => viaEffect(few, call, C, !sync) },
  'ordered': ours(plain, { ordered: true }),
  'unordered': ours(plain, {}),
  'deadline': ours(plain, D),
  'dl+unread': ours(withContext, D),
  'dl+read': ours(readingSignal, D),
};
for (const n of Object.keys(cases)) if (only && !n.includes(only)) delete cases[n];
for (const [n, c] of Object.entries(cases)) { out.fill(0); const r = await c.run(); for (let i = 0; i < c.rows; i++) if (r[i] !== values[i] * 2) throw new Error(n + i); }
const t = performance.now();
const s = await measureAsync(cases);
for (const n of Object.keys(cases)) console.log(n.padEnd(14), median(s[n]).toFixed(1), Math.min(...s[n]).toFixed(1), Math.max(...s[n]).toFixed(1));
console.log((performance.now() - t) / 1000);
