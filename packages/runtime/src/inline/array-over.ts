import type { ArrayOver, ColumnValues } from '../column/abi.ts';

/** An array over a part of a buffer. Bytes are a Buffer: text is read from them, or written, by codecs that only it has. */
export function arrayOver<Values extends ColumnValues>(
  Elements: ArrayOver<Values>,
  buffer: ArrayBufferLike,
  at: number,
  length: number,
): Values {
  // Whoever gave us shared memory reads it as if it were not.
  const own = buffer as ArrayBuffer;
  if ((Elements as ArrayOver) !== Uint8Array) return new Elements(own, at, length);
  return Buffer.from(own, at, length) as ColumnValues as Values; // a Buffer is a Uint8Array
}
