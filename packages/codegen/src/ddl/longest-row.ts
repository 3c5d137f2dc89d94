import type { ResolvedOptions } from '@sluice/sdk/manifest';

/**
 * How long a row may take at most, from when it is handed over until it has its result, where no more rows are handed
 * over than may be in flight: its attempts and the waits between them, and its turn under a rate limit. Milliseconds;
 * undefined for a function that is not asynchronous, which nothing bounds.
 */
export function longestRowMs(options: ResolvedOptions): number | undefined {
  const { async, timeoutMs, totalTimeoutMs, retry, batch, rateLimit, maxInFlight } = options;
  if (!async) return undefined;
  let callsMs = timeoutMs;
  let backoffMs = retry?.backoffMs ?? 0;
  for (let attempt = 0; attempt < (retry?.retries ?? 0); attempt++) {
    callsMs += Math.min(backoffMs, retry?.maxBackoffMs ?? 0) * (1 + (retry?.jitter ?? 0)) + timeoutMs;
    backoffMs *= 2;
  }
  const turnMs = rateLimit === undefined ? 0 : (maxInFlight / rateLimit.perSecond) * 1000;
  return Math.ceil(
    Math.min(callsMs, totalTimeoutMs ?? Number.POSITIVE_INFINITY) + (batch?.lingerMs ?? 0) + turnMs,
  );
}
