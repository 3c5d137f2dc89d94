// The executor beside what a user would run the same rows with. For each kind of function one process in which it is
// the only one, and one in which nine are loaded; one more for the heap. Every case's output is checked before
// anything is timed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@sluice/runtime/executor';
import { BatchGroup, driver, executorOptions } from './batch-group.mjs';
import * as via from './contenders.mjs';
import { allRows, functions } from './functions.mjs';
import { measureHeap } from './heap.mjs';
import { isSteady, machine, measureAsync, median, quantile, ratio, versionOf } from './measure.mjs';

const MAX_IN_FLIGHT = 1000;
const BATCH_ROWS = 2048;
const ROWS = 50 * BATCH_ROWS;
/** What the libraries get that need microseconds a row. */
const FEW_ROWS = ROWS / 4;
const self = fileURLToPath(import.meta.url);

const values = Float64Array.from({ length: ROWS }, (_, i) => ((i * 7919) % 10_007) / 16);
const output = new Float64Array(ROWS);

/** All rows through one executor that lives as long as the process, in batches of `BATCH_ROWS`. */
function sluice(RowsOf, changes) {
  const batches = Array.from({ length: ROWS / BATCH_ROWS }, (_, i) => {
    const [from, to] = [i * BATCH_ROWS, (i + 1) * BATCH_ROWS];
    return { rows: new RowsOf(values.subarray(from, to)), results: output.subarray(from, to) };
  });
  const makeGroup = (i, onLeave) => new BatchGroup(BATCH_ROWS, batches[i].rows, batches[i].results, onLeave);
  const options = executorOptions(MAX_IN_FLIGHT, changes);
  const run = driver(options, systemClock, batches.length, makeGroup);
  return { rows: ROWS, run: () => run().then(() => output) };
}

const bareLoops = {
  'sync-returning': via.bareLoop,
  'already-resolved': via.bareAwait,
  'I/O-like': via.bareAwaitAhead,
};

function casesOf(kind) {
  const { call, plain, withContext, readingSignal } = functions[kind];
  const bare = bareLoops[kind];
  const isPromise = kind !== 'sync-returning';
  const list = Array.from(values);
  const few = list.slice(0, FEW_ROWS);
  const timeoutMs = 30_000;
  return {
    'bare loop': { rows: ROWS, run: () => bare(values, call, output) },
    'Promise.all by 1024': { rows: ROWS, run: () => via.promiseAll(values, call, output) },
    'sluice ordered': sluice(plain, { ordered: true }),
    'sluice unordered': sluice(plain, {}),
    'sluice + deadline': sluice(plain, { timeoutMs }),
    'sluice + deadline, signal unread': sluice(withContext, { timeoutMs }),
    'sluice + deadline, signal read': sluice(readingSignal, { timeoutMs }),
    'p-map': { rows: ROWS, run: () => via.viaPMap(list, call, MAX_IN_FLIGHT) },
    Effect: { rows: FEW_ROWS, run: () => via.viaEffect(few, call, MAX_IN_FLIGHT, isPromise) },
    'Readable.map': { rows: FEW_ROWS, run: () => via.viaReadable(few, call, MAX_IN_FLIGHT) },
    'p-queue': { rows: FEW_ROWS, run: () => via.viaPQueue(few, call, MAX_IN_FLIGHT) },
  };
}

/** Resolvers of calls that never end. */
const hanging = [];
const hang = () => new Promise((resolve) => hanging.push(resolve));

/**
 * Leaves a call in flight with everybody. When garbage is collected V8 drops what it knows of classes that have no
 * instance, and the code that was compiled for them: without this, samples would measure the compiler. It comes
 * first, while V8 does not take notes yet: this call is not one that the code is to be compiled for.
 */
function keepWarm() {
  const row = [0];
  void via.promiseAll(row, hang, row);
  void via.viaPMap(row, hang, 1);
  void via.viaEffect(row, hang, 1, true);
  void via.viaReadable(row, hang, 1);
  void via.viaPQueue(row, hang, 1);
  const group = (_, onLeave) => new BatchGroup(1, { call: hang }, output, onLeave);
  void driver(executorOptions(1), systemClock, 1, group)();
}

/** Cases that are measured again with nine functions loaded. The others do not care. */
const CROWDED = ['bare loop', 'Promise.all by 1024', 'sluice ordered', 'sluice unordered', 'p-map'];

async function check(name, { rows, run }) {
  output.fill(Number.NaN);
  const results = await run();
  for (let i = 0; i < rows; i++) {
    if (results[i] !== values[i] * 2) throw new Error(`${name} gives ${results[i]} in row ${i}`);
  }
}

/** Runs nine functions through executors, as a worker with more than one function has. */
async function crowd() {
  for (const RowsOf of allRows) await sluice(RowsOf, { ordered: true }).run();
}

