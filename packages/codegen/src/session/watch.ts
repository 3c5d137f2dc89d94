import { existsSync, realpathSync } from 'node:fs';
import { relativePath } from '../paths.ts';
import { type BuildOptions, type BuildResult, BuildSession } from './build-session.ts';
import { type FileWatcher, type WatchFiles, watchFiles } from './file-watcher.ts';

/** What made a build, and how long it took. */
export interface WatchedChange {
  /** The files that changed, relative to the package's folder and sorted; none for the first build. */
  readonly files: readonly string[];
  readonly elapsedMs: number;
}

/** What `PackageWatch` calls, and what it may be given in place of the machine's. */
export interface WatchOptions extends BuildOptions {
  /** Called after each build, the first one too. The next one waits for it. */
  readonly onBuild: (result: BuildResult, change: WatchedChange) => void | Promise<void>;
  /** How long no file must have changed before they are built, in ms: editors write several at once. @default 30 */
  readonly settleMs?: number;
  /** @default the notifications of the operating system */
  readonly watchFiles?: WatchFiles;
  /** @default the system's clock */
  readonly clock?: WatchClock;
}

/** What watching needs of time. */
export interface WatchClock {
  /** Monotonic milliseconds. */
  now(): number;
  setTimer(delayMs: number, fn: () => void): unknown;
  clearTimer(timer: unknown): void;
}

const systemClock: WatchClock = {
  now: () => performance.now(),
  setTimer: (delayMs, fn) => setTimeout(fn, delayMs),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout), // what setTimer gave
};

/**
 * Builds a package, and again after each change of its files, until it is closed. Each build is a `BuildSession`'s: with
 * an error in the sources the last good build stays.
 *
 * @example
 * ```ts
 * const watch = new PackageWatch('./my-udfs', { onBuild: ({ diagnostics }) => console.log(diagnostics.length) });
 * process.once('SIGINT', () => watch.close());
 * await watch.ended;
 * ```
 */
export class PackageWatch implements AsyncDisposable {
  /** Settles when it has ended: once closed, or where there is no such folder. Rejects with what no source can mend. */
  readonly ended: Promise<void>;
  readonly #options: WatchOptions;
  readonly #clock: WatchClock;
  readonly #changed = new Set<string>();
  #timer: unknown;
  #settled = false;
  #closed = false;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  /** @param folder the package's folder */
  constructor(folder: string, options: WatchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.ended = this.#run(folder);
  }

  /** Ends it, when the build that is running is done. */
  close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    return this.ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(folder: string): Promise<void> {
    // Notifications name files by their real paths.
    const root = existsSync(folder) ? realpathSync(folder) : folder;
    const session = new BuildSession(root, this.#options);
    let watcher: FileWatcher | undefined;
    try {
      // Watched before it is read: what changes meanwhile is built next.
      if (existsSync(folder)) watcher = await this.#watch(root);
      for (let changed: readonly string[] | undefined; !this.#closed; changed = await this.#nextChange()) {
        const began = this.#clock.now();
        const result = await this.#build(session, changed);
        if (result === undefined) return;
        const elapsedMs = this.#clock.now() - began;
        const files = (changed ?? []).map((path) => relativePath(root, path)).sort();
        await this.#options.onBuild(result, { files, elapsedMs });
        if (watcher === undefined) return;
        watcher.follow(session.outerFiles());
      }
    } finally {
      this.#clock.clearTimer(this.#timer);
      await watcher?.close();
      await session.close();
    }
  }

  async #build(
    session: BuildSession,
    changed: readonly string[] | undefined,
  ): Promise<BuildResult | undefined> {
    try {
      return await session.build(changed);
    } catch (error) {
      // Ctrl+C goes to the bundler's process too, whose end can be noticed before we are told to close.
      await new Promise((resolve) => setImmediate(resolve));
      if (!this.#closed) throw error;
      return undefined;
    }
  }

  #watch(root: string): Promise<FileWatcher> {
    const place = { root, outDir: this.#options.outDir ?? 'dist' };
    return (this.#options.watchFiles ?? watchFiles)(place, {
      changed: (path) => this.#noteChange(path),
      failed: (error) => {
        this.#failure = error;
        this.#wake();
      },
    });
  }

  #noteChange(path: string): void {
    this.#changed.add(path);
    this.#settled = false;
    this.#clock.clearTimer(this.#timer);
    this.#timer = this.#clock.setTimer(this.#options.settleMs ?? 30, () => {
      this.#settled = true;
      this.#wake();
    });
  }

  /** The files that have changed, once they are at rest; none when it is closed. */
  async #nextChange(): Promise<readonly string[]> {
    while (!this.#closed && !this.#settled) {
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
    const changed = [...this.#changed];
    this.#changed.clear();
    this.#settled = false;
    return changed;
  }
}
