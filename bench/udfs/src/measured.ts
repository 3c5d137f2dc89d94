import { type Int32, udf } from '@sluice/sdk';

/** (f64, f64) → f64 */
export const score = udf({}, (a: number, b: number): number => a * b + 1);

/** utf8 → i32, reading every value's content. */
export const firstUnits = udf(
  {},
  (text: string): Int32 => (text.length === 0 ? 0 : text.charCodeAt(0) + text.charCodeAt(text.length - 1)),
);

/** (f64, f64) → f64 by a promise that is resolved already. */
export const scoreAsync = udf({ async: true }, async (a: number, b: number): Promise<number> => a * b + 1);

/** Fails in every row. */
export const fails = udf({ async: true }, async (a: number): Promise<number> => {
  throw new Error(`no result for ${a}`);
});
