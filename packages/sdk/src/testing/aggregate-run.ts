/** How an aggregate is run in a test. */
export interface AggregateCheck {
  /** Whether each parameter of `accumulate` behind the state admits null. Needed where a row has a null. */
  readonly nullable?: readonly boolean[];
  /** What numbers may differ by, of their size, and still be the same result. @default 1e-9 */
  readonly tolerance?: number;
  /** Of the ways in which rows are split at random. @default 1 */
  readonly seed?: number;
  /** Ways to split the rows, beside each single cut. @default 32 */
  readonly splits?: number;
}

/** What an aggregate made of its rows. */
export interface AggregateRun<Value> {
  /** The result of all rows in one state. Every way to split them gave the same. */
  readonly value: Value | null;
  /** The rows that `accumulate` refused, or whose null it does not admit; they are part of no state. */
  readonly failed: readonly { readonly row: number; readonly error: unknown }[];
  readonly skipped: readonly number[];
  /** Ways to split the rows that were tried. */
  readonly splits: number;
}
