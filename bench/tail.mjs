// Tail latency in ordered mode: most calls are quick, a few are slow, and results wait for the slow ones before them.
// What share of the throughput that C calls in flight allow is left, by window?
import { setTimeout as sleep } from 'node:timers/promises';
import { Executor, systemClock } from '@sluice/runtime/executor';
import { BatchGroup, executorOptions } from './batch-group.mjs';
import { machine } from './measure.mjs';
import { VirtualTime } from './virtual-time.mjs';

const QUICK_MS = 20;
const SLOW_MS = 1000;
const SLOW_SHARE = 0.01;
const BATCH_ROWS = 1024;
const TARGET = 85;

/** Mulberry32: the same numbers in every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const virtual = () => {
  const time = new VirtualTime();
  return { clock: time, after: (ms, fn) => time.after(ms, fn), until: (ms) => time.run(ms) };
};

const real = () => {
  const start = systemClock.now();
  const until = (ms) => sleep(Math.max(0, ms - (systemClock.now() - start)));
  return {
    clock: { ...systemClock, now: () => systemClock.now() - start },
    after: systemClock.setTimer,
    until,
  };
};

/**
 * An endless input through one executor. Nothing counts before `warmMs`, when all windows have long filled, nor after
 * `endMs`, when there is still input: what is counted is the steady state.
 */
async function simulate({ world, inFlight, windowRows, ordered, groupRows, warmMs, endMs }) {
  const { clock, after, until } = world;
  const chance = random(1);
  const counts = () => clock.now() > warmMs && clock.now() <= endMs;
  let calls = 0;
  let settled = 0;
  let latencyMs = 0;
  /** Gives the row's number once its latency is over. */
  const ask = (id) => {
    // The first calls end one by one, or whole crowds of calls would keep step for ever.
    const first = calls++ < inFlight;
    const ms = first ? QUICK_MS * chance() : chance() < SLOW_SHARE ? SLOW_MS : QUICK_MS;
    const askedAt = clock.now();
    return new Promise((resolve) => {
      after(ms, () => {
        if (counts()) {
          settled++;
          latencyMs += clock.now() - askedAt;
        }
        resolve(id);
      });
    });
  };

  let groups = 0;
  let groupsLeft = 0;
  let rowsLeft = 0;
  const nextGroup = () => {
    const group = groups++;
    const first = group * groupRows;
    const output = new Float64Array(groupRows).fill(Number.NaN);
    const onLeave = () => {
      if (ordered && group !== groupsLeft) throw new Error(`group ${group} leaves as number ${groupsLeft}`);
      if (output.some((id, row) => id !== first + row)) throw new Error(`group ${group} has wrong results`);
      groupsLeft++;
      if (counts()) rowsLeft += groupRows;
    };
    return new BatchGroup(groupRows, { call: (row) => ask(first + row) }, output, onLeave);
  };
  const feed = () => {
    while (stream.accepts && clock.now() <= endMs) stream.submit(nextGroup());
  };
  const executor = new Executor(executorOptions(inFlight, { windowRows, timeoutMs: 5000 }), clock);
  const stream = executor.open({ ordered, onAccept: feed });
  feed();
  await until(endMs);
  // What is left goes on without input; that nothing is missing at the end is checked, not counted.
  const drained = stream.drain();
  await until(endMs + 10 * SLOW_MS);
  await drained;
  if (groupsLeft !== groups) throw new Error(`${groups - groupsLeft} groups have not left`);

  const meanMs = latencyMs / settled;
  const ideal = inFlight / meanMs;
  return { rowsLeft, meanMs, share: (100 * rowsLeft) / (endMs - warmMs) / ideal };
}

async function measure(name, options, target) {
  const { rowsLeft, meanMs, share } = await simulate({ warmMs: 5000, ordered: true, ...options });
  const row = {
    bench: 'tail',
    case: name,
    rows: rowsLeft,
    seconds: (options.endMs - (options.warmMs ?? 5000)) / 1000,
    meanMs,
    sharePercent: share,
  };
  const targets = target
    ? [{ bench: 'tail', target: name, unit: '% of ideal', limit: TARGET, measured: share, atLeast: true }]
    : [];
  return { row, targets };
}

const columns = [
  { title: 'rows', key: 'rows', width: 10 },
  { title: 'seconds', key: 'seconds', width: 10 },
  { title: 'mean ms', key: 'meanMs', width: 10, show: (ms) => ms.toFixed(2) },
  { title: '% of ideal', key: 'sharePercent', width: 13, show: (share) => share.toFixed(1) },
];

/** Gives a table, targets, and what the machine was. */
export async function runTail() {
  const results = [];
  for (const [inFlight, seconds] of [
    [100, 150],
    [1000, 30],
  ]) {
    for (const groupRows of [1, BATCH_ROWS]) {
      const source = groupRows === 1 ? 'row by row' : `batches of ${groupRows}`;
      for (const [window, windowRows, ordered] of [
        ['W = C', inFlight, true],
        ['W = 64 C', 64 * inFlight, true],
        ['unordered, W = 64 C', 64 * inFlight, false],
      ]) {
        if (!ordered && groupRows > 1) continue;
        const options = { world: virtual(), inFlight, windowRows, ordered, groupRows };
        const name = `C = ${inFlight}, ${source}, ${window}`;
        const isDefault = ordered && windowRows > inFlight;
        results.push(await measure(name, { ...options, endMs: 5000 + 1000 * seconds }, isDefault));
      }
    }
  }
  const check = { world: real(), inFlight: 100, windowRows: 6400, groupRows: 1, warmMs: 3000, endMs: 12_000 };
  results.push(await measure('C = 100, row by row, W = 64 C, real clock', check, false));
  return {
    title: `Tail, ordered: ${QUICK_MS} ms, ${100 * SLOW_SHARE} % of calls ${SLOW_MS} ms; ideal = C / mean latency; virtual clock`,
    machine: machine(),
    tables: [{ columns, rows: results.map(({ row }) => row) }],
    targets: results.flatMap(({ targets }) => targets.map((target) => ({ ...target, steady: true }))),
  };
}
