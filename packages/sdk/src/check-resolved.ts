import { asRecord } from './option-values.ts';
import { type OptionProblem, resolveOptions } from './resolve-options.ts';
import type { ResolvedOptions } from './resolved-options.ts';

/**
 * What is wrong with resolved options that come from elsewhere, such as a manifest that may have been edited: the
 * same limits as at build time, by the names under which authors write the options.
 *
 * @example
 * ```ts
 * const { options } = resolveOptions({ async: true, retry: { retries: 3 } });
 * checkResolvedOptions(options); // []
 * ```
 */
export function checkResolvedOptions(options: ResolvedOptions): readonly OptionProblem[] {
  return resolveOptions(writtenOptions(options)).problems;
}

/** Resolved options as an author would have written them, so that others can be put over them and all resolved anew. */
export function writtenOptions(options: ResolvedOptions): Record<string, unknown> {
  const { async, ordered, orderBy, maxInFlight, windowRows, windowBytes, onError, deterministic } = options;
  const { timeoutMs, totalTimeoutMs, rateLimit, vectorized } = options;
  const retry = asRecord(options.retry);
  const batch = asRecord(options.batch);
  const cache = asRecord(options.cache);
  const timeout =
    totalTimeoutMs === undefined
      ? text(timeoutMs)
      : { attempt: text(timeoutMs), total: text(totalTimeoutMs) };
  return {
    async,
    vectorized,
    // Every function has these resolved; only an asynchronous one can have been given them.
    ...(async ? { ordered, maxInFlight, window: { rows: windowRows, bytes: windowBytes }, timeout } : {}),
    orderBy,
    retry: retry === undefined ? options.retry : writtenRetry(retry),
    batch:
      batch === undefined
        ? options.batch
        : { maxRows: batch['maxRows'], maxBytes: batch['maxBytes'], linger: text(batch['lingerMs']) },
    rateLimit,
    cache:
      cache === undefined ? options.cache : { maxEntries: cache['maxEntries'], ttl: text(cache['ttlMs']) },
    onError,
    deterministic,
  };
}

function writtenRetry(retry: Record<string, unknown>): Record<string, unknown> {
  const { retries, backoffMs, maxBackoffMs, jitter, budget, conditional } = retry;
  // Where there is a predicate, it is in the bundle; any function stands for it here.
  const when = conditional === true ? () => true : conditional;
  return {
    retries,
    backoff: text(backoffMs),
    maxBackoff: text(maxBackoffMs),
    jitter,
    budget,
    when: when === false ? undefined : when,
  };
}

/** A duration as an author would write it. */
function text(ms: unknown): unknown {
  return typeof ms === 'number' ? `${ms}ms` : ms;
}
