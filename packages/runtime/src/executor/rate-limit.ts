/** Calls per second. */
export interface RateLimitOptions {
  /** Above 0; fractions are allowed: 0.5 is one call in two seconds. */
  readonly perSecond: number;
  /** Calls that may start at once after a pause. @default perSecond, rounded up */
  readonly burst?: number;
}

/**
 * A token bucket, as the generic cell rate algorithm: it keeps the time at which the bucket would be full, no count
 * and no windows, so that two bursts can never meet at a boundary. May be shared by several executors on one clock.
 */
export class RateLimit {
  private readonly intervalMs: number;
  private readonly toleranceMs: number;
  private fullAt: number = Number.NEGATIVE_INFINITY;
  private pausedUntil: number = Number.NEGATIVE_INFINITY;

  constructor({ perSecond, burst = Math.ceil(perSecond) }: RateLimitOptions) {
    this.intervalMs = 1000 / perSecond;
    this.toleranceMs = (burst - 1) * this.intervalMs;
  }

  /** Whether a call may start now; if so it is counted. */
  take(now: number): boolean {
    if (now < this.freeAt) return false;
    this.fullAt = Math.max(this.fullAt, now) + this.intervalMs;
    return true;
  }

  /** When the next call may start; in the past if it may now. */
  get freeAt(): number {
    return Math.max(this.fullAt - this.toleranceMs, this.pausedUntil);
  }

  /** Lets no call start before then: the other side has asked for it. */
  pauseUntil(time: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, time);
  }
}
