import { createHash } from 'node:crypto';
import { SluiceError } from '@sluice/sdk';

/**
 * What follows the Arrow stream:
 *
 * | bytes | what |
 * |---|---|
 * | 8 | the end-of-stream marker once more, for readers that look behind the first when there was no batch |
 * | 8 | `SLUICECP` |
 * | 4 | version, little-endian |
 * | 8 | length of the whole, this trailer included, little-endian |
 * | 32 | SHA-256 of everything before |
 *
 * Magic and version keep their place, counted from the end, in every version, so that a reader can name one that it
 * does not know.
 */
const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
const TRAILER_BYTES = 60;
const MAGIC_AT = 8;
const VERSION_AT = 16;
const LENGTH_AT = 20;
const HASH_BYTES = 32;
const MAGIC = 'SLUICECP';

export const CHECKPOINT_VERSION = 1;

/** Key of the Arrow schema's metadata under which a checkpoint's header stands. */
export const HEADER_KEY = 'sluice.checkpoint';

/** The error for bytes that cannot be restored. `udf` is the function that was to restore them, where it is known. */
export function invalidCheckpoint(udf: string | undefined, problem: string, cause?: unknown): SluiceError {
  const message = udf === undefined ? problem : `${udf}: ${problem}`;
  return new SluiceError('checkpoint-invalid', message, { ...(udf === undefined ? {} : { udf }), cause });
}

/** The stream, followed by its trailer. */
export function seal(stream: Uint8Array): Uint8Array {
  const length = stream.byteLength + TRAILER_BYTES;
  const sealed = new Uint8Array(length);
  sealed.set(stream);
  const trailer = new DataView(sealed.buffer, stream.byteLength);
  sealed.set(END_OF_STREAM, stream.byteLength);
  sealed.set(Buffer.from(MAGIC), stream.byteLength + MAGIC_AT);
  trailer.setUint32(VERSION_AT, CHECKPOINT_VERSION, true);
  trailer.setBigUint64(LENGTH_AT, BigInt(length), true);
  sealed.set(hash(sealed.subarray(0, length - HASH_BYTES)), length - HASH_BYTES);
  return sealed;
}

/**
 * The Arrow stream of a checkpoint, in memory of its own: whoever gave the bytes may reuse theirs.
 *
 * @throws SluiceError `checkpoint-invalid` when they are not, to the bit, what `seal` gave
 */
export function unseal(bytes: Uint8Array, udf: string | undefined): Uint8Array {
  const { byteLength } = bytes;
  if (byteLength === 0) {
    throw invalidCheckpoint(
      udf,
      'the checkpoint is empty: it was read before it was written, or never written. ' +
        'Give the bytes that `checkpoint()` gave, or start the stream without a checkpoint',
    );
  }
  const start = byteLength - TRAILER_BYTES;
  const magicAt = start + MAGIC_AT;
  const magic =
    start < 0 ? '' : Buffer.from(bytes.subarray(magicAt, magicAt + MAGIC.length)).toString('latin1');
  if (magic !== MAGIC) throw noTrailer(bytes, udf);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + start, TRAILER_BYTES);
  const version = trailer.getUint32(VERSION_AT, true);
  if (version !== CHECKPOINT_VERSION) {
    throw invalidCheckpoint(
      udf,
      `the checkpoint says that it has version ${version}, and this release reads version ${CHECKPOINT_VERSION}: ` +
        'restore it with the release of @sluice/runtime that wrote it. If that is this one, it is damaged',
    );
  }
  const length = trailer.getBigUint64(LENGTH_AT, true);
  if (length !== BigInt(byteLength)) {
    throw invalidCheckpoint(
      udf,
      `the checkpoint is damaged: it says that it has ${length} bytes, and has ${byteLength}. ${ANOTHER}`,
    );
  }
  const expected = bytes.subarray(byteLength - HASH_BYTES);
  if (Buffer.compare(hash(bytes.subarray(0, byteLength - HASH_BYTES)), expected) !== 0) {
    throw invalidCheckpoint(
      udf,
      `the checkpoint is damaged: its ${byteLength} bytes do not have the checksum that it names. ${ANOTHER}`,
    );
  }
  // Not `bytes.slice`: that of a Buffer shares its memory, which need not be aligned as Arrow wants it either.
  return new Uint8Array(bytes.subarray(0, start));
}

const ANOTHER = 'Restore from another copy or from an earlier checkpoint';

function noTrailer(bytes: Uint8Array, udf: string | undefined): SluiceError {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(HEADER_KEY)
    ? invalidCheckpoint(
        udf,
        `the checkpoint is damaged: its ${bytes.byteLength} bytes do not end as a checkpoint does, ` +
          `because some are missing, too many, or changed. ${ANOTHER}`,
      )
    : invalidCheckpoint(
        udf,
        `these ${bytes.byteLength} bytes are not a checkpoint, or only the beginning of one: ` +
          'give all the bytes that `checkpoint()` gave',
      );
}

function hash(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
