import type { UdfModel } from '../manifest/manifest.ts';
import type { UdfOptions } from '../options.ts';
import type { TestClock } from './test-clock.ts';

/** What a single use of a function may set anew, as `udfs.udf(name, options)` may. */
export type TestOverrides = Pick<UdfOptions, 'ordered' | 'maxInFlight' | 'window' | 'timeout' | 'onError'>;

/** How rows are run in a test. `Args` are the function's parameters, without its context. */
export interface TestOptions<Args = readonly unknown[]> extends TestOverrides {
  /**
   * Whether each parameter admits null, which types say and the run cannot see: `[false, true]`. The compiler checks it
   * against the function's types. Needed where a row has a null: a row with one that is not admitted is not called, and
   * its result is null.
   */
  readonly nullable?: Nullable<Args>;
  /** What the compiler knows of the package, `(await check('.')).models` of `@sluice/codegen`, in the place of `nullable`. */
  readonly models?: readonly UdfModel[];
  /**
   * The SQL name, for `ctx.udf`, messages and `models`. @default the option `name`, else from the function's own name; a
   * function that is written inside of `udf()` has none to be seen, and is `udf`
   */
  readonly name?: string;
  /** Names of the parameters, for `orderBy`. @default as the function's text has them */
  readonly parameters?: readonly string[];
  /** Rows in a record batch, which leaves when its last row is done. @default 1: a row leaves as soon as it may */
  readonly batchRows?: number;
  /** Of jitter. The same seed gives the same delays. @default 1 */
  readonly seed?: number;
  /** A clock for several functions. @default one of its own */
  readonly clock?: TestClock;
  /** What `new Date()` is when the clock is at 0. @default 2020-01-01T00:00:00.000Z */
  readonly startAt?: Date;
  /** The clock may go on by so much in one `rows()`. @default '1 day' */
  readonly limit?: string;
}

/** `true` for each parameter whose type admits null or undefined, `false` for each other. */
export type Nullable<Args> = {
  readonly [P in keyof Args]-?: null extends Args[P] ? true : undefined extends Args[P] ? true : false;
};

/** Options where the functions of an instance are run. */
export interface InstanceOptions<Instance, Args = readonly unknown[]> extends TestOptions<Args> {
  /**
   * An instance that the test has made, and opened, itself: neither `open` nor `close` is called on it.
   *
   * @default the class is made without arguments and opened before the first row, and closed by `close()`
   */
  readonly instance?: Instance;
}

/** How one set of rows is run. */
export interface RowsOptions {
  /** Cancels the rows: `test.clock.after('50ms', () => controller.abort())` does it at a time of the test's. */
  readonly signal?: AbortSignal;
}
