import { SluiceError } from '@sluice/sdk';
import type { TestClock } from '@sluice/sdk/testing';
import type { Clock } from '../executor/index.ts';
import { installTimers } from './fake-timers.ts';
import { OutsideWork } from './outside-work.ts';
import { realTurn } from './real-turn.ts';

/** Timers that may fire in one run: a bound for intervals that never end. */
const MAX_STEPS = 1_000_000;

/** Where time comes from, and how far it may go. */
export interface DriveOptions {
  readonly clock: TestClock;
  /** What `Date.now()` is when the clock is at 0. */
  readonly epochMs: number;
  /** How far the clock may go on. */
  readonly limitMs: number;
  /** What is still unfinished, as the end of a sentence. */
  describe(): string;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Does some work on a test's clock: lets everything run that can, and time pass only when nothing else can happen. One
 * at a time, since the timers of a process are one.
 *
 * @throws SluiceError `stopped` where no time would bring the work to its end
 */
export function drive<T>(options: DriveOptions, work: () => Promise<T>): Promise<T> {
  const mine = last.then(() => driveNow(options, work));
  last = mine.catch(() => {});
  return mine;
}

async function driveNow<T>(
  { clock, epochMs, limitMs, describe }: DriveOptions,
  work: () => Promise<T>,
): Promise<T> {
  const uninstall = installTimers(clock, epochMs);
  const outside = new OutsideWork();
  try {
    const until = clock.now + limitMs;
    let settled = false;
    const result = work();
    const settle = (): void => {
      settled = true;
    };
    result.then(settle, settle);
    for (let steps = 0; ; steps++) {
      await outside.over();
      if (settled) return await result;
      if (!clock.next()) throw stuck('nothing is left that could go on', describe());
      if (clock.now > until) throw stuck(`the clock has gone on by its limit of ${limitMs} ms`, describe());
      if (steps > MAX_STEPS) throw stuck(`${MAX_STEPS} timers have fired`, describe());
    }
  } finally {
    outside.close();
    uninstall();
  }
}

function stuck(why: string, unfinished: string): SluiceError {
  return new SluiceError('stopped', `${why}, and ${unfinished}`);
}

/** A test's clock for an executor. Its turns of the event loop are real. */
export function executorClock(clock: TestClock): Clock {
  return {
    now: () => clock.now,
    setTimer: (delayMs, fn) => clock.after(delayMs, fn),
    clearTimer: (timer) => (timer as () => void)(), // what setTimer gave
    yieldToLoop: (fn) => void realTurn().then(fn),
  };
}
