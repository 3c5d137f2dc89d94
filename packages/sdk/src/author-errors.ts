import { parseDuration } from './duration.ts';

const retryable = Symbol.for('sluice.retryable-error');
const terminal = Symbol.for('sluice.terminal-error');

/**
 * Thrown by an author's function: the call failed for a reason that passes, and is made again where the option `retry`
 * allows it, without asking `retry.when`. Beside a row its code is `udf-threw`, as for any error that a function throws.
 *
 * @example
 * ```ts
 * if (response.status === 429) {
 *   throw new RetryableError('too many requests', { retryAfter: Number(response.headers.get('retry-after')) * 1000 });
 * }
 * ```
 */
export class RetryableError extends Error {
  /** Milliseconds to wait before the next call, in place of the backoff; undefined where the author did not say. */
  readonly retryAfterMs: number | undefined;

  /**
   * @param details `retryAfter`: a duration such as `'2s'`, or a number of milliseconds. A number is mostly computed from
   * a header, so that one below 0 is 0, and one that is NaN is as if left out: the error that is thrown stays this one.
   * @throws SluiceError `invalid-options` when `retryAfter` is text and no duration.
   */
  constructor(message: string, details: { retryAfter?: string | number | undefined; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'RetryableError';
    const { retryAfter } = details;
    this.retryAfterMs = typeof retryAfter === 'string' ? parseDuration(retryAfter) : milliseconds(retryAfter);
    Object.defineProperty(this, retryable, { value: true });
  }
}

/**
 * Thrown by an author's function: another call would fail as well, and none is made, without asking `retry.when`. Beside
 * a row its code is `udf-threw`.
 *
 * @example
 * ```ts
 * if (response.status === 404) throw new TerminalError(`there is no ${id}`);
 * ```
 */
export class TerminalError extends Error {
  constructor(message: string, details: { cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'TerminalError';
    Object.defineProperty(this, terminal, { value: true });
  }
}

/** Whether a value is a `RetryableError`, from whichever copy of the sdk. */
export function isRetryableError(value: unknown): value is RetryableError {
  return typeof value === 'object' && value !== null && retryable in value;
}

/** Whether a value is a `TerminalError`, from whichever copy of the sdk. */
export function isTerminalError(value: unknown): value is TerminalError {
  return typeof value === 'object' && value !== null && terminal in value;
}

function milliseconds(retryAfter: number | undefined): number | undefined {
  if (typeof retryAfter !== 'number' || Number.isNaN(retryAfter)) return undefined;
  return Math.min(Math.max(0, Math.ceil(retryAfter)), Number.MAX_SAFE_INTEGER);
}
