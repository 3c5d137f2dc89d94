import * as zlib from 'node:zlib';
import { CompressionType, compressionRegistry } from 'apache-arrow';
import { UnreadableInput } from './chunk.ts';
import { decodeLz4 } from './lz4.ts';

/** Node 22.15 has zstd; the types are those of Node 20. */
const { zstdDecompressSync } = zlib as {
  readonly zstdDecompressSync?: (bytes: Uint8Array) => Buffer;
};

/** Lets compressed bodies of Arrow IPC be read: LZ4, which pyarrow's Feather has by default, and zstd where Node has it. */
export function addCodecs(): void {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decodeLz4 });
  compressionRegistry.set(CompressionType.ZSTD, {
    decode(bytes) {
      if (zstdDecompressSync === undefined) {
        throw new UnreadableInput(
          `is compressed with zstd, which Node ${process.versions.node} cannot read: use Node 22.15 or later, or write it with LZ4 or uncompressed`,
        );
      }
      return zstdDecompressSync(bytes);
    },
  });
}
