/**
 * A column of values as a vectorized function takes it, and may give it back: a view of Arrow memory that is read only
 * and good for the time of the call. Take `toArray()` of what is to be kept.
 *
 * In a function with the option `vectorized`, a row in which any parameter that admits no null is null is left out
 * before the call, in all columns alike, and its result is null; the results of the others are put back in their places.
 * So the values of a `Column<string>` are never null, and `nullCount` is above 0 only for a `Column<T | null>`.
 *
 * @typeParam T a value, of any type that a parameter may have; with `| null` or `| undefined` where it may be null
 * @example
 * ```ts
 * export const lengths = udf({ vectorized: true }, (texts: Column<string | null>): Int32Array => {
 *   const result = new Int32Array(texts.length);
 *   for (let row = 0; row < texts.length; row++) result[row] = texts.at(row)?.length ?? 0;
 *   return result;
 * });
 * ```
 */
export interface Column<T> {
  /** How many rows there are: the same in all columns of a call. */
  readonly length: number;
  /** How many of them are null. */
  readonly nullCount: number;
  /** The value in a row. Each call reads it anew. @param row 0 to `length` − 1; nothing is said of other rows */
  at(row: number): T;
  /** Whether the value in a row is null. @param row 0 to `length` − 1; nothing is said of other rows */
  isNull(row: number): boolean;
  /** The values, from the first row to the last. */
  [Symbol.iterator](): IterableIterator<T>;
  /** All values, as an array of the caller's own. */
  toArray(): T[];
}
