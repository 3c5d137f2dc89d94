import type { FileListener, FileWatcher, WatchFiles } from '../session/file-watcher.ts';
import type { WatchClock } from '../session/watch.ts';

/** What watching uses of the machine: files that change, and time that passes, when a test says so. */
export class FakeMachine {
  /** Resolved when files are first watched. */
  readonly started: Promise<void>;
  /** How many watchers are open. */
  open = 0;
  #start: () => void = () => undefined;
  #listener: FileListener | undefined;
  #now = 0;
  readonly #timers = new Map<object, { readonly at: number; readonly fn: () => void }>();

  constructor() {
    this.started = new Promise((resolve) => {
      this.#start = resolve;
    });
  }

  readonly watchFiles: WatchFiles = async (_, listener): Promise<FileWatcher> => {
    this.#listener = listener;
    this.open += 1;
    this.#start();
    return {
      follow: () => undefined,
      close: async () => {
        this.open -= 1;
      },
    };
  };

  readonly clock: WatchClock = {
    now: () => this.#now,
    setTimer: (delayMs, fn) => {
      const timer = {};
      this.#timers.set(timer, { at: this.#now + delayMs, fn });
      return timer;
    },
    clearTimer: (timer) => void this.#timers.delete(timer as object), // what setTimer gave
  };

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  change(path: string): void {
    this.#listener?.changed(path);
  }

  fail(error: Error): void {
    this.#listener?.failed(error);
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const [timer, { at, fn }] of this.#timers) {
      if (at > this.#now) continue;
      this.#timers.delete(timer);
      fn();
    }
  }
}
