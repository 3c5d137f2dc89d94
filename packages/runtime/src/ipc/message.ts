import { damaged, outside, unsupported } from './damaged.ts';
import { FlatReader, viewOf } from './flat-reader.ts';
import { CONTINUATION, MESSAGE, PREFIX_BYTES, VERSION_4, VERSION_5 } from './format.ts';

/** The table `Message` of Message.fbs. */
export interface Message {
  readonly flat: FlatReader;
  readonly table: number;
  readonly version: number;
  /** One of `HEADER`. */
  readonly kind: number;
  /** Where the header's own table is. */
  readonly header: number;
  /** Where the metadata ends, and in a stream the body begins. */
  readonly bodyStart: number;
  readonly bodyLength: number;
}

/**
 * Reads a message's metadata.
 *
 * @param metadata the flatbuffer, without the continuation and the length before it: in Arrow Flight, `data_header`
 * @throws SluiceError `invalid-argument`
 */
export function readMessage(metadata: Uint8Array): Message {
  return read(viewOf(metadata), 0, metadata.byteLength);
}

/**
 * Reads the metadata of the message that begins at `at`; undefined at the end of a stream.
 *
 * @throws SluiceError `invalid-argument`
 */
export function messageAt(view: DataView, at: number): Message | undefined {
  if (at < 0 || at + PREFIX_BYTES > view.byteLength) throw damaged(`a message is cut off at byte ${at}`);
  const length = metadataLength(view, at);
  return length === 0 ? undefined : read(view, at + PREFIX_BYTES, length);
}

function read(view: DataView, start: number, byteLength: number): Message {
  try {
    const flat = new FlatReader(view, start, byteLength);
    const table = flat.root();
    const version = flat.short(table, MESSAGE.version);
    if (version !== VERSION_5 && version !== VERSION_4) {
      throw unsupported(`has metadata version ${version + 1}; Sluice reads versions 4 and 5`);
    }
    const header = flat.table(table, MESSAGE.header);
    if (header === 0) throw damaged('a message has no header');
    const bodyLength = flat.long(table, MESSAGE.bodyLength);
    if (bodyLength < 0 || !Number.isSafeInteger(bodyLength)) {
      throw damaged(`a message has a body of ${bodyLength} bytes`);
    }
    const kind = flat.byte(table, MESSAGE.headerType);
    return { flat, table, version, kind, header, bodyStart: start + byteLength, bodyLength };
  } catch (error) {
    throw outside(error);
  }
}

/**
 * How long the metadata is, of the message whose 8 bytes of prefix are at `at`; 0 at the end of a stream.
 *
 * @throws SluiceError `invalid-argument` when no message begins there
 */
export function metadataLength(view: DataView, at: number): number {
  const length = view.getInt32(at + 4, true);
  if (view.getUint32(at, true) !== CONTINUATION || length < 0) {
    throw damaged('no message begins where one should (is it an Arrow IPC stream, of Arrow 0.15 or later?)');
  }
  return length;
}
