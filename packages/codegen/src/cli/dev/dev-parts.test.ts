import { expect, it } from 'vitest';
import { grouped, progressText } from '../running/progress.ts';
import { diffResults, type RowResult } from './diff.ts';
import { Latency, latencyText } from './latency.ts';

const row = (place: string, value: RowResult['value'], error?: string): RowResult => ({
  place,
  args: {},
  value,
  ...(error === undefined ? {} : { error }),
});

it('gives the rows whose results differ, in order, and those that have come and gone', () => {
  const before = [row('1', 'a'), row('2', [1, 2]), row('3', null), row('4', 'd')];
  const after = [row('1', 'A'), row('2', [1, 2]), row('3', undefined, 'udf-threw: x'), row('5', 'e')];
  expect(diffResults(before, after)).toEqual([
    { before: before[0], after: after[0] },
    { before: before[2], after: after[2] },
    { before: undefined, after: after[3] },
    { before: before[3], after: undefined },
  ]);
});

it('tells rows of one place apart by their turn', () => {
  const before = [row('1', 'a'), row('1', 'b')];
  expect(diffResults(before, [row('1', 'a'), row('1', 'B')])).toEqual([
    { before: before[1], after: row('1', 'B') },
  ]);
});

it('gives every row where nothing came before', () => {
  expect(diffResults(undefined, [row('1', 'a')])).toHaveLength(1);
});

it('sums durations up', () => {
  const latency = new Latency();
  expect(latency.summary()).toBeUndefined();
  latency.add(Float64Array.from({ length: 100 }, (_, at) => 100 - at));
  expect(latency.summary()).toEqual({ p50: 50, p99: 99, max: 100 });
  expect(latencyText({ p50: 0.123, p99: 30.4, max: 1234 })).toBe('p50 0.12 ms  p99 30 ms  max 1.2 s');
});

it('keeps the longest duration, however many there were', () => {
  const latency = new Latency();
  latency.add(Float64Array.of(1e6));
  for (let at = 0; at < 70; at++) latency.add(new Float64Array(1000).fill(1));
  expect(latency.summary()).toEqual({ p50: 1, p99: 1, max: 1e6 });
});

it('shows how far a run is', () => {
  const text = progressText({ rows: 12_000, errors: 1, inFlight: 812, elapsedMs: 3000, part: 0.5 });
  expect(text).toBe('█████░░░░░  50 %  12 000 rows  4 000 rows/s  812 in flight  1 error');
  expect(grouped(1_234_567)).toBe('1 234 567');
});
