import {
  type ArrayView,
  type Decimal,
  type Decimal64,
  type Decimal256,
  type Dictionary,
  type FixedSizeBinary,
  type Float16,
  type Float32,
  type Int32,
  type Json,
  type TimeOfDay,
  type Uuid,
  udf,
} from '@sluice/sdk';

// Further functions that the adapters bench measures: nested, encoded and extension types.

/** list<f32> → f64, read in place. */
export const mean = udf({}, (values: ArrayView<Float32>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values.at(i);
  return sum / values.length;
});

/** dictionary<utf8> → dictionary<utf8>, once for each distinct value. */
export const shout = udf(
  { deterministic: true },
  (text: Dictionary<string>): Dictionary<string> => text.toUpperCase(),
);

/** dictionary<utf8> → utf8: the same, gathered. */
export const shoutPlain = udf({ deterministic: true }, (text: Dictionary<string>): string =>
  text.toUpperCase(),
);

/** float16 → float16 */
export const halve = udf({}, (a: Float16): Float16 => a / 2);

/** time64[us] → time64[us] */
export const toMinute = udf({}, (at: TimeOfDay<'us'>): TimeOfDay<'us'> => at - (at % 60_000_000n));

const opposite = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`);

/** decimal → decimal, by its text */
export const negate64 = udf({}, (amount: Decimal64<18, 2>): Decimal64<18, 2> => opposite(amount));
export const negate128 = udf({}, (amount: Decimal<38, 2>): Decimal<38, 2> => opposite(amount));
export const negate256 = udf({}, (amount: Decimal256<76, 2>): Decimal256<76, 2> => opposite(amount));

/** fixed_size_binary(16) → i32 */
export const ends = udf(
  {},
  (bytes: FixedSizeBinary<16>): Int32 => (bytes[0] as number) + (bytes[15] as number),
);

/** uuid → uuid */
export const anonymise = udf({}, (id: Uuid): Uuid => `${id.slice(0, 24)}000000000000`);

/** json → f64 */
export const total = udf(
  {},
  (line: Json<{ price: number; count: number }>): number => line.price * line.count,
);

/** map<utf8, f64> → f64 */
export const weight = udf({}, (parts: Map<string, number>): number => {
  let sum = 0;
  for (const part of parts.values()) sum += part;
  return sum;
});

type Shape =
  | { readonly kind: 'circle'; readonly radius: number }
  | { readonly kind: 'rectangle'; readonly width: number; readonly height: number };

/** dense_union → f64 */
export const area = udf({}, (shape: Shape): number =>
  shape.kind === 'circle' ? shape.radius * shape.radius * 3 : shape.width * shape.height,
);
