import { type Int32, udf } from '@sluice/sdk';

/** (f64, f64) → f64 */
export const score = udf({}, (a: number, b: number): number => a * b + 1);

/** utf8 → i32, reading every value's content. */
export const firstUnits = udf(
  {},
  (text: string): Int32 => (text.length === 0 ? 0 : text.charCodeAt(0) + text.charCodeAt(text.length - 1)),
);
