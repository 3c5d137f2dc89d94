import { isRetryableError, isTerminalError } from '@sluice/sdk';
import type { RowFailure } from './failure.ts';

/** When and how often a failed row is called again. */
export interface RetryOptions {
  /** Calls after the first. */
  readonly retries: number;
  /** Milliseconds before the first retry; each later one waits `factor` times as long. @default 100 */
  readonly backoffMs?: number;
  /** @default 30 000 */
  readonly maxBackoffMs?: number;
  /** 1 for a fixed delay. @default 2 */
  readonly factor?: number;
  /** 0.25: each delay is stretched or shortened by up to a quarter. 0 to 1. @default 0.25 */
  readonly jitter?: number;
  /**
   * Which failures are worth another call. Not asked about a `RetryableError`, which is, a `TerminalError`, which is
   * not, nor about results and arguments that do not fit their type: those fail again. @default all
   */
  readonly when?: (failure: RowFailure) => boolean;
  /** Results that are worth another call. When the attempts are used up the last result stands. @default none */
  readonly whenResult?: (value: unknown) => boolean;
  /**
   * Retries may be at most this share of first calls, 0.1 for a tenth, over the last thousand of them: keeps a dead
   * backend from being called many times over. @default no limit
   */
  readonly budget?: number;
}

/** The budget looks at so many first calls. */
const BUDGET_CALLS = 1000;

/** Milliseconds that a thrown error asks for before the next call; undefined where it asks for none. */
export function retryAfterMs(cause: unknown): number | undefined {
  return isRetryableError(cause) ? cause.retryAfterMs : undefined;
}

/** Decides about retries. Randomness comes from outside, so that delays can be foretold in tests. */
export class RetryPolicy {
  readonly whenResult: ((value: unknown) => boolean) | undefined;
  private readonly options: Required<Omit<RetryOptions, 'when' | 'whenResult'>>;
  private readonly when: (failure: RowFailure) => boolean;
  private readonly random: () => number;
  private credit = 0;
  private startedBefore = 0;

  constructor(options: RetryOptions, random: () => number) {
    this.options = {
      retries: options.retries,
      backoffMs: options.backoffMs ?? 100,
      maxBackoffMs: options.maxBackoffMs ?? 30_000,
      factor: options.factor ?? 2,
      jitter: options.jitter ?? 0.25,
      budget: options.budget ?? Number.POSITIVE_INFINITY,
    };
    this.when = options.when ?? (() => true);
    this.whenResult = options.whenResult;
    this.random = random;
  }

  /**
   * Milliseconds to wait before the next attempt; undefined if there is none. Asked once for each failed attempt.
   *
   * @param started First calls made so far, for the budget.
   * @param draw What the jitter is made of. Rows that failed in one call have one draw, so that they are called together again.
   */
  delayAfter(failure: RowFailure, started: number, draw: number = this.draw()): number | undefined {
    const { code, attempts, cause } = failure;
    if (attempts > this.options.retries || code === 'invalid-result' || code === 'invalid-argument')
      return undefined;
    if (isTerminalError(cause)) return undefined;
    if (!isRetryableError(cause) && !this.when(failure)) return undefined;
    return this.spend(started) ? (retryAfterMs(cause) ?? this.backoff(attempts, draw)) : undefined;
  }

  /** As `delayAfter`, for a result that is worth another call. */
  delayAfterResult(attempts: number, started: number): number | undefined {
    return attempts <= this.options.retries && this.spend(started)
      ? this.backoff(attempts, this.draw())
      : undefined;
  }

  /** From 0 to below 1. */
  draw(): number {
    return this.random();
  }

  private backoff(attempts: number, draw: number): number {
    const { backoffMs, maxBackoffMs, factor, jitter } = this.options;
    const delayMs = Math.min(maxBackoffMs, backoffMs * factor ** (attempts - 1));
    return delayMs * (1 + jitter * (2 * draw - 1));
  }

  private spend(started: number): boolean {
    const { budget } = this.options;
    if (budget === Number.POSITIVE_INFINITY) return true;
    this.credit = Math.min(this.credit + budget * (started - this.startedBefore), budget * BUDGET_CALLS);
    this.startedBefore = started;
    // A tenth ten times over is a little less than one.
    if (this.credit < 1 - 1e-9) return false;
    this.credit -= 1;
    return true;
  }
}
