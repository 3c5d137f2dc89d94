import { FlatReader, viewOf } from './flat-reader.ts';
import { byte, type FlatBlock, flag, long, short, writeFlat } from './flat-writer.ts';
import {
  CONTINUATION,
  DICTIONARY_BATCH,
  HEADER,
  MESSAGE,
  PREFIX_BYTES,
  RECORD_BATCH,
  STRUCT_BYTES,
  VERSION_5,
} from './format.ts';
import { toMetadata } from './write-schema.ts';

/** What headers of one form have in common. */
export interface HeaderShape {
  readonly nodes: number;
  readonly buffers: number;
  /** Arrays of views: each says how many of the buffers are its own. */
  readonly views: number;
  readonly dictionary?: { readonly id: bigint; readonly isDelta: boolean };
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * The head of a record batch's or dictionary batch's message, all but its numbers, and where these stand. Two batches of
 * one schema differ in nothing else: writing one costs a copy and a few stores.
 */
export interface BatchHeader {
  /** With the continuation and the length before it. */
  readonly bytes: Uint8Array;
  readonly bodyLength: number;
  readonly length: number;
  readonly nodes: number;
  readonly buffers: number;
  readonly views: number;
}

export function makeHeader({ nodes, buffers, views, dictionary, metadata }: HeaderShape): BatchHeader {
  const batch = {
    slots: [
      long(0),
      zeros(nodes, STRUCT_BYTES),
      zeros(buffers, STRUCT_BYTES),
      undefined,
      views === 0 ? undefined : zeros(views, 8),
    ],
  };
  const header =
    dictionary === undefined ? batch : { slots: [long(dictionary.id), batch, flag(dictionary.isDelta)] };
  const kind = dictionary === undefined ? HEADER.recordBatch : HEADER.dictionaryBatch;
  const flat = writeFlat({ slots: [short(VERSION_5), byte(kind), header, long(0), toMetadata(metadata)] });
  return locate(flat, dictionary !== undefined);
}

function zeros(count: number, itemBytes: number): FlatBlock {
  return { count, bytes: new Uint8Array(count * itemBytes), alignment: 8 };
}

function locate(metadata: Uint8Array, inDictionary: boolean): BatchHeader {
  const flat = new FlatReader(viewOf(metadata), 0, metadata.byteLength);
  const message = flat.root();
  const header = flat.table(message, MESSAGE.header);
  const batch = inDictionary ? flat.table(header, DICTIONARY_BATCH.data) : header;
  const items = (slot: number): number => PREFIX_BYTES + flat.table(batch, slot) + 4;
  return {
    bytes: encapsulate(metadata),
    bodyLength: PREFIX_BYTES + flat.slot(message, MESSAGE.bodyLength),
    length: PREFIX_BYTES + flat.slot(batch, RECORD_BATCH.length),
    nodes: items(RECORD_BATCH.nodes),
    buffers: items(RECORD_BATCH.buffers),
    views: items(RECORD_BATCH.variadicCounts),
  };
}

/** Metadata with what stands before it in a stream. */
export function encapsulate(metadata: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PREFIX_BYTES + metadata.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, CONTINUATION, true);
  view.setInt32(4, metadata.byteLength, true);
  bytes.set(metadata, PREFIX_BYTES);
  return bytes;
}
