import { SluiceError } from '@sluice/sdk';
import type { SourceArray, SourceBatch, SourceType } from '../layout/source.ts';
import { type BatchHeader, encapsulate, makeHeader } from './batch-header.ts';
import { freshMemory, type OutputMemory } from './output-memory.ts';
import { NO_METADATA, type SourceSchema } from './read-schema.ts';
import { dictionariesOf } from './wire-layout.ts';
import { BodyWriter } from './write-body.ts';
import { writeSchema } from './write-schema.ts';

/** What a writer takes: the arrays of a batch, in the order of its schema. */
export interface WritableBatch extends Pick<SourceBatch, 'length' | 'columns'> {
  readonly messageMetadata?: ReadonlyMap<string, string>;
}

/** The continuation, and no metadata. */
export const END_OF_STREAM: Uint8Array = new Uint8Array(8).fill(0xff, 0, 4);

/** Writes an Arrow IPC stream: `begin`, then `batch` for each, then `END_OF_STREAM`. */
export class IpcStreamWriter {
  readonly #schema: SourceSchema;
  readonly #memory: OutputMemory;
  readonly #writer: BodyWriter;
  readonly #dictionaries: DictionaryWriter | undefined;
  #header: BatchHeader | undefined;
  #headerBuffers = -1;

  /**
   * @param memory where batches are written @default memory of its own for each
   * @throws SluiceError `schema-mismatch` when a column has a type that cannot be written
   */
  constructor(schema: SourceSchema, memory: OutputMemory = freshMemory) {
    this.#schema = schema;
    this.#memory = memory;
    this.#writer = new BodyWriter(schema.fields);
    const dictionaries = dictionariesOf(schema.fields);
    this.#dictionaries = dictionaries.size === 0 ? undefined : new DictionaryWriter(dictionaries);
  }

  /** The schema's message. */
  begin(): Uint8Array {
    return encapsulate(writeSchema(this.#schema));
  }

  /** The message of a batch, behind those of the dictionaries that it needs and the stream does not have yet. */
  batch({ length, columns, messageMetadata = NO_METADATA }: WritableBatch): Uint8Array {
    const dictionaries = this.#dictionaries?.changed(columns);
    const writer = this.#writer;
    writer.layOut(columns);
    const header = this.#headerFor(messageMetadata);
    let at = 0;
    if (dictionaries !== undefined) for (const message of dictionaries) at += message.byteLength;
    const end = at + header.bytes.byteLength + writer.bodyLength;
    const output = this.#memory.take(end);
    writer.write(output, at, header, length);
    if (dictionaries !== undefined) {
      at = 0;
      for (const message of dictionaries) {
        output.bytes.set(message, at);
        at += message.byteLength;
      }
    }
    return output.upTo(end);
  }

  #headerFor(metadata: ReadonlyMap<string, string>): BatchHeader {
    const { nodeCount: nodes, bufferCount: buffers, viewCount: views } = this.#writer;
    if (metadata.size > 0) return makeHeader({ nodes, buffers, views, metadata });
    if (this.#header === undefined || this.#headerBuffers !== buffers) {
      this.#header = makeHeader({ nodes, buffers, views, metadata });
      this.#headerBuffers = buffers;
    }
    return this.#header;
  }
}

/** What the stream's readers have of a dictionary. */
interface Written {
  arrays: readonly SourceArray[];
  /** The message of the first array, by which one that is made anew is found to be the same. */
  message: Uint8Array;
}

/** Writes dictionaries when they are new, have grown, or are others than before. */
class DictionaryWriter {
  readonly #writers: ReadonlyMap<bigint, BodyWriter>;
  readonly #written = new Map<bigint, Written>();

  constructor(types: ReadonlyMap<bigint, SourceType>) {
    const field = { name: 'dictionary', nullable: true, metadata: NO_METADATA };
    this.#writers = new Map([...types].map(([id, type]) => [id, new BodyWriter([{ ...field, type }])]));
  }

  /** The messages that come before a batch with these columns. */
  changed(columns: readonly (SourceArray | undefined)[]): Uint8Array[] {
    const messages: Uint8Array[] = [];
    for (const column of columns) this.#collect(column, messages);
    return messages;
  }

  #collect(array: SourceArray | undefined, messages: Uint8Array[]): void {
    if (array === undefined) return;
    const { type, dictionary } = array;
    if (type.kind === 'dictionary') {
      // Those inside it first: a reader needs them to make sense of it, and makes it anew when they are others.
      const before = messages.length;
      for (const values of dictionary ?? []) this.#collect(values, messages);
      this.#write(type.id, dictionary ?? [], messages, messages.length > before);
    }
    for (const child of array.children) this.#collect(child, messages);
  }

  #write(id: bigint, arrays: readonly SourceArray[], messages: Uint8Array[], anew: boolean): void {
    const written = anew ? undefined : this.#written.get(id);
    if (written?.arrays === arrays) return;
    const [first] = arrays;
    if (first === undefined) return; // no row needs one
    let known = written?.arrays.length ?? 0;
    if (written === undefined || !written.arrays.every((array, i) => array === arrays[i])) {
      const message = this.#message(id, first, false);
      if (written?.arrays.length !== 1 || Buffer.compare(written.message, message) !== 0)
        messages.push(message);
      this.#written.set(id, { arrays, message });
      known = 1;
    } else {
      written.arrays = arrays;
    }
    for (const delta of arrays.slice(known)) messages.push(this.#message(id, delta, true));
  }

  #message(id: bigint, array: SourceArray, isDelta: boolean): Uint8Array {
    const writer = this.#writers.get(id);
    if (writer === undefined) {
      throw new SluiceError(
        'schema-mismatch',
        `a column has the dictionary ${id}, which its schema does not name`,
      );
    }
    writer.layOut([array]);
    const { nodeCount: nodes, bufferCount: buffers, viewCount: views, bodyLength } = writer;
    const header = makeHeader({ nodes, buffers, views, dictionary: { id, isDelta }, metadata: NO_METADATA });
    const end = header.bytes.byteLength + bodyLength;
    const output = freshMemory.take(end);
    writer.write(output, 0, header, array.length);
    return output.upTo(end);
  }
}
