import type { ErrorCode } from '../errors.ts';

/** Why a row has no value. */
export interface TestError {
  /** As beside a row in an engine: `udf-threw`, `timeout`, `invalid-result`, … */
  readonly code: ErrorCode;
  /** Of the error that was thrown: `TypeError`. */
  readonly name: string;
  readonly message: string;
  /** What was thrown, as it was thrown; undefined for a timeout. */
  readonly cause: unknown;
}

/** One call of the function. All times are those of the test's clock, in milliseconds. */
export interface TestCall {
  /** The rows that it was for: one, or those of a batch. */
  readonly rows: readonly number[];
  /** 1 for the first call of its rows. */
  readonly attempt: number;
  readonly startedAt: number;
  /** When it had settled; undefined where that was after the run, or never. */
  readonly settledAt: number | undefined;
  /** When nobody waited for it any more, though it had not settled: its time was over, or its rows were cancelled. */
  readonly givenUpAt: number | undefined;
  /** `timed-out` and `cancelled` for a call that was given up, whatever it did later. */
  readonly outcome: 'returned' | 'threw' | 'timed-out' | 'cancelled' | 'pending';
  /** What `ctx.idempotencyKey` was. */
  readonly idempotencyKey: string;
}

/** What became of a row. */
export interface TestRow<Value> {
  /** Its place in the input. */
  readonly row: number;
  /**
   * - `value`: it has one, which may be null;
   * - `error`: it failed, whatever `onError` makes of that;
   * - `skipped`: an argument was null where the parameter admits none, so that the function was not called;
   * - `cancelled`: another row failed under `onError: 'fail'`, or the signal was aborted.
   */
  readonly status: 'value' | 'error' | 'skipped' | 'cancelled';
  /** Null but for `value`. */
  readonly value: Value | null;
  readonly error: TestError | undefined;
  /** Calls made for it. */
  readonly attempts: number;
  readonly calls: readonly TestCall[];
  /** It has a value without a call of its own: from the cache, or from a call that was under way for the same arguments. */
  readonly cached: boolean;
  /** When its first call started; undefined where there was none. */
  readonly startedAt: number | undefined;
  /** When its outcome was known. */
  readonly settledAt: number | undefined;
  /** When its result left, alone or with its batch; undefined where it never did. */
  readonly emittedAt: number | undefined;
}

/** What ended the run under `onError: 'fail'`, or cancelled it. */
export interface TestFailure extends TestError {
  /** The row that failed; undefined where the run was cancelled. */
  readonly row: number | undefined;
  readonly attempts: number;
}

/** All that happened to the rows of one `rows()`. */
export interface TestRun<Value> {
  /** In the order of the input. */
  readonly rows: readonly TestRow<Value>[];
  /**
   * The values, in the order of the input; null where there is none.
   *
   * @throws SluiceError what an engine would be told, where the run ended with `failure`
   */
  readonly values: readonly (Value | null)[];
  /** The rows in the order in which their results left. */
  readonly emitted: readonly number[];
  /** In the order in which they started. */
  readonly calls: readonly TestCall[];
  /** How many calls had not settled, from each time at which that changed. */
  readonly inFlight: readonly { readonly at: number; readonly calls: number }[];
  /** The most calls that ran at once. */
  readonly peakInFlight: number;
  /** Undefined when every row has an outcome of its own. */
  readonly failure: TestFailure | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
}
