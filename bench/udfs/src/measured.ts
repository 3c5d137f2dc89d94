import { type Int32, type Timestamp, udf } from '@sluice/sdk';

// The functions that the adapters bench measures, in the order of its signatures, and those of the other benches.

/** (f64, f64) → f64 */
export const score = udf({}, (a: number, b: number): number => a * b + 1);

/** (i64, i64) → i64 */
export const addMul = udf({}, (a: bigint, b: bigint): bigint => a + b * 3n);

/** utf8 → i32, reading every value's content. */
export const firstUnits = udf(
  {},
  (text: string): Int32 => (text.length === 0 ? 0 : text.charCodeAt(0) + text.charCodeAt(text.length - 1)),
);

/** utf8 → utf8, a result that V8 puts together lazily. */
export const label = udf({}, (text: string): string => `id:${text}`);

/** utf8 → utf8, a flat result. */
export const upper = udf({}, (text: string): string => text.toUpperCase());

/** (utf8?, i32) → utf8?, called where the text is null. */
export const prefix = udf({}, (text: string | null, length: Int32): string | null =>
  text === null ? null : text.slice(0, length),
);

/** (bool, bool) → bool */
export const onlyFirst = udf({}, (a: boolean, b: boolean): boolean => a && !b);

/** The same, which may be called once for each combination. */
export const onlyFirstDeterministic = udf(
  { deterministic: true },
  (a: boolean, b: boolean): boolean => a && !b,
);

/** timestamp[us] → timestamp[us] */
export const toSecond = udf({}, (at: Timestamp<'us'>): Timestamp<'us'> => at - (at % 1_000_000n));

interface Point {
  x: number;
  y: number;
}

interface Spot {
  distance: number;
  cell: Int32;
}

/** struct → struct */
export const locate = udf(
  {},
  (point: Point): Spot => ({ distance: point.x * point.x + point.y * point.y, cell: (point.x / 16) | 0 }),
);

/** (f64, f64) → f64 by a promise that is resolved already. */
export const scoreAsync = udf({ async: true }, async (a: number, b: number): Promise<number> => a * b + 1);

/** Fails in every row. */
export const fails = udf({ async: true }, async (a: number): Promise<number> => {
  throw new Error(`no result for ${a}`);
});
