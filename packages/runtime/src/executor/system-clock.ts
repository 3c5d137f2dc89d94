import type { Clock } from './clock.ts';

/** Longer delays make Node fire at once; the executor looks at the time again when its timer fires. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The clock of the process: monotonic, and its timer keeps the process alive while calls are pending. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (delayMs, fn) => setTimeout(fn, Math.min(Math.ceil(delayMs), MAX_DELAY_MS)),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  yieldToLoop: (fn) => {
    setImmediate(fn);
  },
  soon: (fn) => queueMicrotask(fn),
};
