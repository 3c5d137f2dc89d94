/** Float16 as its bits, for Node 20 has no Float16Array. By arithmetic: every step is exact but the one that rounds. */

/** The Float16 at a row. */
export function readFloat16(bits: Uint16Array, row: number): number {
  const half = bits[row] as number;
  const sign = half > 0x7fff ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (0x400 + fraction) * (1 << exponent) * 2 ** -25;
}

/** The bits of the nearest Float16, the even one of two. Rounds once: by way of single precision it would be twice. */
export function toFloat16Bits(value: number): number {
  const sign = value < 0 || (value === 0 && 1 / value < 0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  if (!(magnitude >= 0)) return 0x7e00; // NaN
  // In units of 2^-14, the smallest normal number; below two of them lie the subnormal ones, with the same spacing.
  const scaled = magnitude * 2 ** 14;
  const exponent = 31 - Math.clz32(scaled | 1);
  // A sum of at least 2^52 has no fraction: the addition rounds half to even. What reaches 0x800 is the next exponent.
  const fraction = scaled * (1024 / (1 << exponent)) + 2 ** 52 - 2 ** 52;
  return sign | ((exponent << 10) + fraction);
}

/** Whether rounding a finite number to half precision gives an infinity. */
export function overflowsFloat16(value: number): boolean {
  return Math.abs(value) >= 65520 && value - value === 0;
}
