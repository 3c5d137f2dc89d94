/**
 * Buffer's own string codecs. They stand on its prototype in every Node that we support and skip the argument checks of
 * `toString` and `write`, but the public types leave them out.
 */
export interface RawBytes extends Uint8Array {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
  latin1Write(text: string, offset: number): number;
  utf8Write(text: string, offset: number): number;
}

/** The same memory, with Buffer's string codecs. Works over a SharedArrayBuffer too. */
export function rawBytes(bytes: Uint8Array): RawBytes {
  // The methods of RawBytes are on Buffer.prototype; only the type declarations lack them.
  const raw = bytes as RawBytes;
  if (raw.utf8Write !== undefined) return raw; // a Buffer already; `instanceof` costs ten times as much
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as unknown as RawBytes;
}

/** The bytes from `start` to `end`, each as the character of its number. Needs no Buffer: its methods take any bytes. */
export function readLatin1(bytes: Uint8Array, start: number, end: number): string {
  return (Buffer.prototype as unknown as RawBytes).latin1Slice.call(bytes as RawBytes, start, end);
}

/** The same memory for reading words at any place. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Fresh memory, not cleared: the caller writes each byte before it is read. */
export function allocateBytes(byteLength: number): RawBytes {
  return Buffer.allocUnsafeSlow(byteLength) as unknown as RawBytes; // as in rawBytes
}

// A bundle may not import Node's modules by name, so that it stays one self-contained file for any bundler.
const nodeBuffer = /* @__PURE__ */ process.getBuiltinModule('node:buffer');

/** Up to here a loop over the bytes beats the call into Node, and the view that it needs. */
const SHORT_BYTES = 128;

/** Whether every byte from `start` to `end` is below 128. */
export function isAsciiBetween(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > SHORT_BYTES) return nodeBuffer.isAscii(bytes.subarray(start, end));
  let all = 0;
  for (let at = start; at < end; at++) all |= bytes[at] as number;
  return all < 128;
}

/** The position of the first byte above 127 from `from` on; `end` where there is none. Looks at four bytes at a time. */
export function nextNonAscii(view: DataView, from: number, end: number): number {
  let at = from;
  while (at + 4 <= end && (view.getInt32(at) & 0x80808080) === 0) at += 4;
  while (at < end && view.getUint8(at) < 128) at++;
  return at;
}
