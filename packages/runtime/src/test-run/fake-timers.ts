import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import type { TestClock } from '@sluice/sdk/testing';

type Callback = (...args: unknown[]) => void;
type AnyFunction = (...args: never[]) => unknown;

/** What `setTimeout` returns, as far as anybody uses it. */
class TestTimer {
  readonly #arm: () => () => void;
  #cancel: () => void;
  #referenced = true;

  constructor(arm: () => () => void) {
    this.#arm = arm;
    this.#cancel = arm();
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  refresh(): this {
    this.#cancel();
    this.#cancel = this.#arm();
    return this;
  }

  close(): this {
    this.#cancel();
    return this;
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }
}

/** A property that is another while a test's clock is in force. */
interface Replaced {
  readonly on: object;
  readonly key: string;
  readonly before: PropertyDescriptor | undefined;
}

/**
 * Puts the timers and the time of the process on a test's clock.
 *
 * @param epochMs what `Date.now()` is when the clock is at 0
 * @returns puts all back; a timer function that somebody has kept is from then on the real one
 */
export function installTimers(clock: TestClock, epochMs: number): () => void {
  const replaced: Replaced[] = [];
  let active = true;
  const replace = (on: object, key: string, value: unknown): void => {
    replaced.push({ on, key, before: Object.getOwnPropertyDescriptor(on, key) });
    Object.defineProperty(on, key, { value, configurable: true, writable: true, enumerable: true });
  };
  /** What replaces a function: the real one again once the clock is not in force. */
  const replaceFunction = (on: object, key: string, fake: AnyFunction): AnyFunction => {
    const real = (on as Record<string, AnyFunction>)[key] as AnyFunction; // every name below is one of Node's
    const either = (...args: never[]): unknown => (active ? fake(...args) : real.apply(on, args));
    replace(on, key, either);
    return either;
  };

  const promised = promisedTimers(clock);
  for (const on of [globalThis, timers]) {
    const setTimeout = replaceFunction(on, 'setTimeout', (fn: Callback, ms?: number, ...args: unknown[]) =>
      startTimer(clock, fn, ms, args, false),
    );
    Object.defineProperty(setTimeout, promisify.custom, { value: promised.setTimeout });
    replaceFunction(on, 'setInterval', (fn: Callback, ms?: number, ...args: unknown[]) =>
      startTimer(clock, fn, ms, args, true),
    );
    for (const key of ['clearTimeout', 'clearInterval']) {
      const real = (on as unknown as Record<string, AnyFunction>)[key] as AnyFunction;
      // A timer from before the clock was in force is a real one.
      replaceFunction(on, key, (timer: unknown) =>
        timer instanceof TestTimer ? timer.close() : real(timer as never),
      );
    }
  }
  replaceFunction(timersPromises, 'setTimeout', promised.setTimeout);
  replaceFunction(timersPromises, 'setInterval', promised.setInterval);
  replaceFunction(timersPromises.scheduler, 'wait', (ms: number, options?: Signalled) =>
    promised.setTimeout(ms, undefined, options),
  );
  replaceFunction(AbortSignal, 'timeout', (ms: number) => {
    const controller = new AbortController();
    clock.after(ms, () =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    );
    return controller.signal;
  });
  replaceFunction(performance, 'now', () => clock.now);
  replace(
    globalThis,
    'Date',
    dateAt(() => Math.floor(epochMs + clock.now)),
  );
  syncBuiltinESMExports();

  return () => {
    active = false;
    for (const { on, key, before } of replaced.reverse()) {
      if (before === undefined) Reflect.deleteProperty(on, key);
      else Object.defineProperty(on, key, before);
    }
    syncBuiltinESMExports();
  };
}

/** As Node has it: at least a millisecond, and a whole number of them. */
function delayOf(ms: number | undefined): number {
  const whole = Math.trunc(Number(ms));
  return whole >= 1 && whole < 2 ** 31 ? whole : 1;
}

function startTimer(
  clock: TestClock,
  fn: Callback,
  ms: number | undefined,
  args: unknown[],
  repeats: boolean,
): TestTimer {
  const timer: TestTimer = new TestTimer(() =>
    clock.after(delayOf(ms), () => {
      if (repeats) timer.refresh();
      fn(...args);
    }),
  );
  return timer;
}

interface Signalled {
  readonly signal?: AbortSignal;
}

function promisedTimers(clock: TestClock): {
  setTimeout(ms?: number, value?: unknown, options?: Signalled): Promise<unknown>;
  setInterval(ms?: number, value?: unknown, options?: Signalled): AsyncGenerator<unknown>;
} {
  const setTimeout = (ms?: number, value?: unknown, { signal }: Signalled = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(aborted(signal));
        return;
      }
      const cancel = clock.after(delayOf(ms), () => {
        signal?.removeEventListener('abort', onAbort);
        resolve(value);
      });
      const onAbort = (): void => {
        cancel();
        reject(aborted(signal as AbortSignal)); // only a signal aborts
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  return {
    setTimeout,
    async *setInterval(ms?: number, value?: unknown, options?: Signalled) {
      for (;;) yield await setTimeout(ms, value, options);
    },
  };
}

/** The error of `node:timers/promises`. */
function aborted(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}

/** `Date` with another present. A proxy, so that every Date there is stays an instance of it. */
function dateAt(now: () => number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: (target) => new target(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
}
