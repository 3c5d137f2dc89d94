import { parseDuration } from '../duration.ts';

interface Timer {
  readonly dueAt: number;
  readonly order: number;
  readonly fn: () => void;
}

/**
 * The time of a test: it stands still while anything can happen, then goes on to the next timer at once. While rows run,
 * `setTimeout` and its kin (of the global object, of `node:timers` and of `node:timers/promises`), `Date`,
 * `performance.now()` and `AbortSignal.timeout()` go by it too, so that author code need not know of it.
 */
export class TestClock {
  #now = 0;
  #made = 0;
  readonly #timers = new Set<Timer>();

  /** Milliseconds since the clock was made. */
  get now(): number {
    return this.#now;
  }

  /**
   * Resolves after so much of the clock's time: what a fake service waits before it answers.
   *
   * @param duration milliseconds, or text such as `'2s'`
   * @throws SluiceError `invalid-options` when the text is no duration
   */
  delay(duration: number | string): Promise<void> {
    return new Promise((resolve) => {
      this.after(duration, resolve);
    });
  }

  /** Runs `fn` once, after so much of the clock's time. @returns cancels it */
  after(duration: number | string, fn: () => void): () => void {
    const ms = typeof duration === 'string' ? parseDuration(duration) : Math.max(0, duration);
    const timer: Timer = { dueAt: this.#now + ms, order: this.#made++, fn };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /**
   * Goes on to the first timer and runs it: what drives the clock while rows run.
   *
   * @returns false when there is none
   */
  next(): boolean {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      const sooner = first === undefined || timer.dueAt < first.dueAt;
      if (sooner || (timer.dueAt === first?.dueAt && timer.order < first.order)) first = timer;
    }
    if (first === undefined) return false;
    this.#timers.delete(first);
    this.#now = Math.max(this.#now, first.dueAt);
    first.fn();
    return true;
  }
}
