import { RetryableError } from '@sluice/sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ExecutorOptions } from './options.ts';
import { Harness, type RecordedGroup } from './testing/harness.ts';

/** Every option that there is, in every combination: what no simple model foretells must still add up. */
const settings = fc.record({
  ordered: fc.boolean(),
  keyed: fc.boolean(),
  cached: fc.boolean(),
  batch: fc.option(fc.record({ maxRows: fc.integer({ min: 1, max: 4 }), lingerMs: fc.constantFrom(0, 7) })),
  rateLimit: fc.option(
    fc.record({ perSecond: fc.constantFrom(50, 1000), burst: fc.integer({ min: 1, max: 3 }) }),
  ),
  retries: fc.constantFrom(0, 2),
  maxInFlight: fc.integer({ min: 1, max: 4 }),
  windowRows: fc.integer({ min: 1, max: 8 }),
  timeoutMs: fc.constantFrom(6, 20, Number.POSITIVE_INFINITY),
  totalTimeoutMs: fc.constantFrom(15, Number.POSITIVE_INFINITY),
  onError: fc.constantFrom<ExecutorOptions['onError']>('fail', 'null', 'capture'),
});

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('submit' as const), rows: fc.nat(4) }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('settle' as const), index: fc.nat(5), how: fc.nat(4) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), index: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('watermark' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Body {
  readonly keys: readonly number[];
  readonly rows: number;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

class Fuzz {
  readonly harness: Harness;
  readonly groups: RecordedGroup[] = [];
  readonly watermarks: string[] = [];
  bodies: Body[] = [];
  private readonly batched: boolean;

  constructor({
    cached,
    batch,
    rateLimit,
    retries,
    ...rest
  }: typeof settings extends fc.Arbitrary<infer S> ? S : never) {
    this.batched = batch !== null;
    this.harness = new Harness({
      ...rest,
      abandonAfterMs: Number.POSITIVE_INFINITY,
      retry: { retries, backoffMs: 3, jitter: 0.5 },
      ...(cached ? { cache: { maxEntries: 2, ttlMs: 30 } } : {}),
      ...(rateLimit === null ? {} : { rateLimit }),
      ...(batch === null
        ? {}
        : {
            batch,
            callRows: (rows) =>
              this.body(
                rows.map(({ row }) => row % 2),
                rows.length,
              ),
          }),
    });
  }

  async take(action: Step): Promise<void> {
    const { harness } = this;
    if (action.do === 'submit') {
      const group = harness.group(`g${this.groups.length}`, action.rows, (row) => this.body([row % 2], 1));
      group.key = (row) => row % 2;
      group.cacheKey = (row) => (row === 3 ? undefined : row);
      group.skipped = (row) => row === 2 && this.groups.length % 3 === 0;
      this.groups.push(group);
      harness.stream.submit(group);
    } else if (action.do === 'settle') {
      this.settle(action.index, action.how);
    } else if (action.do === 'advance') {
      await harness.clock.advance(action.ms);
    } else if (action.do === 'cancel') {
      const group = this.groups[action.index % Math.max(1, this.groups.length)];
      if (group !== undefined) harness.executor.cancel(group);
    } else {
      this.watermarks.push(`wm${this.watermarks.length}`);
      harness.stream.watermark(this.watermarks.at(-1));
    }
    await harness.clock.settle();
  }

  check(maxInFlight: number, keyed: boolean): void {
    const { running, zombies, buffered, queued } = this.harness.executor.snapshot();
    expect(this.bodies.length).toBe(running + zombies);
    expect(running + zombies).toBeLessThanOrEqual(maxInFlight);
    expect(Math.min(buffered, queued)).toBeGreaterThanOrEqual(0);
    expect(this.harness.clock.peakTimers).toBeLessThanOrEqual(1);
    const keys = this.bodies.flatMap((body) => body.keys);
    if (keyed) expect(new Set(keys).size).toBe(keys.length);
  }

  /** Lets everything end: each group must have left or been aborted, once, and nothing be held. */
  async finish(ordered: boolean): Promise<void> {
    const { harness, groups } = this;
    for (let round = 0; round < 400 && groups.some((group) => group.end === undefined); round++) {
      while (this.bodies.length > 0) this.settle(0, 0);
      await harness.clock.advance(5);
    }
    expect(groups.filter((group) => group.end === undefined).map(({ name }) => name)).toEqual([]);
    while (this.bodies.length > 0) this.settle(0, 0);
    await harness.clock.settle();
    const snapshot = harness.executor.snapshot();
    expect(snapshot).toMatchObject({
      running: 0,
      zombies: 0,
      queued: 0,
      blocked: 0,
      backoff: 0,
      buffered: 0,
      longestKeyQueue: 0,
    });
    expect(harness.clock.liveTimers).toBe(0);
    const left = groups.filter((group) => group.end === 'left');
    for (const group of left) {
      for (let row = 0; row < group.rowCount; row++) {
        const has =
          row in group.values || group.failures[row] !== undefined || group.skipped(row) || row === 2;
        expect(has).toBe(true);
      }
    }
    const names = harness.log.filter((name) => !String(name).endsWith('!') && String(name).startsWith('g'));
    if (ordered) expect(names).toEqual(left.map(({ name }) => name));
    expect(harness.log.filter((name) => String(name).startsWith('wm'))).toEqual(this.watermarks);
  }

  private settle(index: number, how: number): void {
    const [body] = this.bodies.splice(index % Math.max(1, this.bodies.length), 1);
    if (body === undefined) return;
    if (how === 3) body.reject(new Error('no'));
    else if (how === 4) body.reject(new RetryableError('later', { retryAfter: 4 }));
    else if (!this.batched) body.resolve('ok');
    else
      body.resolve(
        Array.from({ length: body.rows }, (_, i) => (how === 2 && i === 0 ? new Error('row') : 'ok')),
      );
  }

  private body(keys: readonly number[], rows: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.bodies.push({ keys, rows, resolve, reject }));
  }
}

const seed = Math.floor(Math.random() * 2 ** 31);

it(`with any options, everything ends once and nothing is held (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(settings, fc.array(step, { maxLength: 40 }), async (given, steps) => {
      const fuzz = new Fuzz(given);
      for (const action of steps) {
        await fuzz.take(action);
        fuzz.check(given.maxInFlight, given.keyed);
      }
      await fuzz.finish(given.ordered);
    }),
    { numRuns: 3000, seed },
  );
}, 120_000);
