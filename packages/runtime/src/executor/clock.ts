/**
 * Everything that the executor needs from the outside world, so that tests can run it on a clock of their own.
 * `systemClock` is the real one.
 */
export interface Clock {
  /** Monotonic milliseconds from any origin, with fractions. Changes of the wall clock must not show. */
  now(): number;
  /** Runs `fn` once, not before `delayMs` have passed. The executor keeps at most one timer alive. */
  setTimer(delayMs: number, fn: () => void): unknown;
  clearTimer(timer: unknown): void;
  /** Runs `fn` once after pending I/O has been served: a macrotask. */
  yieldToLoop(fn: () => void): void;
  /** Runs `fn` once after the promise reactions that are already queued: a microtask. @default queueMicrotask */
  soon?(fn: () => void): void;
}
