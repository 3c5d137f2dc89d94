import type { UdfContext } from '@sluice/sdk';

/**
 * The contract between a bundle and the runtime that imports it: plain data and functions, no class identity,
 * no Arrow library. Its version is `ABI_VERSION` of `@sluice/sdk/manifest`.
 */

/** Typed arrays in which fixed-width values, decimals (two words a value) and bytes are kept. */
export type ColumnValues =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/**
 * One Arrow array, realigned so that row 0 is at index 0 of every buffer. Buffers follow the Arrow columnar format:
 *
 * | type | values | offsets | children |
 * |---|---|---|---|
 * | bool | bitmap, least significant bit first (Uint8Array) | – | – |
 * | int, float | typed array of that width | – | – |
 * | utf8, binary | bytes (Uint8Array) | length + 1 | – |
 * | decimal | two little-endian 64-bit words a value (BigInt64Array) | – | – |
 * | date | Int32Array of days | – | – |
 * | timestamp, duration | BigInt64Array | – | – |
 * | interval year-month / day-time / month-day-nano | Int32Array of 1 / 2 / 4 words a value | – | – |
 * | list | – | length + 1 | the elements |
 * | struct | – | – | one a field |
 * | map | – | length + 1 | one struct of key and value |
 */
export interface Column {
  readonly length: number;
  readonly nullCount: number;
  /** Bit `i & 31` of word `i >> 5` is 1 where row i is not null; null when no row is. At least ⌈length / 32⌉ words. */
  readonly validity: Int32Array | null;
  readonly values: ColumnValues | null;
  readonly offsets: Int32Array | null;
  readonly children: readonly Column[];
}

/** Receives the rows that failed. Throws what must end the batch under `onError: 'fail'`. */
export interface RowErrors {
  add(row: number, error: unknown): void;
}

/** Collects one output column, by row index and in any order; rows never set are null. */
export interface ColumnBuilder {
  /** @throws UdfValueError (code `invalid-result`) when the value does not fit the type; the row then stays null. */
  set(row: number, value: unknown): void;
  finish(): Column;
}

/** The arguments of one batch, bound to the author's function. */
export interface OpenBatch {
  /** True where a null stands for a parameter that does not admit one: not called, null result. */
  skips(row: number): boolean;
  /** Reads the row's arguments and calls the function; what it returns or throws passes through. */
  call(row: number, context: UdfContext): unknown;
  /** The row's arguments, in order, without the context; may throw as `call` may. There with `batch` or `cache`. */
  args?(row: number): unknown[];
  /**
   * The row's value of the `orderBy` parameter as it is stored (days, units, text), so that equal values are equal to a
   * Map; null where it is null. Never throws. There for functions with `orderBy`.
   */
  key?(row: number): unknown;
}

/** A synchronous function: whole columns in, one column out. */
export interface SyncBundleUdf {
  readonly name: string;
  readonly async: false;
  /** The decorated function, whose metadata must agree with the manifest. */
  readonly fn: (...args: never[]) => unknown;
  run(rowCount: number, args: readonly Column[], errors: RowErrors): Column;
}

/** An asynchronous function: one call a row, driven by the executor. */
export interface AsyncBundleUdf {
  readonly name: string;
  readonly async: true;
  readonly fn: (...args: never[]) => unknown;
  open(rowCount: number, args: readonly Column[]): OpenBatch;
  output(rowCount: number): ColumnBuilder;
  /**
   * Calls a batch function: one array a parameter, all of one length; gives what it returns. There for functions with
   * `batch`, whose `OpenBatch.call` is not used.
   */
  callBatch?(columns: readonly unknown[][], context: UdfContext): unknown;
}

/** The one instance of a class whose methods are functions. */
export interface BundleInstance {
  /** The name under which the class is exported. */
  readonly className: string;
  /** SQL names of its functions, sorted. */
  readonly udfs: readonly string[];
  /** Makes the instance the first time. It may have `open` and `close`: see `UdfLifecycle` of the sdk. */
  get(): object;
}

export type BundleUdf = SyncBundleUdf | AsyncBundleUdf;

/** What `udfs.mjs` exports. */
export interface BundleModule {
  readonly abi: number;
  readonly udfs: readonly BundleUdf[];
  /** In the order of the classes' names; absent when there is none. */
  readonly instances?: readonly BundleInstance[];
}
