import type { UdfContext } from '@sluice/sdk';
import type { GroupFailure, RowFailure } from './failure.ts';

/**
 * Rows that leave together: a record batch, or one row sent through the handle. The executor calls these methods and
 * knows nothing of what is behind them.
 *
 * Every group ends with exactly one call of `leave` or `abort`; nothing is called after it.
 */
export interface RowGroup {
  readonly rowCount: number;
  /** What the group keeps in memory until it leaves, in bytes: counts in the window. @default 0 */
  readonly byteLength?: number;
  /** True where a null stands for a parameter that does not admit one: the row is not called and stays null. */
  skips(row: number): boolean;
  /**
   * Calls the author's function for one row; may throw, may return any thenable. The context is the row's own until
   * the call has settled, then another row may get it.
   */
  call(row: number, context: UdfContext): unknown;
  /** Writes a result by row index; results come in any order. A throw is that row's error (code `invalid-result`). */
  succeed(row: number, value: unknown): void;
  /** The row has no result, under `onError: 'null'` and `'capture'`. */
  fail(row: number, failure: RowFailure): void;
  /** What a result keeps in memory until the group leaves, in bytes: counts in the window. @default 0 for each */
  resultBytes?(row: number, value: unknown): number;
  /** What a row's arguments weigh in a micro-batch with `maxBytes`, in bytes. @default 0 for each */
  argumentBytes?(row: number): number;
  /** The row's key, under `keyed`: compared as a Map does, so a string, number, bigint or boolean. May throw. */
  key?(row: number): unknown;
  /**
   * What stands for the row's arguments in the cache, compared as a Map does; undefined keeps the row out of it. Rows
   * with the same arguments must have the same key under `keyed`. May throw.
   */
  cacheKey?(row: number): unknown;
  /** All rows have finished and the group's turn has come. May submit. */
  leave(): void;
  /** The group ends without results: a row failed under `onError: 'fail'`, or it was cancelled, or all was stopped. */
  abort(failure: GroupFailure): void;
}

/** A row of a call for several rows. */
export interface BatchedRow {
  readonly group: RowGroup;
  readonly row: number;
  /** The same for all attempts of the row, and after a restore. */
  readonly idempotencyKey: string;
}
