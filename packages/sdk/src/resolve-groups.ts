import { duration, parts, type Report, share, show, wholeNumber } from './option-values.ts';
import type {
  BatchOptions,
  CacheOptions,
  RateLimitOptions,
  RetryOptions,
  RetryPredicate,
  TimeoutOptions,
} from './options.ts';
import type { ResolvedBatch, ResolvedCache, ResolvedRateLimit, ResolvedRetry } from './resolved-options.ts';

/**
 * The options that are objects, one function each: the resolved option, or undefined when it is left out, or when the
 * one part that it cannot do without is missing or wrong.
 */

const DEFAULT_TIMEOUT_MS = 5000;
const DEFAULT_BACKOFF_MS = 100;
const DEFAULT_MAX_BACKOFF_MS = 30_000;
const DEFAULT_JITTER = 0.25;
const MAX_RETRIES = 100;
const MAX_BATCH_ROWS = 100_000;
const MAX_PER_SECOND = 1_000_000_000;
const MAX_CACHE_ENTRIES = 10_000_000;

/** The names of an option's parts, which the compiler holds to be all of them. */
const names = <Options>(all: Record<keyof Options, 0>): readonly string[] => Object.keys(all);

const WINDOW = names<{ rows: number; bytes: number }>({ rows: 0, bytes: 0 });
const TIMEOUT = names<TimeoutOptions>({ attempt: 0, total: 0 });
const RETRY = names<RetryOptions>({ retries: 0, backoff: 0, maxBackoff: 0, jitter: 0, when: 0, budget: 0 });
const BATCH = names<BatchOptions>({ maxRows: 0, maxBytes: 0, linger: 0 });
const RATE_LIMIT = names<RateLimitOptions>({ perSecond: 0, burst: 0 });
const CACHE = names<CacheOptions>({ maxEntries: 0, ttl: 0 });

/** The parts of the window that were written; the defaults depend on other options. */
export function readWindow(
  window: unknown,
  maxInFlight: number,
  report: Report,
): { readonly rows: number | undefined; readonly bytes: number | undefined } {
  const unbounded = Number.MAX_SAFE_INTEGER;
  if (typeof window === 'number') {
    const rows = wholeNumber('window', window, maxInFlight, unbounded, report, ' (maxInFlight)');
    return { rows, bytes: undefined };
  }
  const written = parts('window', window, WINDOW, 'a number of rows or { rows, bytes }', report);
  return {
    rows: wholeNumber('window.rows', written?.get('rows'), maxInFlight, unbounded, report, ' (maxInFlight)'),
    bytes: wholeNumber('window.bytes', written?.get('bytes'), 1, unbounded, report),
  };
}

export function resolveTimeout(
  timeout: unknown,
  report: Report,
): { readonly timeoutMs: number; readonly totalTimeoutMs?: number } {
  const or = ', or { attempt, total }';
  if (typeof timeout !== 'object' || timeout === null || Array.isArray(timeout)) {
    return { timeoutMs: duration('timeout', timeout, report, or) ?? DEFAULT_TIMEOUT_MS };
  }
  const written = parts('timeout', timeout, TIMEOUT, 'an object', report);
  const attempt = duration('timeout.attempt', written?.get('attempt'), report);
  const total = duration('timeout.total', written?.get('total'), report);
  if (total === undefined) return { timeoutMs: attempt ?? DEFAULT_TIMEOUT_MS };
  const timeoutMs = attempt ?? Math.min(DEFAULT_TIMEOUT_MS, total);
  if (total < timeoutMs) {
    report(
      'timeout.total',
      `timeout.total, ${show(written?.get('total'))}, must be at least timeout.attempt, ` +
        `${show(written?.get('attempt'))}: raise total, or lower attempt`,
    );
    return { timeoutMs };
  }
  return { timeoutMs, totalTimeoutMs: total };
}

