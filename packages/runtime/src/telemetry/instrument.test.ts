import { readFileSync } from 'node:fs';
import { type DiagLogger, diag, metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type HistogramMetricData,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { SluiceError } from '@sluice/sdk';
import { afterEach, expect, it, vi } from 'vitest';
import type { HandleSnapshot } from '../worker/protocol.ts';
import { instrument } from './instrument.ts';
import { Collector } from './testing/collector.ts';
import { FakeHandle, IDLE } from './testing/fake-handle.ts';

const BUSY: HandleSnapshot = {
  inFlight: 9,
  running: 7,
  zombies: 2,
  queued: 40,
  blocked: 11,
  longestKeyQueue: 6,
  backoff: 3,
  buffered: 5,
  started: 100,
  retries: 8,
  succeeded: 80,
  failed: 6,
  timeouts: 4,
  failedByCode: { timeout: 4, 'udf-threw': 2 },
  cacheHits: 21,
  cacheEntries: 13,
  oldestAgeMs: 1500,
};

const CITY = { 'sluice.udf': 'city' };

function diagnostics() {
  const logger = { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn(), verbose: vi.fn() };
  diag.setLogger(logger satisfies DiagLogger);
  logger.debug.mockClear();
  return logger;
}

function kindOf(metric: MetricData): string {
  if (metric.dataPointType === DataPointType.SUM) return metric.isMonotonic ? 'counter' : 'up-down counter';
  return metric.dataPointType === DataPointType.GAUGE ? 'gauge' : 'histogram';
}

afterEach(() => {
  diag.disable();
  metrics.disable();
});

it('observes every field of a snapshot under the name of the function', async () => {
  const collector = new Collector();
  instrument(new FakeHandle('city', BUSY), { meter: collector.meter });
  expect(await collector.values()).toEqual({
    'sluice.calls.running': [[7, CITY]],
    'sluice.calls.zombies': [[2, CITY]],
    'sluice.rows.queued': [[40, CITY]],
    'sluice.rows.blocked': [[11, CITY]],
    'sluice.rows.backoff': [[3, CITY]],
    'sluice.rows.buffered': [[5, CITY]],
    'sluice.rows.oldest_age': [[1.5, CITY]],
    'sluice.cache.entries': [[13, CITY]],
    'sluice.rows.succeeded': [[80, CITY]],
    'sluice.rows.failed': [
      [4, { ...CITY, 'error.type': 'timeout' }],
      [2, { ...CITY, 'error.type': 'udf-threw' }],
    ],
    'sluice.calls.started': [[108, CITY]],
    'sluice.calls.retries': [[8, CITY]],
    'sluice.calls.timeouts': [[4, CITY]],
    'sluice.cache.hits': [[21, CITY]],
  });
});

it('gives every instrument its kind and unit', async () => {
  const collector = new Collector();
  const handle = new FakeHandle('city', BUSY);
  instrument(handle, { meter: collector.meter });
  handle.finishRows(1);
  const kinds = [...(await collector.collect())].map(([name, metric]) => [
    name,
    kindOf(metric),
    metric.descriptor.unit,
  ]);
  expect(kinds.sort()).toEqual([
    ['sluice.cache.entries', 'gauge', '{entry}'],
    ['sluice.cache.hits', 'counter', '{row}'],
    ['sluice.calls.retries', 'counter', '{call}'],
    ['sluice.calls.running', 'gauge', '{call}'],
    ['sluice.calls.started', 'counter', '{call}'],
    ['sluice.calls.timeouts', 'counter', '{call}'],
    ['sluice.calls.zombies', 'gauge', '{call}'],
    ['sluice.row.duration', 'histogram', 's'],
    ['sluice.rows.backoff', 'gauge', '{row}'],
    ['sluice.rows.blocked', 'gauge', '{row}'],
    ['sluice.rows.buffered', 'gauge', '{row}'],
    ['sluice.rows.failed', 'counter', '{row}'],
    ['sluice.rows.oldest_age', 'gauge', 's'],
    ['sluice.rows.queued', 'gauge', '{row}'],
    ['sluice.rows.succeeded', 'counter', '{row}'],
  ]);
});

it('documents every metric with its kind, its unit and what its description says', async () => {
  const collector = new Collector();
  const handle = new FakeHandle('city', BUSY);
  instrument(handle, { meter: collector.meter });
  handle.finishRows(1);
  const page = readFileSync(new URL('../../../../docs/observability.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(sluice\.[^`]+)` \| ([^|]+) \| `([^`]+)` \| ([^|]+) \|$/gm)];
  const documented = rows.map(([, ...cells]) => cells);
  const actual = [...(await collector.collect())].map(([name, metric]) => [
    name,
    kindOf(metric),
    metric.descriptor.unit,
    metric.descriptor.description,
  ]);
  expect(documented.sort()).toEqual(actual.sort());
});

it('takes one snapshot a collection', async () => {
  const collector = new Collector();
  const handle = new FakeHandle('city', BUSY);
  instrument(handle, { meter: collector.meter });
  await collector.collect();
  await collector.collect();
  expect(handle.snapshots).toBe(2);
});

it('follows the handle from collection to collection', async () => {
  const collector = new Collector();
  const handle = new FakeHandle('city', { running: 3, succeeded: 10 });
  instrument(handle, { meter: collector.meter });
  await collector.collect();
  handle.set({ running: 1, succeeded: 25 });
  expect(await collector.values()).toMatchObject({
    'sluice.calls.running': [[1, CITY]],
    'sluice.rows.succeeded': [[25, CITY]],
  });
});

it('reports what was counted since the last collection to an exporter that asks for deltas', async () => {
  const collector = new Collector(AggregationTemporality.DELTA);
  const handle = new FakeHandle('city', { succeeded: 10 });
  instrument(handle, { meter: collector.meter });
  await collector.collect();
  handle.set({ succeeded: 25 });
  expect(await collector.values()).toMatchObject({ 'sluice.rows.succeeded': [[15, CITY]] });
});

it('records durations in seconds, in buckets from a millisecond to five minutes', async () => {
  const collector = new Collector();
  const handle = new FakeHandle('city');
  instrument(handle, { meter: collector.meter });
  handle.finishRows(0.5, 30, 40);
  handle.finishRows(299_000, 400_000);
  const { dataPoints } = (await collector.collect()).get('sluice.row.duration') as HistogramMetricData;
  expect(dataPoints).toHaveLength(1);
  expect(dataPoints[0]?.attributes).toEqual(CITY);
  expect(dataPoints[0]?.value).toMatchObject({ count: 5, min: 0.0005, max: 400 });
  const { boundaries, counts } = dataPoints[0]?.value.buckets ?? { boundaries: [], counts: [] };
  expect(boundaries.at(0)).toBe(0.001);
  expect(boundaries.at(-1)).toBe(300);
  expect(boundaries.filter((_, i) => counts[i] !== 0)).toEqual([0.001, 0.05, 300]);
  expect(counts.at(-1)).toBe(1);
});

it('puts the attributes given on every value, and never lets them rename the function', async () => {
  const collector = new Collector();
  const handle = new FakeHandle('city', BUSY);
  instrument(handle, {
    meter: collector.meter,
    attributes: { 'service.stage': 'enrich', 'sluice.udf': 'other' },
  });
  handle.finishRows(1);
  const values = Object.values(await collector.values()).flat();
  expect(values).toHaveLength(16);
  for (const [, attributes] of values)
    expect(attributes).toMatchObject({ 'service.stage': 'enrich', ...CITY });
});

it('reports through the registered provider unless given a meter', async () => {
  const collector = new Collector();
  metrics.setGlobalMeterProvider(collector.provider);
  instrument(new FakeHandle('city', { running: 4 }));
  expect(await collector.values()).toMatchObject({ 'sluice.calls.running': [[4, CITY]] });
});

it('asks nothing of the handle when no provider is registered', () => {
  const handle = new FakeHandle('city', BUSY);
  const instrumentation = instrument(handle);
  expect([handle.snapshots, handle.listeners.size]).toEqual([0, 0]);
  instrumentation.close();
});

it('two functions report side by side', async () => {
  const collector = new Collector();
  const logger = diagnostics();
  instrument(new FakeHandle('city', { running: 1 }), { meter: collector.meter });
  instrument(new FakeHandle('country', { running: 2 }), { meter: collector.meter });
  expect(await collector.values()).toMatchObject({
    'sluice.calls.running': [
      [1, CITY],
      [2, { 'sluice.udf': 'country' }],
    ],
  });
  expect(logger.warn).not.toHaveBeenCalled();
});

it('warns of a second handle under the same attributes, and not once the first is closed', () => {
  const { meter } = new Collector();
  const logger = diagnostics();
  const first = instrument(new FakeHandle('city'), { meter });
  const second = instrument(new FakeHandle('city'), { meter, attributes: { 'sluice.handle': 'b' } });
  expect(logger.warn).not.toHaveBeenCalled();
  const third = instrument(new FakeHandle('city'), { meter });
  expect(logger.warn).toHaveBeenCalledOnce();
  expect(logger.warn.mock.calls[0]?.join(' ')).toContain(
    "instrument(handle, { attributes: { 'sluice.handle': 'city-2' } })",
  );
  for (const metrics of [first, second, third]) metrics.close();
  instrument(new FakeHandle('city'), { meter });
  expect(logger.warn).toHaveBeenCalledOnce();
});

it('close ends snapshots and durations, empties the gauges and keeps what was counted', async () => {
  const collector = new Collector();
  const handle = new FakeHandle('city', BUSY);
  const instrumentation = instrument(handle, { meter: collector.meter });
  handle.finishRows(1);
  await collector.collect();
  instrumentation.close();
  instrumentation.close();
  handle.finishRows(1);
  const values = await collector.values();
  expect(values).toMatchObject({
    'sluice.calls.running': [[0, CITY]],
    'sluice.rows.oldest_age': [[0, CITY]],
    'sluice.rows.succeeded': [[80, CITY]],
    'sluice.row.duration': [[{ count: 1 }, CITY]],
  });
  expect([handle.snapshots, handle.listeners.size]).toEqual([1, 0]);
});

it('observes nothing more after the collection that emptied the gauges', async () => {
  const collector = new Collector(AggregationTemporality.DELTA); // which repeats no gauge
  instrument(new FakeHandle('city', BUSY), { meter: collector.meter }).close();
  expect(Object.keys(await collector.values())).toHaveLength(8);
  expect(await collector.values()).toEqual({});
});

it('a using declaration closes at the end of its block', () => {
  const { meter } = new Collector();
  const handle = new FakeHandle('city');
  instrument(handle, { meter })[Symbol.dispose]();
  expect(handle.listeners.size).toBe(0);
});

it('a handle that has stopped ends its metrics by itself and tells nobody', async () => {
  const collector = new Collector();
  const logger = diagnostics();
  const handle = new FakeHandle('city', BUSY);
  instrument(handle, { meter: collector.meter });
  await collector.collect();
  handle.stop();
  const values = await collector.values();
  expect(values['sluice.rows.oldest_age']).toEqual([[0, CITY]]);
  expect(values['sluice.rows.succeeded']).toEqual([[80, CITY]]);
  await collector.collect();
  expect([handle.snapshots, handle.listeners.size]).toEqual([2, 0]);
  expect(logger.error).not.toHaveBeenCalled();
});

it('a handle that comes in the place of a closed one is not emptied with it', async () => {
  const collector = new Collector();
  const first = instrument(new FakeHandle('city', { running: 1 }), { meter: collector.meter });
  await collector.collect();
  first.close();
  const slow = new FakeHandle('city', { running: 2 });
  slow.refuse(new SluiceError('not-started', 'call start() first'));
  instrument(slow, { meter: collector.meter });
  expect((await collector.values())['sluice.calls.running']).toEqual([[1, CITY]]);
});

it('a handle that has not started observes nothing yet', async () => {
  const collector = new Collector();
  const logger = diagnostics();
  const handle = new FakeHandle('city');
  handle.refuse(new SluiceError('not-started', 'call start() first'));
  instrument(handle, { meter: collector.meter });
  expect(await collector.values()).toEqual({});
  handle.set({ running: 1 });
  expect(await collector.values()).toMatchObject({ 'sluice.calls.running': [[1, CITY]] });
  expect(logger.error).not.toHaveBeenCalled();
});

it('an end of the thread is told once and ends the metrics', async () => {
  const collector = new Collector();
  const logger = diagnostics();
  const handle = new FakeHandle('city', BUSY);
  instrument(handle, { meter: collector.meter });
  const error = new SluiceError('worker-failed', 'out of memory');
  handle.refuse(error);
  await collector.collect();
  await collector.collect();
  expect(logger.error).toHaveBeenCalledOnce();
  expect(logger.error.mock.calls[0]).toEqual([
    '@sluice/runtime',
    'no metrics of city: its snapshot failed',
    error,
  ]);
  expect([handle.snapshots, handle.listeners.size]).toEqual([1, 0]);
});

it('any other error goes to diag, leaves other metrics alone, and the next collection tries again', async () => {
  const collector = new Collector();
  const logger = diagnostics();
  const handle = new FakeHandle('city', BUSY);
  instrument(handle, { meter: collector.meter });
  instrument(new FakeHandle('country', { running: 2 }), { meter: collector.meter });
  handle.refuse(new TypeError('unexpected'));
  expect(await collector.values()).toMatchObject({
    'sluice.calls.running': [[2, { 'sluice.udf': 'country' }]],
  });
  expect(logger.error).toHaveBeenCalledOnce();
  handle.set({ running: 3 });
  expect((await collector.values())['sluice.calls.running']).toContainEqual([3, CITY]);
});

it('a snapshot that arrives after close is not observed', async () => {
  const collector = new Collector(AggregationTemporality.DELTA);
  const handle = new FakeHandle('city');
  const instrumentation = instrument(handle, { meter: collector.meter });
  handle.answer(() => {
    instrumentation.close();
    return Promise.resolve({ ...IDLE, running: 5, succeeded: 9 });
  });
  const values = await collector.values();
  expect(values['sluice.calls.running']).toEqual([[0, CITY]]);
  expect(values).not.toHaveProperty('sluice.rows.succeeded');
});
