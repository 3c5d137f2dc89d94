// What a call in flight keeps on the heap beyond the promise that the function itself has made.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '@sluice/runtime/executor';
import pMap from 'p-map';
import { BatchGroup, driver, executorOptions } from './batch-group.mjs';
import { median } from './measure.mjs';

/** So many at once, to stand out from what else is on the heap. Each has its own `CALLS`, as in real use. */
const INSTANCES = 20;
const CALLS = 1000;
const REPEATS = 7;

/** The calls that are open. Made before anything is weighed. */
const resolvers = new Array(INSTANCES * CALLS);
let opened = 0;

function hang() {
  return new Promise((resolve) => {
    resolvers[opened++] = resolve;
  });
}

class Rows {
  call() {
    return hang();
  }
}

class RowsReadingSignal {
  call(_row, context) {
    return context.signal.aborted ? null : hang();
  }
}

const outputs = Array.from({ length: INSTANCES }, () => new Float64Array(CALLS));

function viaSluice(RowsOf, changes) {
  const rows = new RowsOf();
  return (instance) => {
    const group = (_, onLeave) => new BatchGroup(CALLS, rows, outputs[instance], onLeave);
    return driver(executorOptions(CALLS, changes), systemClock, 1, group)();
  };
}

const inputs = Array.from({ length: CALLS }, (_, i) => i);
const timeoutMs = 600_000;

/** Each starts `CALLS` calls and gives a promise for the end of all of them. */
const cases = {
  'Promise.all': () => Promise.all(inputs.map(hang)),
  'p-map': () => pMap(inputs, hang, { concurrency: CALLS }),
  'sluice ordered': viaSluice(Rows, { ordered: true }),
  'sluice unordered': viaSluice(Rows, {}),
  'sluice + deadline': viaSluice(Rows, { timeoutMs }),
  'sluice + deadline, signal read': viaSluice(RowsReadingSignal, { timeoutMs }),
};

function hangAlone() {
  for (let i = 0; i < CALLS; i++) hang();
}

/** Bytes that a call keeps, its own promise and all. */
async function weigh(start) {
  const before = await held();
  const ends = [];
  for (let instance = 0; instance < INSTANCES; instance++) ends.push(start(instance));
  // Not all of them may start in one turn of the event loop.
  for (let turn = 0; opened < INSTANCES * CALLS && turn < 1000; turn++) await nextTurn();
  if (opened !== INSTANCES * CALLS) throw new Error(`${opened} calls are open`);
  const bytes = (await held()) - before;
  for (let i = 0; i < opened; i++) {
    resolvers[i](i);
    resolvers[i] = undefined;
  }
  opened = 0;
  await Promise.all(ends);
  return bytes / (INSTANCES * CALLS);
}

async function held() {
  for (let i = 0; i < 2; i++) {
    await nextTurn();
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** @returns {Promise<Record<string, number>>} name → bytes per call in flight, medians */
export async function measureHeap() {
  const own = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const promise = await weigh(hangAlone);
    for (const name of Object.keys(cases)) own[name].push((await weigh(cases[name])) - promise);
  }
  return Object.fromEntries(Object.entries(own).map(([name, bytes]) => [name, median(bytes)]));
}
