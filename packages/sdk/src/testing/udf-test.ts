import { loadDriver, type Target, type Tested } from './driver.ts';
import { TestClock } from './test-clock.ts';
import type { InstanceOptions, RowsOptions } from './test-options.ts';
import type { TestRun } from './test-run.ts';

/**
 * A function under test. What lives as long as a handle in an engine lives as long as this: the cache, the rate limit,
 * the instance.
 *
 * @typeParam Input a row of arguments
 * @typeParam Value what the function gives for a row
 */
export class UdfTest<Input, Value> implements AsyncDisposable {
  /** The SQL name. */
  readonly name: string;
  readonly clock: TestClock;
  protected readonly tested: () => Promise<Tested>;
  #opened: Promise<Tested> | undefined;

  /** @internal Use `testUdf`. */
  constructor(target: Target, options: InstanceOptions<object>) {
    this.name = target.name;
    this.clock = options.clock ?? new TestClock();
    this.tested = () => {
      this.#opened ??= loadDriver().then((driver) => driver.test(target, this.clock, options));
      return this.#opened;
    };
  }

  /**
   * Runs rows to their end, each with the function's own options.
   *
   * @param rows an array of arguments for each row; of an asynchronous iterable each comes when it is yielded
   * @returns what became of each; a row's error is in it, and does not reject
   * @throws SluiceError `invalid-options`, `invalid-argument` when the rows or options make no sense, `invalid-bundle` when
   * the instance does not open, `stopped` when the clock is at its `limit`
   */
  async rows(
    rows: Iterable<Input> | AsyncIterable<Input>,
    options: RowsOptions = {},
  ): Promise<TestRun<Value>> {
    const tested = await this.tested();
    const given = rows as Iterable<readonly unknown[]>; // a row is an array, of either kind of iterable
    return (await tested.rows(given, options)) as TestRun<Value>; // what the function's types say
  }

  /** Stops what still runs, and calls the instance's `close`. */
  async close(): Promise<void> {
    await (await this.#opened)?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** A vectorized function under test, which takes whole columns. */
export class VectorizedTest<Columns, Value> {
  /** The SQL name. */
  readonly name: string;
  readonly #target: Target;
  readonly #options: InstanceOptions<object>;
  #tested: Promise<Tested> | undefined;

  /** @internal Use `testVectorized`. */
  constructor(target: Target, options: InstanceOptions<object>) {
    this.name = target.name;
    this.#target = target;
    this.#options = options;
  }

  /**
   * Calls the function once for all rows.
   *
   * @param columns one for each parameter, all of one length: typed arrays as they are, arrays for a `Column`
   * @returns a row for each row of the columns
   */
  async columns(...columns: Columns extends readonly unknown[] ? Columns : never): Promise<TestRun<Value>> {
    const clock = this.#options.clock ?? new TestClock();
    this.#tested ??= loadDriver().then((driver) => driver.test(this.#target, clock, this.#options));
    return (await (await this.#tested).columns(columns as readonly ArrayLike<unknown>[])) as TestRun<Value>;
  }
}
