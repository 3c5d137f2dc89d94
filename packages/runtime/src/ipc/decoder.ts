import type { SourceArray, SourceBatch } from '../layout/source.ts';
import { damaged, outside, unsupported } from './damaged.ts';
import { DICTIONARY_BATCH, HEADER, MESSAGE, VERSION_4 } from './format.ts';
import type { Message } from './message.ts';
import { BodyReader } from './read-body.ts';
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
   * @param body copied once where it does not begin at a multiple of 8 bytes
   * @throws SluiceError `invalid-argument` when the bytes are damaged, or have something that Sluice does not read
   */
  read(message: Message, body: Uint8Array): IpcBatch | undefined {
    try {
      switch (message.kind) {
        case HEADER.schema:
          this.#open(message);
          return undefined;
        case HEADER.dictionaryBatch:
          this.#addDictionary(message, body);
          return undefined;
        case HEADER.recordBatch:
          return this.#batch(message, body);
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

  #batch({ flat, table, header }: Message, body: Uint8Array): IpcBatch {
    const { fields, metadata } = this.#begun();
    this.#reader ??= new BodyReader(fields);
    // Not by slice: that of a Buffer gives a view.
    const aligned = body.byteOffset % 8 === 0 ? body : new Uint8Array(body);
    const { length, columns } = this.#reader.read(flat, header, aligned, this.#dictionaries);
    return {
      fields,
      metadata,
      length,
      columns,
      messageMetadata: readMetadata(flat, table, MESSAGE.metadata),
    };
  }

  #addDictionary({ flat, header }: Message, body: Uint8Array): void {
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
    const { columns } = reader.read(flat, data, new Uint8Array(body), this.#dictionaries);
    const known = flat.byte(header, DICTIONARY_BATCH.isDelta) === 0 ? [] : (this.#dictionaries.get(id) ?? []);
    // A new list: batches that have been given out keep the dictionary that they came with.
    this.#dictionaries.set(id, [...known, ...columns]);
  }
}
