import { isDeepStrictEqual } from 'node:util';

/** Whether two results are one, but for the last digits of numbers: sums depend on their order. */
export function sameResult(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    if (Object.is(a, b) || a === b) return true;
    return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (a instanceof Map && b instanceof Map) return sameResult([...a], [...b], tolerance);
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && a.constructor === b.constructor) {
    return sameResult([...(a as Float64Array)], [...(b as Float64Array)], tolerance);
  }
  const plain = [a, b].every((value) => Array.isArray(value) || isPlain(value));
  if (!plain) return isDeepStrictEqual(a, b);
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === others.length &&
    keys.every((key) => key in b && sameResult((a as Named)[key], (b as Named)[key], tolerance))
  );
}

type Named = Record<string, unknown>;

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === Object.prototype || prototype === null;
}
