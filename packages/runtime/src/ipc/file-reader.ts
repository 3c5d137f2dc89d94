import { damaged, outside } from './damaged.ts';
import { type IpcBatch, IpcDecoder } from './decoder.ts';
import { FlatReader, viewOf } from './flat-reader.ts';
import { BLOCK_BYTES, FILE_MAGIC, FOOTER } from './format.ts';
import { messageAt } from './message.ts';
import { readSchema, type SourceSchema } from './read-schema.ts';

/** The length of the footer and the magic behind it. */
const TRAILER_BYTES = 4 + FILE_MAGIC.length;

/**
 * Reads an Arrow IPC file by its footer (Arrow columnar format, "IPC File Format"): a file need not have a stream inside
 * it. Batches are views into `bytes`, made when they are asked for.
 *
 * @throws SluiceError `invalid-argument`
 */
export function readIpcFile(bytes: Uint8Array): { schema: SourceSchema; batches: Iterable<IpcBatch> } {
  try {
    const metadata = footerOf(bytes);
    const flat = new FlatReader(viewOf(metadata), 0, metadata.byteLength);
    const footer = flat.root();
    const table = flat.table(footer, FOOTER.schema);
    if (table === 0) throw damaged('the footer of the file has no schema');
    const schema = readSchema(flat, table);
    const decoder = new IpcDecoder(schema);
    // One behind the other: a dictionary may have another inside it.
    for (const at of blocks(flat, footer, FOOTER.dictionaries)) readAt(decoder, bytes, at);
    return { schema, batches: batchesAt(decoder, bytes, blocks(flat, footer, FOOTER.recordBatches)) };
  } catch (error) {
    throw outside(error);
  }
}

function footerOf(bytes: Uint8Array): Uint8Array {
  const end = bytes.byteLength - TRAILER_BYTES;
  if (end < 0 || Buffer.from(bytes.subarray(end + 4)).toString('latin1') !== FILE_MAGIC) {
    throw damaged(`it does not end with ${FILE_MAGIC}, as a file does`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset + end, 4).getInt32(0, true);
  if (length < 0 || length > end) throw damaged(`the footer of the file has ${length} bytes`);
  return bytes.subarray(end - length, end);
}

/** Where the messages of a vector of Block begin. */
function blocks(flat: FlatReader, footer: number, slot: number): number[] {
  const vector = flat.table(footer, slot);
  const starts: number[] = [];
  for (let i = 0; i < flat.count(vector); i++) starts.push(flat.longAt(vector + 4 + BLOCK_BYTES * i));
  return starts;
}

function readAt(decoder: IpcDecoder, bytes: Uint8Array, at: number): IpcBatch | undefined {
  const message = messageAt(viewOf(bytes), at);
  return message === undefined ? undefined : decoder.read(message, bytes, message.bodyStart);
}

function* batchesAt(decoder: IpcDecoder, bytes: Uint8Array, starts: readonly number[]): Generator<IpcBatch> {
  for (const at of starts) {
    const batch = readAt(decoder, bytes, at);
    if (batch === undefined) throw damaged(`the block at byte ${at} is no record batch`);
    yield batch;
  }
}
