import { type BuildOptions, type BuildResult, build } from '../build.ts';

/** What `watch` calls, and what it may be given in place of the machine's. */
export interface WatchOptions extends BuildOptions {
  /**
   * Called after each build, the first one too. The next one waits for it.
   *
   * @param changed the files that made it, relative to the package's folder and sorted; none for the first
   */
  readonly onBuild: (result: BuildResult, changed: readonly string[]) => void | Promise<void>;
}

/** A package that is built whenever a file of it changes. */
export interface Watching {
  /** Settled when it has ended: rejected with whatever was thrown, which is a bug or a disk that cannot be read. */
  readonly ended: Promise<void>;
  /** Ends it, when the build that is running is done. */
  close(): Promise<void>;
}

/** Builds a package, and again after each change of its files, until it is closed. */
export function watch(folder: string, options: WatchOptions): Watching {
  const ended = build(folder, options).then((result) => options.onBuild(result, []));
  return { ended, close: () => ended };
}
