/** Numbers of the Arrow IPC format: format/Schema.fbs, format/Message.fbs, and "Encapsulated message format". */

/** The first four bytes of every message. */
export const CONTINUATION = 0xffff_ffff;
/** The continuation and the length of the metadata. */
export const PREFIX_BYTES = 8;
/** With which a file begins and ends: `ARROW1`. At the beginning, two bytes of padding follow. */
export const FILE_MAGIC = 'ARROW1';
export const FILE_PREFIX_BYTES = 8;

/** Schema.fbs, MetadataVersion. */
export const VERSION_4 = 3;
export const VERSION_5 = 4;

/** Message.fbs, MessageHeader. */
export const HEADER = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;

/** Slots of the tables, in the order of their fields; a union takes two, its type and its value. */
export const MESSAGE = { version: 0, headerType: 1, header: 2, bodyLength: 3, metadata: 4 } as const;
export const SCHEMA = { endianness: 0, fields: 1, metadata: 2 } as const;
export const FIELD = {
  name: 0,
  nullable: 1,
  typeType: 2,
  type: 3,
  dictionary: 4,
  children: 5,
  metadata: 6,
} as const;
export const DICTIONARY_ENCODING = { id: 0, indexType: 1, isOrdered: 2 } as const;
export const KEY_VALUE = { key: 0, value: 1 } as const;
export const RECORD_BATCH = { length: 0, nodes: 1, buffers: 2, compression: 3, variadicCounts: 4 } as const;
export const DICTIONARY_BATCH = { id: 0, data: 1, isDelta: 2 } as const;
export const COMPRESSION = { codec: 0 } as const;
/** File.fbs. */
export const FOOTER = { version: 0, schema: 1, dictionaries: 2, recordBatches: 3 } as const;
/** A Block: offset (64 bits), metadata length (32, and 32 of padding), body length (64). */
export const BLOCK_BYTES = 24;

/** A FieldNode (length, null count) and a Buffer (offset, length): two 64-bit integers each. */
export const STRUCT_BYTES = 16;

/** Schema.fbs, Type. */
export const TYPE = {
  Null: 1,
  Int: 2,
  FloatingPoint: 3,
  Binary: 4,
  Utf8: 5,
  Bool: 6,
  Decimal: 7,
  Date: 8,
  Time: 9,
  Timestamp: 10,
  Interval: 11,
  List: 12,
  Struct: 13,
  Union: 14,
  FixedSizeBinary: 15,
  FixedSizeList: 16,
  Map: 17,
  Duration: 18,
  LargeBinary: 19,
  LargeUtf8: 20,
  LargeList: 21,
  RunEndEncoded: 22,
  BinaryView: 23,
  Utf8View: 24,
  ListView: 25,
  LargeListView: 26,
} as const;