async function measureOne(kind, crowded) {
  keepWarm();
  if (crowded) await crowd();
  const all = Object.entries(casesOf(kind));
  const cases = Object.fromEntries(crowded ? all.filter(([name]) => CROWDED.includes(name)) : all);
  const group = crowded ? `${kind}, of nine` : kind;
  for (const name of Object.keys(cases)) await check(`${group}: ${name}`, cases[name]);
  const samples = await measureAsync(cases, { budgetMs: crowded ? 8000 : 18_000 });
  for (const name of Object.keys(cases)) {
    print({
      bench: 'executor',
      case: `${group}: ${name}`,
      group,
      rows: cases[name].rows,
      nsPerRow: median(samples[name]),
      p10: quantile(samples[name], 0.1),
      p90: quantile(samples[name], 0.9),
      ratioToFloor: ratio(samples, name, 'bare loop'),
      ratioToPromiseAll: ratio(samples, name, 'Promise.all by 1024'),
      ratioToPeer: ratio(samples, name, 'p-map'),
    });
  }
  for (const { target, ...rest } of targetsOf(kind, crowded, samples)) {
    print({ bench: 'executor', target: `${group}: ${target}`, ...rest });
  }
}

/** What we hold ourselves to. `steady` is false where the rounds disagree and the figure should not be trusted. */
function targetsOf(kind, crowded, samples) {
  const times = (target, unit, limit, a, b) => ({
    target,
    unit,
    limit,
    measured: ratio(samples, a, b),
    steady: isSteady(samples, a, b),
  });
  const modes = ['ordered', 'unordered'];
  if (kind === 'sync-returning') {
    return modes.map((mode) => {
      const own = samples[`sluice ${mode}`];
      const measured = median(own);
      return { target: mode, unit: 'ns/row', limit: 8, measured, steady: measured < 1.3 * Math.min(...own) };
    });
  }
  const targets = [];
  if (kind === 'already-resolved') {
    for (const mode of modes) {
      targets.push(times(mode, '× Promise.all', 2, `sluice ${mode}`, 'Promise.all by 1024'));
      const faster = times(`${mode}, against p-map`, '× faster', 9, 'p-map', `sluice ${mode}`);
      targets.push({ ...faster, atLeast: true });
    }
  }
  if (!crowded) {
    targets.push(times('with a deadline', '× without', 1.3, 'sluice + deadline', 'sluice unordered'));
  }
  return targets;
}

async function measureBytes() {
  const bytes = await measureHeap();
  for (const [name, perCall] of Object.entries(bytes)) {
    print({ bench: 'executor', case: `heap: ${name}`, group: 'heap', bytesPerCall: perCall });
  }
  for (const mode of ['ordered', 'unordered', '+ deadline']) {
    const measured = bytes[`sluice ${mode}`];
    print({ bench: 'executor', target: `heap: ${mode}`, unit: 'B/call', limit: 600, measured, steady: true });
  }
}

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const fixed = (digits) => (value) => value.toFixed(digits);

const timeColumns = [
  { title: 'rows', key: 'rows', width: 8 },
  { title: 'ns/row', key: 'nsPerRow', width: 10, show: fixed(1) },
  { title: 'p10', key: 'p10', width: 9, show: fixed(1) },
  { title: 'p90', key: 'p90', width: 9, show: fixed(1) },
  { title: '× bare loop', key: 'ratioToFloor', width: 13, show: fixed(2) },
  { title: '× Promise.all', key: 'ratioToPromiseAll', width: 15, show: fixed(2) },
  { title: '× p-map', key: 'ratioToPeer', width: 10, show: fixed(3) },
];

const heapColumns = [{ title: 'B/call', key: 'bytesPerCall', width: 10, show: fixed(0) }];

/** Each kind of function in processes of its own, then the heap. Gives tables, targets, and what the machine was. */
export function runExecutor() {
  const kinds = Object.keys(functions);
  const lines = [...kinds.map((kind) => [kind]), ...kinds.map((kind) => [kind, 'crowded']), ['heap']].flatMap(
    (args) => {
      const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', self, ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
        encoding: 'utf8',
      });
      if (status !== 0) process.exit(status ?? 1);
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    },
  );
  const rows = lines.filter((line) => 'case' in line);
  const versions = ['p-map', 'p-queue', 'effect'].map((name) => `${name} ${versionOf(name)}`);
  return {
    title: `Executor, at most ${MAX_IN_FLIGHT} calls in flight, batches of ${BATCH_ROWS} rows`,
    machine: [machine(), ...versions].join(', '),
    tables: [...new Set(rows.map(({ group }) => group))].map((group) => ({
      title: group,
      columns: group === 'heap' ? heapColumns : timeColumns,
      rows: rows.filter((row) => row.group === group),
    })),
    targets: lines.filter((line) => 'target' in line),
  };
}

if (process.argv[1] === self) {
  if (process.argv[2] === 'heap') await measureBytes();
  else await measureOne(process.argv[2], process.argv[3] === 'crowded');
}
