/**
 * Decodes LZ4 frames, which is how Arrow IPC has compressed bodies: docs/lz4_Frame_format.md and lz4_Block_format.md of
 * lz4/lz4. Checksums are not checked: Arrow's lengths are.
 */
export function decodeLz4(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 7 || view.getUint32(0, true) !== 0x184d2204) throw damaged();
  const flags = view.getUint8(4);
  const [blockChecksum, contentSize, dictionary] = [flags & 0x10, flags & 0x08, flags & 0x01];
  let at = 6 + (contentSize === 0 ? 0 : 8) + (dictionary === 0 ? 0 : 4) + 1;
  let output = new Uint8Array(contentSize === 0 ? 4 * bytes.byteLength : Number(view.getBigUint64(6, true)));
  let length = 0;
  const reserve = (count: number): void => {
    if (length + count <= output.byteLength) return;
    const larger = new Uint8Array(Math.max(length + count, 2 * output.byteLength));
    larger.set(output.subarray(0, length));
    output = larger;
  };

  const decodeBlock = (end: number): void => {
    while (at < end) {
      const token = bytes[at++] as number; // below `end`, which is in the bytes
      const literals = readLength(token >> 4);
      if (at + literals > end) throw damaged();
      reserve(literals);
      output.set(bytes.subarray(at, at + literals), length);
      at += literals;
      length += literals;
      if (at === end) return; // The last sequence has no match.
      if (at + 2 > end) throw damaged();
      const offset = view.getUint16(at, true);
      at += 2;
      const matched = readLength(token & 15) + 4;
      if (offset === 0 || offset > length) throw damaged();
      reserve(matched);
      // A match may overlap with what it writes.
      if (offset >= matched) output.copyWithin(length, length - offset, length - offset + matched);
      else for (let i = 0; i < matched; i++) output[length + i] = output[length + i - offset] as number;
      length += matched;
    }
  };
  const readLength = (nibble: number): number => {
    let total = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; total += more) {
      more = bytes[at++] ?? Number.NaN;
      if (Number.isNaN(more)) throw damaged();
    }
    return total;
  };

  for (;;) {
    if (at + 4 > bytes.byteLength) throw damaged();
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return output.subarray(0, length);
    const stored = size & 0x7fffffff;
    if (at + stored > bytes.byteLength) throw damaged();
    if (size >= 0x80000000) {
      reserve(stored);
      output.set(bytes.subarray(at, at + stored), length);
      length += stored;
      at += stored;
    } else {
      decodeBlock(at + stored);
    }
    if (blockChecksum !== 0) at += 4;
  }
}

function damaged(): Error {
  return new Error('a compressed body is damaged');
}
