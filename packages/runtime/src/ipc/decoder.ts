import type { SourceArray, SourceBatch } from '../layout/source.ts';
import { damaged, outside, unsupported } from './damaged.ts';
import { DICTIONARY_BATCH, HEADER, MESSAGE, VERSION_4 } from './format.ts';
import type { Message } from './message.ts';
import { type Body, BodyReader } from './read-body.ts';
import { NO_METADATA, readMetadata, readSchema, type SourceSchema } from './read-schema.ts';
import { dictionariesOf, everyType } from './wire-layout.ts';

/** A record batch of a stream, with what its message says beside it. */
export interface IpcBatch extends SourceBatch {
  readonly messageMetadata: ReadonlyMap<string, string>;
}

/**
 * Turns the messages of one stream into record batches. Their arrays are views into the bytes given: good for as long
 * as these are left alone. Dictionaries, which outlive their message, are copies.
 */
export class IpcDecoder {
  #schema: SourceSchema | undefined;
  #reader: BodyReader | undefined;
  readonly #dictionaryReaders = new Map<bigint, BodyReader>();
  readonly #dictionaries = new Map<bigint, readonly SourceArray[]>();

  /** @param schema of a file, whose messages begin behind it */
  constructor(schema?: SourceSchema) {
    this.#schema = schema;
  }

  /** Undefined until the schema's message has come. */
  get schema(): SourceSchema | undefined {
    return this.#schema;
  }

  /**
   * Takes a message. Gives the record batch, if it is one.
   *
   * @param bytes have the message's body from `start` on; it is copied once where it does not lie at a multiple of 8
   * @throws SluiceError `invalid-argument` when the bytes are damaged, or have something that Sluice does not read
   */
  read(message: Message, bytes: Uint8Array, start = 0): IpcBatch | undefined {
    const given = bytes.byteLength - start;
    if (message.bodyLength > given) {
      throw damaged(`a message has ${given} bytes of a body of ${message.bodyLength}`);
    }
    try {
      switch (message.kind) {
        case HEADER.schema:
          this.#open(message);
          return undefined;
        case HEADER.dictionaryBatch:
          this.#addDictionary(message, bytes, start);
          return undefined;
        case HEADER.recordBatch:
          return this.#batch(message, bytes, start);
        default:
          throw unsupported('has a message that is neither a schema, a dictionary nor a record batch');
      }
    } catch (error) {
      throw outside(error);
    }
  }

  #open({ flat, header, version }: Message): void {
    if (this.#schema !== undefined) throw unsupported('has two schemas: begin a stream for each');
    const schema = readSchema(flat, header);
    // Schema.fbs, Union: until version 5 it had a bitmap of its own.
    if (version === VERSION_4 && [...everyType(schema.fields)].some(({ kind }) => kind === 'union')) {
      throw unsupported('has a Union of metadata version 4: write it with version 5');
    }
    this.#schema = schema;
  }

  #begun(): SourceSchema {
    if (this.#schema === undefined) {
      throw damaged(
        'it does not begin with a schema (a file may have it in its footer only: see readIpcFile)',
      );
    }
    return this.#schema;
  }

  #batch({ flat, table, header, bodyLength }: Message, bytes: Uint8Array, start: number): IpcBatch {
    const { fields, metadata } = this.#begun();
    this.#reader ??= new BodyReader(fields);
    const body: Body =
      (bytes.byteOffset + start) % 8 === 0
        ? { buffer: bytes.buffer, start: bytes.byteOffset + start, byteLength: bodyLength }
        : copyOf(bytes, start, bodyLength);
    const { length, columns } = this.#reader.read(flat, header, body, this.#dictionaries);
    return {
      fields,
      metadata,
      length,
      columns,
      messageMetadata: readMetadata(flat, table, MESSAGE.metadata),
    };
  }

  #addDictionary({ flat, header, bodyLength }: Message, bytes: Uint8Array, start: number): void {
    const { fields } = this.#begun();
    const id = flat.bigint(header, DICTIONARY_BATCH.id);
    let reader = this.#dictionaryReaders.get(id);
    if (reader === undefined) {
      const type = dictionariesOf(fields).get(id);
      if (type === undefined) throw damaged(`a dictionary has the id ${id}, which its schema does not name`);
      reader = new BodyReader([{ name: `dictionary ${id}`, type, nullable: true, metadata: NO_METADATA }]);
      this.#dictionaryReaders.set(id, reader);
    }
    const data = flat.table(header, DICTIONARY_BATCH.data);
    if (data === 0) throw damaged(`the dictionary ${id} has no values`);
    const { columns } = reader.read(flat, data, copyOf(bytes, start, bodyLength), this.#dictionaries);
    const known = flat.byte(header, DICTIONARY_BATCH.isDelta) === 0 ? [] : (this.#dictionaries.get(id) ?? []);
    // A new list: batches that have been given out keep the dictionary that they came with.
    this.#dictionaries.set(id, [...known, ...columns]);
  }
}

function copyOf(bytes: Uint8Array, start: number, byteLength: number): Body {
  // Not by slice: that of a Buffer gives a view.
  const { buffer } = new Uint8Array(bytes.subarray(start, start + byteLength));
  return { buffer, start: 0, byteLength };
}
