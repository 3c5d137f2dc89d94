import type { UdfContext } from '@sluice/sdk';
import { SluiceError } from '@sluice/sdk';
import type { ResolvedOptions } from '@sluice/sdk/manifest';
import type { BatchOptions } from './micro-batch.ts';
import { RateLimit, type RateLimitOptions } from './rate-limit.ts';
import type { RetryOptions } from './retry.ts';
import type { BatchedRow } from './row-group.ts';

/** Results kept for rows with the same `RowGroup.cacheKey`. Failures are never kept. */
export interface CacheOptions {
  /** The least recently used goes when there are more. */
  readonly maxEntries: number;
  /** Milliseconds for which a result may be used again. @default no limit */
  readonly ttlMs?: number;
}

/** What an executor is made with. Takes `ResolvedOptions` of a manifest as they are, and the function's name. */
export interface ExecutorOptions
  extends Pick<
    ResolvedOptions,
    'ordered' | 'maxInFlight' | 'windowRows' | 'windowBytes' | 'timeoutMs' | 'onError'
  > {
  /** The SQL name of the function: stands in `ctx.udf` and in messages. */
  readonly udf: string;
  /** Milliseconds for all attempts of a row, from its first call; `timeoutMs` is for one attempt. @default no limit */
  readonly totalTimeoutMs?: number;
  /** @default no retries */
  readonly retry?: RetryOptions;
  /** At most one running call a key (`RowGroup.key`), and the rows of a key in order. @default false */
  readonly keyed?: boolean;
  /** Calls several rows at once, by `callRows`. @default a call a row */
  readonly batch?: BatchOptions;
  /**
   * Calls the function for the rows of a micro-batch. Gives one result a row, in order, or a promise of that; an Error
   * in a row's place is that row's failure.
   */
  readonly callRows?: (rows: readonly BatchedRow[], context: UdfContext) => unknown;
  /** Calls per second: options for a limit of its own, or a `RateLimit` that several executors share. @default none */
  readonly rateLimit?: RateLimitOptions | RateLimit;
  /** Needs a deterministic function. @default none */
  readonly cache?: CacheOptions;
  /**
   * A timed-out or cancelled call keeps its slot until it settles; one that has not settled after so many
   * milliseconds more is written off, and its slot used again. Without it, functions that hang for ever would in the
   * end take all slots and stop the rows behind them without any error.
   * @default 10 × timeoutMs, at least 60 000
   */
  readonly abandonAfterMs?: number;
  /** Rows that may wait to be started before `accepts` is false. @default 1: one row, or the rest of one group */
  readonly prefetchRows?: number;
  /** Rows that may start before the event loop gets its turn. @default 4096 */
  readonly sliceRows?: number;
  /** Milliseconds for which rows may be started before the event loop gets its turn. @default 4 */
  readonly sliceMs?: number;
}

type Limit =
  | 'maxInFlight'
  | 'windowRows'
  | 'windowBytes'
  | 'timeoutMs'
  | 'totalTimeoutMs'
  | 'abandonAfterMs'
  | 'prefetchRows'
  | 'sliceRows'
  | 'sliceMs';

/** `ExecutorOptions` with every default filled in. */
export type CheckedOptions = Omit<ExecutorOptions, Limit> & Readonly<Record<Limit, number>>;

/** What a number may be: in words, and as a test. */
type Rule = readonly [allowed: string, admits: (value: number) => boolean];

const WHOLE: Rule = ['a whole number of at least 1', isCount];
const AMOUNT: Rule = ['a number of at least 0', (value: number) => value >= 0];
const RATE: Rule = ['a number above 0', (value: number) => value > 0];
const SHARE: Rule = ['a number from 0 to 1', (value: number) => value >= 0 && value <= 1];
const FACTOR: Rule = ['a number of at least 1', (value: number) => value >= 1];
const RETRIES: Rule = ['a whole number of at least 0', (value: number) => value === 0 || isCount(value)];

/**
 * Checks the limits and fills in the defaults.
 *
 * @throws SluiceError `invalid-options`, naming the option and what it may be
 */
export function checkOptions(options: ExecutorOptions): CheckedOptions {
  const checked: CheckedOptions = {
    ...options,
    totalTimeoutMs: options.totalTimeoutMs ?? Number.POSITIVE_INFINITY,
    abandonAfterMs: options.abandonAfterMs ?? Math.max(10 * options.timeoutMs, 60_000),
    prefetchRows: options.prefetchRows ?? 1,
    sliceRows: options.sliceRows ?? 4096,
    sliceMs: options.sliceMs ?? 4,
  };
  const { udf, retry, batch, cache, rateLimit } = checked;
  const check = (option: string, value: unknown, [allowed, admits]: Rule): void => {
    if (value === undefined || (typeof value === 'number' && admits(value))) return;
    const given = typeof value === 'string' ? JSON.stringify(value) : String(value);
    throw refusal(udf, `${option} must be ${allowed}, not ${given}`);
  };
  for (const option of ['maxInFlight', 'windowRows', 'prefetchRows', 'sliceRows'] as const) {
    check(option, checked[option] ?? Number.NaN, WHOLE);
  }
  for (const option of ['windowBytes', 'timeoutMs', 'totalTimeoutMs', 'abandonAfterMs', 'sliceMs'] as const) {
    check(option, checked[option] ?? Number.NaN, AMOUNT);
  }
  if (retry !== undefined) {
    check('retry.retries', retry.retries ?? Number.NaN, RETRIES);
    check('retry.backoffMs', retry.backoffMs, AMOUNT);
    check('retry.maxBackoffMs', retry.maxBackoffMs, AMOUNT);
    check('retry.factor', retry.factor, FACTOR);
    check('retry.jitter', retry.jitter, SHARE);
    check('retry.budget', retry.budget, SHARE);
  }
  if (batch !== undefined) {
    check('batch.maxRows', batch.maxRows ?? Number.NaN, WHOLE);
    check('batch.maxBytes', batch.maxBytes, RATE);
    check('batch.lingerMs', batch.lingerMs, AMOUNT);
    if (checked.callRows === undefined) {
      throw refusal(udf, 'batch needs callRows, the function that is called for several rows');
    }
  }
  if (cache !== undefined) {
    check('cache.maxEntries', cache.maxEntries ?? Number.NaN, WHOLE);
    check('cache.ttlMs', cache.ttlMs, AMOUNT);
  }
  if (rateLimit !== undefined && !(rateLimit instanceof RateLimit)) {
    check('rateLimit.perSecond', rateLimit.perSecond ?? Number.NaN, RATE);
    check('rateLimit.burst', rateLimit.burst, FACTOR);
  }
  return checked;
}

/** Whether every row has a task; otherwise rows are plain calls, and only those that are retried have one. */
export function everyRowHasTask({ keyed, cache, batch, rateLimit, retry }: CheckedOptions): boolean {
  return [keyed, cache, batch, rateLimit, retry?.whenResult].some(Boolean);
}

function isCount(value: number): boolean {
  return value >= 1 && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY);
}

function refusal(udf: string, problem: string): SluiceError {
  return new SluiceError('invalid-options', `${udf}: ${problem}`, { udf });
}
