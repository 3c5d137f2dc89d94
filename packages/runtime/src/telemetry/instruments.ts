import {
  type Attributes,
  type BatchObservableResult,
  type Histogram,
  type Meter,
  type Observable,
  ValueType,
} from '@opentelemetry/api';
import type { HandleSnapshot } from '../worker/protocol.ts';

interface Reading {
  readonly name: string;
  /** Of UCUM; what is counted stands in braces. */
  readonly unit: string;
  readonly description: string;
  readonly valueType?: ValueType;
  read(snapshot: HandleSnapshot): number;
}

const GAUGES: readonly Reading[] = [
  {
    name: 'sluice.calls.running',
    unit: '{call}',
    description: 'Calls that are pending and awaited.',
    read: (snapshot) => snapshot.running,
  },
  {
    name: 'sluice.calls.zombies',
    unit: '{call}',
    description: 'Calls that timed out or were cancelled, are still pending, and hold their slot.',
    read: (snapshot) => snapshot.zombies,
  },
  {
    name: 'sluice.rows.queued',
    unit: '{row}',
    description: 'Rows accepted and not yet started.',
    read: (snapshot) => snapshot.queued,
  },
  {
    name: 'sluice.rows.blocked',
    unit: '{row}',
    description: 'Of the queued rows, those that wait for another row of their key.',
    read: (snapshot) => snapshot.blocked,
  },
  {
    name: 'sluice.rows.backoff',
    unit: '{row}',
    description: 'Rows that wait to be called again.',
    read: (snapshot) => snapshot.backoff,
  },
  {
    name: 'sluice.rows.buffered',
    unit: '{row}',
    description: 'Rows finished whose turn to leave has not come.',
    read: (snapshot) => snapshot.buffered,
  },
  {
    name: 'sluice.rows.oldest_age',
    unit: 's',
    description: 'For how long the oldest batch or row has waited to leave.',
    valueType: ValueType.DOUBLE,
    read: (snapshot) => snapshot.oldestAgeMs / 1000,
  },
  {
    name: 'sluice.cache.entries',
    unit: '{entry}',
    description: 'Results held in the cache.',
    read: (snapshot) => snapshot.cacheEntries,
  },
];

const COUNTERS: readonly Reading[] = [
  {
    name: 'sluice.rows.succeeded',
    unit: '{row}',
    description: 'Rows with a result.',
    read: (snapshot) => snapshot.succeeded,
  },
  {
    name: 'sluice.calls.started',
    unit: '{call}',
    description: 'Attempts: the first of each row, and retries.',
    read: (snapshot) => snapshot.started + snapshot.retries,
  },
  {
    name: 'sluice.calls.retries',
    unit: '{call}',
    description: 'Attempts beyond the first of a row.',
    read: (snapshot) => snapshot.retries,
  },
  {
    name: 'sluice.calls.timeouts',
    unit: '{call}',
    description: 'Last attempts that timed out: each failed its row.',
    read: (snapshot) => snapshot.timeouts,
  },
  {
    name: 'sluice.cache.hits',
    unit: '{row}',
    description: 'Rows whose result was in the cache.',
    read: (snapshot) => snapshot.cacheHits,
  },
];

/** Apart from the other counters: it has a value for each `error.type`. */
const FAILED = {
  name: 'sluice.rows.failed',
  unit: '{row}',
  description: 'Rows that failed, by the code of their error.',
};

/** Seconds: from a lookup in memory to the slowest service that one still waits for. */
const DURATION_BOUNDARIES = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300,
];

/** The instruments of a meter. A meter gives the same ones again when asked again. */
export class Instruments {
  readonly duration: Histogram;
  /** All that one callback observes. */
  readonly observables: Observable[];
  readonly #gauges: readonly (readonly [Observable, Reading])[];
  readonly #counters: readonly (readonly [Observable, Reading])[];
  readonly #failed: Observable;

  constructor(meter: Meter) {
    this.#gauges = GAUGES.map((reading) => [
      meter.createObservableGauge(reading.name, options(reading)),
      reading,
    ]);
    this.#counters = COUNTERS.map((reading) => [
      meter.createObservableCounter(reading.name, options(reading)),
      reading,
    ]);
    this.#failed = meter.createObservableCounter(FAILED.name, options(FAILED));
    this.duration = meter.createHistogram('sluice.row.duration', {
      unit: 's',
      description: 'From the first call of a row to its outcome, retries and their delays included.',
      advice: { explicitBucketBoundaries: DURATION_BOUNDARIES },
    });
    const readings = [...this.#gauges, ...this.#counters];
    this.observables = [...readings.map(([observable]) => observable), this.#failed];
  }

  observe(result: BatchObservableResult, snapshot: HandleSnapshot, attributes: Attributes): void {
    for (const [observable, { read }] of [...this.#gauges, ...this.#counters]) {
      result.observe(observable, read(snapshot), attributes);
    }
    for (const [code, rows] of Object.entries(snapshot.failedByCode)) {
      result.observe(this.#failed, rows, { ...attributes, 'error.type': code });
    }
  }

  /** What is true of a handle that has ended: nothing is in it any more. What it has counted stands. */
  observeEmpty(result: BatchObservableResult, attributes: Attributes): void {
    for (const [observable] of this.#gauges) result.observe(observable, 0, attributes);
  }
}

function options({ unit, description, valueType = ValueType.INT }: Omit<Reading, 'name' | 'read'>) {
  return { unit, description, valueType };
}