export function resolveRetry(
  retry: unknown,
  report: Report,
): { readonly retry: ResolvedRetry | undefined; readonly when: RetryPredicate | undefined } {
  const written = parts('retry', retry, RETRY, 'an object such as { retries: 3 }', report);
  if (written === undefined) return { retry: undefined, when: undefined };
  need('retry.retries', written.get('retries'), 'retry: { retries: 3 }', report);
  const retries = wholeNumber('retry.retries', written.get('retries'), 1, MAX_RETRIES, report);
  const backoff = duration('retry.backoff', written.get('backoff'), report);
  const maxBackoff = duration('retry.maxBackoff', written.get('maxBackoff'), report);
  const jitter = share('retry.jitter', written.get('jitter'), report) ?? DEFAULT_JITTER;
  const budget = share('retry.budget', written.get('budget'), report);
  const when = written.get('when');
  if (when !== undefined && !isPredicate(when)) {
    const example = '(error) => error instanceof TypeError';
    report('retry.when', `retry.when must be a function such as ${example}, not ${show(when)}`);
  }
  // With one of the two at its default, that one gives way.
  const backoffMs = backoff ?? Math.min(DEFAULT_BACKOFF_MS, maxBackoff ?? DEFAULT_BACKOFF_MS);
  const maxBackoffMs = Math.max(maxBackoff ?? DEFAULT_MAX_BACKOFF_MS, backoffMs);
  if (maxBackoff !== undefined && maxBackoff < backoffMs) {
    report(
      'retry.maxBackoff',
      `retry.maxBackoff, ${show(written.get('maxBackoff'))}, must be at least retry.backoff, ` +
        `${show(written.get('backoff'))}: raise maxBackoff, or lower backoff`,
    );
  }
  if (retries === undefined) return { retry: undefined, when: undefined };
  const conditional = isPredicate(when);
  return {
    retry: {
      retries,
      backoffMs,
      maxBackoffMs,
      jitter,
      ...(budget === undefined ? {} : { budget }),
      conditional,
    },
    when: conditional ? when : undefined,
  };
}

export function resolveBatch(batch: unknown, report: Report): ResolvedBatch | undefined {
  const written = parts('batch', batch, BATCH, 'an object such as { maxRows: 64 }', report);
  if (written === undefined) return undefined;
  need('batch.maxRows', written.get('maxRows'), 'batch: { maxRows: 64 }', report);
  const maxRows = wholeNumber('batch.maxRows', written.get('maxRows'), 1, MAX_BATCH_ROWS, report);
  const maxBytes = wholeNumber('batch.maxBytes', written.get('maxBytes'), 1, Number.MAX_SAFE_INTEGER, report);
  const lingerMs = duration('batch.linger', written.get('linger'), report) ?? 0;
  if (maxRows === undefined) return undefined;
  return { maxRows, ...(maxBytes === undefined ? {} : { maxBytes }), lingerMs };
}

export function resolveRateLimit(rateLimit: unknown, report: Report): ResolvedRateLimit | undefined {
  const written = parts('rateLimit', rateLimit, RATE_LIMIT, 'an object such as { perSecond: 50 }', report);
  if (written === undefined) return undefined;
  const perSecond = written.get('perSecond');
  need('rateLimit.perSecond', perSecond, 'rateLimit: { perSecond: 50 }', report);
  const burst = wholeNumber('rateLimit.burst', written.get('burst'), 1, Number.MAX_SAFE_INTEGER, report);
  if (typeof perSecond === 'number' && perSecond > 0 && perSecond <= MAX_PER_SECOND) {
    return { perSecond, burst: burst ?? Math.ceil(perSecond) };
  }
  if (perSecond !== undefined) {
    const range = `a number above 0, at most ${MAX_PER_SECOND}`;
    report('rateLimit.perSecond', `rateLimit.perSecond must be ${range}, not ${show(perSecond)}`);
  }
  return undefined;
}

export function resolveCache(cache: unknown, report: Report): ResolvedCache | undefined {
  const written = parts('cache', cache, CACHE, 'an object such as { maxEntries: 10000 }', report);
  if (written === undefined) return undefined;
  need('cache.maxEntries', written.get('maxEntries'), 'cache: { maxEntries: 10000 }', report);
  const maxEntries = wholeNumber('cache.maxEntries', written.get('maxEntries'), 1, MAX_CACHE_ENTRIES, report);
  const ttlMs = duration('cache.ttl', written.get('ttl'), report);
  if (maxEntries === undefined) return undefined;
  return { maxEntries, ...(ttlMs === undefined ? {} : { ttlMs }) };
}

/** Reports the part without which its option says nothing. */
function need(option: string, value: unknown, edit: string, report: Report): void {
  if (value === undefined) report(option, `${option} is missing: write ${edit}`);
}

function isPredicate(value: unknown): value is RetryPredicate {
  return typeof value === 'function';
}
