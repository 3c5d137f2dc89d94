import type { UdfContext } from '@sluice/sdk';

/**
 * The contract between a bundle and the runtime that imports it: plain data and functions, no class identity,
 * no Arrow library. Its version is `ABI_VERSION` of `@sluice/sdk/manifest`.
 */

/** Typed arrays in which fixed-width values and bytes are kept. */
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
 * One Arrow array, realigned so that row 0 is at index 0 of every buffer. Buffers follow the Arrow columnar format, with
 * one physical layout for each kind of type: what differs on the wire (64-bit offsets, views, run ends, decimals of other
 * widths, sparse unions) is brought to it on the way in, and from it on the way out.
 *
 * | type | values | offsets | children |
 * |---|---|---|---|
 * | null | – | – | – (`validity` has no bit set) |
 * | bool | bitmap, least significant bit first (Uint8Array) | – | – |
 * | int, float | typed array of that width; float16 as its bits (Uint16Array) | – | – |
 * | utf8, json, binary of every layout | bytes (Uint8Array): those that the offsets reach, and perhaps more | length + 1 | – |
 * | fixed-binary, uuid | `byteWidth` bytes a value (Uint8Array) | – | – |
 * | decimal | Int32Array (32), or 1, 2, 4 little-endian 64-bit words a value (BigInt64Array) | – | – |
 * | date | days (Int32Array), or milliseconds (BigInt64Array) | – | – |
 * | time | Int32Array (s, ms) or BigInt64Array (us, ns) | – | – |
 * | timestamp, duration | BigInt64Array | – | – |
 * | interval year-month / day-time / month-day-nano | Int32Array of 1 / 2 / 4 words a value | – | – |
 * | list of every layout | – | length + 1 | the elements |
 * | fixed-list | – | – | the elements: length × size, hidden ones under nulls |
 * | struct | – | – | one a field |
 * | map | – | length + 1 | one struct of key and value |
 * | dictionary | indices (Int32Array), 0 under nulls | – | the dictionary's values, none of which is null |
 * | union of both modes | variant by its place in the type (Int8Array), -1 for one that the type lacks | row in that child, `length` of them | one a variant |
 *
 * A union's `validity` is derived: a row is null where its variant's value is, and never in a variant of content 'none',
 * whose child is Null. A union's null is one of the first variant that has content.
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

/** Makes typed arrays of one kind over a buffer. */
export interface ArrayOver<Values extends ColumnValues = ColumnValues> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): Values;
}

/**
 * Where a synchronous adapter gets the memory for its result. A result that takes its buffers in the order in which Arrow
 * lists them (validity, offsets, values) may find them in a message's body already, where nothing need be copied.
 */
export interface ResultMemory {
  /** An array of so many elements, at a multiple of 8 bytes. What is in it is left from before. Bytes may be a Buffer. */
  take<Values extends ColumnValues>(Elements: ArrayOver<Values>, length: number): Values;
}

/**
 * A synchronous function: whole columns in, one column out. For a vectorized function no parameter that admits no null
 * has one: the caller leaves such rows out. For a table function the result is a List of what each row yields.
 */
export interface SyncBundleUdf {
  readonly name: string;
  readonly async: false;
  /** The decorated function, whose metadata must agree with the manifest. */
  readonly fn: (...args: never[]) => unknown;
  /** @param memory for the result's values @default fresh memory */
  run(rowCount: number, args: readonly Column[], errors: RowErrors, memory?: ResultMemory): Column;
}

/**
 * An asynchronous function: one call a row, driven by the executor. For a table function a call's promise is of an array
 * of all that the row yields, and the output is a List.
 */
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

/** An aggregate: states by group, on the thread of the bundle. */
export interface AggregateBundleUdf {
  readonly name: string;
  readonly async: false;
  readonly aggregate: true;
  /** The decorated class. */
  readonly fn: abstract new () => unknown;
  open(): AggregateStates;
}

/** The states of one aggregation. Groups are numbered from 0; a group's state is made when the group first comes up. */
export interface AggregateStates {
  /** One more than the highest group so far. */
  readonly groupCount: number;
  /** Adds each row to the state of its group. Rows with a null that the function does not admit are left out. */
  accumulate(rowCount: number, args: readonly Column[], groups: Int32Array, errors: RowErrors): void;
  /** Takes each row out of the state of its group. There where the class has `retract`. */
  retract?(rowCount: number, args: readonly Column[], groups: Int32Array, errors: RowErrors): void;
  /** Merges states that `states` gave, here or elsewhere, each into that of its group. */
  merge(states: Column, groups: Int32Array, errors: RowErrors): void;
  /** The states of all groups as a column of the model's `state` type. `errors` is told groups, not rows. */
  states(groupCount: number, errors: RowErrors): Column;
  /** The result of each group. `errors` is told groups, not rows. */
  finish(groupCount: number, errors: RowErrors): Column;
}

export type BundleUdf = SyncBundleUdf | AsyncBundleUdf | AggregateBundleUdf;

/** What `udfs.mjs` exports. */
export interface BundleModule {
  readonly abi: number;
  readonly udfs: readonly BundleUdf[];
  /** In the order of the classes' names; absent when there is none. */
  readonly instances?: readonly BundleInstance[];
}
