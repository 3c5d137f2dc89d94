import type { ErrorPolicy } from './options.ts';

/**
 * Options with every default filled in and every unit fixed: what the manifest carries, as plain JSON. What an author
 * may leave out altogether is absent unless it was written.
 */
export interface ResolvedOptions {
  readonly async: boolean;
  readonly ordered: boolean;
  /** The TypeScript name of the parameter that is the key. */
  readonly orderBy?: string;
  readonly maxInFlight: number;
  readonly windowRows: number;
  readonly windowBytes: number;
  /** Of one attempt. */
  readonly timeoutMs: number;
  /** Of all attempts of a row and the waits between them; at least `timeoutMs`. */
  readonly totalTimeoutMs?: number;
  readonly retry?: ResolvedRetry;
  readonly batch?: ResolvedBatch;
  readonly rateLimit?: ResolvedRateLimit;
  readonly cache?: ResolvedCache;
  readonly onError: ErrorPolicy;
  readonly deterministic: boolean;
  /** The function takes whole columns. */
  readonly vectorized?: true;
}

/** `RetryOptions`, resolved. The delay before retry n is `min(backoffMs × 2^(n-1), maxBackoffMs)`, before jitter. */
export interface ResolvedRetry {
  /** Calls after the first, 1 to 100. */
  readonly retries: number;
  readonly backoffMs: number;
  /** At least `backoffMs`. */
  readonly maxBackoffMs: number;
  /** 0 to 1. */
  readonly jitter: number;
  /** 0 to 1. */
  readonly budget?: number;
  /** Whether the author wrote `when`: the function itself is `UdfMetadata.retryWhen`. */
  readonly conditional: boolean;
}

/** `BatchOptions`, resolved. */
export interface ResolvedBatch {
  /** 1 to 100 000, at most `windowRows`. */
  readonly maxRows: number;
  readonly maxBytes?: number;
  readonly lingerMs: number;
}

/** `RateLimitOptions`, resolved. */
export interface ResolvedRateLimit {
  readonly perSecond: number;
  /** A whole number of at least 1. */
  readonly burst: number;
}

/** `CacheOptions`, resolved. */
export interface ResolvedCache {
  readonly maxEntries: number;
  readonly ttlMs?: number;
}
