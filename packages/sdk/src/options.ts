/** What happens to a row whose call failed or timed out. */
export type ErrorPolicy = 'fail' | 'null' | 'capture';

/**
 * Options of `@udf(options)` and `udf(options, fn)`. All but `name`, `vectorized`, `onError` and `deterministic` need
 * `async: true`.
 * Durations are text with a unit: `'2s'`, `'500ms'`, `'1 minute'`.
 */
export interface UdfOptions {
  /** The SQL name. A letter or underscore, then letters, digits, underscores. @default snake_case of the function's name */
  readonly name?: string;
  /**
   * The function returns a Promise, or is an async generator; needed for every option below but `onError` and
   * `deterministic`. @default false
   */
  readonly async?: boolean;
  /**
   * The function takes whole columns and gives a whole column, in one synchronous call: a typed array for a parameter of
   * numbers that are never null, otherwise a `Column`; a typed array, an array or a `Column` as the result, with a value
   * for each row. Excludes `async: true`. @default false
   */
  readonly vectorized?: boolean;
  /** Results leave in input order; otherwise as they complete. @default false */
  readonly ordered?: boolean;
  /**
   * The name of a parameter: rows with the same value of it are called one at a time, in input order, and leave in that
   * order; rows with different values know nothing of each other. Excludes `ordered: true`. @default no key
   */
  readonly orderBy?: string;
  /** C: calls running at once, 1 to 1 000 000. A timed-out call that is still running holds its slot. @default 1000 */
  readonly maxInFlight?: number;
  /**
   * W: rows started and not yet emitted, at least `maxInFlight`; or `{ rows, bytes }` to bound their bytes too.
   * @default 64 × maxInFlight rows, or 2 × batch.maxRows where that is more; 64 MiB
   */
  readonly window?: number | { readonly rows?: number; readonly bytes?: number };
  /**
   * How long one call may take, from its start; or `{ attempt, total }` to bound a row's calls together as well.
   * `'0s'` lets through only what is ready at once. @default '5s'
   */
  readonly timeout?: string | TimeoutOptions;
  /** Failed calls are made again: `{ retries: 3 }`. @default no retries */
  readonly retry?: RetryOptions;
  /** The function is called with many rows at once: `{ maxRows: 64, linger: '20ms' }`. @default one row a call */
  readonly batch?: BatchOptions;
  /** Calls per second, of all rows in a worker thread together: `{ perSecond: 50 }`. @default no limit */
  readonly rateLimit?: RateLimitOptions;
  /**
   * Results are kept by their arguments: `{ maxEntries: 10_000, ttl: '1 hour' }`. Needs `deterministic: true`; excludes
   * `batch`. @default no cache
   */
  readonly cache?: CacheOptions;
  /**
   * What a failed row does: `'fail'` ends the batch or stream with that row's error, `'null'` gives a null result,
   * `'capture'` gives a null result and the error beside it. @default 'fail'
   */
  readonly onError?: ErrorPolicy;
  /** The same arguments always give the same result; lets engines fold, share and reorder calls. @default false */
  readonly deterministic?: boolean;
}

/** Options of `@aggregate(options)`. */
export interface AggregateOptions {
  /** The SQL name. A letter or underscore, then letters, digits, underscores. @default snake_case of the class's name */
  readonly name?: string;
  /**
   * What a group does in which a call threw: `'fail'` ends the batch or stream with that error, `'null'` gives a null
   * result, `'capture'` gives a null result and the error beside it. @default 'fail'
   */
  readonly onError?: ErrorPolicy;
  /** The same rows, in any order, always give the same result; lets engines fold and share calls. @default false */
  readonly deterministic?: boolean;
}

/** The time that the calls of a row may take. Neither part counts the time that a row waits for its first call. */
export interface TimeoutOptions {
  /** One call, from its start. @default '5s', or `total` where that is less */
  readonly attempt?: string;
  /**
   * All calls of a row and the waits between them, from the start of the first; at least `attempt`. It makes a single
   * call no longer: without `retry`, raise `attempt`. @default no limit
   */
  readonly total?: string;
}

/**
 * When a failed call is made again, and how soon. The delay before retry n is `backoff × 2^(n-1)`, at most `maxBackoff`,
 * made random by `jitter`; the `retryAfter` of a `RetryableError` stands in its place. A call that waits for its retry
 * holds no slot of `maxInFlight`, and goes before new rows.
 */
export interface RetryOptions {
  /** Calls after the first, 1 to 100. */
  readonly retries: number;
  /** The delay before the first retry. @default '100ms' */
  readonly backoff?: string;
  /** The longest delay, at least `backoff`. @default '30s', or `backoff` where that is more */
  readonly maxBackoff?: string;
  /** 0 to 1: each delay is multiplied by a random factor from 1 - jitter to 1 + jitter. @default 0.25 */
  readonly jitter?: number;
  /**
   * Whether an error is worth another call. `attempt` is the number of the call that failed, from 1. It is not asked
   * about a `RetryableError`, which is, or a `TerminalError`, which is not. @default every error is
   */
  readonly when?: RetryPredicate;
  /**
   * 0 to 1: the most retries for each started call, over a sliding window; a failure beyond it is final. It keeps a
   * service that is down from being asked many times as often as one that is up. @default no budget
   */
  readonly budget?: number;
}

/** Whether a failed call is made again. */
export type RetryPredicate = (error: unknown, attempt: number) => boolean;

/**
 * Micro-batching. The function takes one array for each column, all of one length, and returns a Promise of an array of
 * that length: `(texts: string[], langs: (string | null)[]) => Promise<(number | Error)[]>`. An `Error` among the
 * results is the error of its row alone. `maxInFlight`, `rateLimit` and `timeout` are then about calls, not rows.
 */
export interface BatchOptions {
  /** The most rows of one call, 1 to 100 000, and no more than `window`. */
  readonly maxRows: number;
  /** The most bytes of arguments in one call, but for a single row that is larger. @default no limit */
  readonly maxBytes?: number;
  /** How long the first row of a batch may wait for others. @default '0ms': a call takes the rows that are there */
  readonly linger?: string;
}

/** A token bucket. A retry takes a token as a first call does. */
export interface RateLimitOptions {
  /** Above 0, at most 1 000 000 000; less than one a second is written as a fraction: `0.5`. */
  readonly perSecond: number;
  /** Calls that may start at once after a quiet time: a whole number of at least 1. @default perSecond, rounded up */
  readonly burst?: number;
}

/**
 * Results by their arguments, the least recently used dropped first. Rows with the same arguments share one call while
 * it runs. Failures are not kept.
 */
export interface CacheOptions {
  /** Results kept, 1 to 10 000 000. */
  readonly maxEntries: number;
  /** How long a result is kept. @default until it is dropped for another */
  readonly ttl?: string;
}
