import {
  CONTINUATION,
  HEADER,
  MESSAGE,
  PREFIX_BYTES,
  RECORD_BATCH,
  STRUCT_BYTES,
  VERSION_4,
  VERSION_5,
} from '../ipc/format.ts';

const NO_BUFFER: ArrayBuffer = new ArrayBuffer(0);

/** What a table lacks. */
const ABSENT = 0;
/** What lies outside of the metadata, or is too large for 31 bits. */
const UNSOUND = -1;

/**
 * Reads where the arrays of a record batch lie in its message: by hand, and without an object for each batch. Whatever is out
 * of the ordinary, be it damage or a feature that is rarely used, is left to `IpcDecoder`.
 *
 * Positions are those in the whole buffer of which the message's bytes are a part: who is given one message after the other
 * in the same memory needs one view of it.
 */
export class BatchHead {
  buffer: ArrayBufferLike = NO_BUFFER;
  view: DataView = new DataView(NO_BUFFER);
  /** Rows of the batch. */
  length = 0;
  /** Where the first node is, and the first buffer. */
  nodes = 0;
  buffers = 0;
  /** Where the body begins, and where it ends. */
  body = 0;
  end = 0;
  /** Where the message ends, counted from the first of the bytes. */
  next = 0;
  readonly #nodeCount: number;
  readonly #bufferCount: number;
  /** What was looked at last, and where it lies in its buffer. */
  #bytes: Uint8Array | undefined;
  #start = 0;
  #limit = 0;
  /** Where the metadata begins; it ends with the body's beginning. */
  #metadata = 0;
  /** The table that is open. */
  #table = 0;
  #vtable = 0;
  #vtableBytes = 0;

  /** @param nodeCount how many arrays every batch has, none of which is inside another */
  constructor(nodeCount: number, bufferCount: number) {
    this.#nodeCount = nodeCount;
    this.#bufferCount = bufferCount;
  }

  /**
   * Reads the message at byte `at`. False for anything but a record batch that has rows, and of which every number is known
   * to be sound: arrays as long as the batch, buffers inside of the body, the body at a multiple of 8.
   */
  read(bytes: Uint8Array, at: number): boolean {
    if (bytes !== this.#bytes) this.#look(bytes);
    const { view } = this;
    const start = this.#start + at;
    if (start + PREFIX_BYTES > this.#limit || view.getUint32(start, true) !== CONTINUATION) return false;
    this.#metadata = start + PREFIX_BYTES;
    this.body = this.#metadata + view.getInt32(start + 4, true);
    if (this.body <= this.#metadata || this.body > this.#limit || (this.body & 7) !== 0) return false;
    if (!this.#open(this.#target(this.#metadata))) return false;
    const version = this.#field(MESSAGE.version, 2);
    const kind = this.#field(MESSAGE.headerType, 1);
    const bodyLength = this.#field(MESSAGE.bodyLength, 8);
    if (version <= 0 || kind <= 0 || bodyLength <= 0) return false;
    const versionNumber = view.getInt16(version, true);
    if (versionNumber !== VERSION_5 && versionNumber !== VERSION_4) return false;
    if (view.getUint8(kind) !== HEADER.recordBatch) return false;
    if (this.#field(MESSAGE.metadata, 4) !== ABSENT) return false;
    const bodyBytes = this.#long(bodyLength);
    this.end = this.body + bodyBytes;
    if (bodyBytes < 0 || this.end > this.#limit) return false;
    this.next = this.end - this.#start;
    return this.#open(this.#pointed(MESSAGE.header)) && this.#locate() && this.#isSound(bodyBytes);
  }

  /** A 64-bit integer that fits into 31 bits; else a negative one. */
  #long(position: number): number {
    return this.view.getInt32(position + 4, true) === 0 ? this.view.getInt32(position, true) : UNSOUND;
  }

  #look(bytes: Uint8Array): void {
    const { buffer, byteOffset, length } = bytes; // `length` costs V8 a tenth of what `byteLength` does
    this.#bytes = bytes;
    this.#start = byteOffset;
    this.#limit = byteOffset + length;
    if (buffer !== this.buffer) {
      this.buffer = buffer;
      this.view = new DataView(buffer);
    }
  }

  /** Finds the nodes and buffers of the open table, which is a `RecordBatch` of Message.fbs. */
  #locate(): boolean {
    const length = this.#field(RECORD_BATCH.length, 8);
    if (length <= 0 || this.#field(RECORD_BATCH.compression, 4) !== ABSENT) return false;
    this.length = this.#long(length);
    this.nodes = this.#structs(RECORD_BATCH.nodes, this.#nodeCount);
    this.buffers = this.#structs(RECORD_BATCH.buffers, this.#bufferCount);
    return this.length > 0 && this.nodes > 0 && this.buffers > 0;
  }

  #isSound(bodyBytes: number): boolean {
    const { length } = this;
    for (let i = 0; i < this.#nodeCount; i++) {
      const node = this.nodes + STRUCT_BYTES * i;
      const nullCount = this.#long(node + 8);
      if (this.#long(node) !== length || nullCount < 0 || nullCount > length) return false;
    }
    for (let i = 0; i < this.#bufferCount; i++) {
      const entry = this.buffers + STRUCT_BYTES * i;
      const offset = this.#long(entry);
      const byteLength = this.#long(entry + 8);
      if (offset < 0 || byteLength < 0 || offset + byteLength > bodyBytes) return false;
    }
    return true;
  }

  /** Where the items of a vector of so many structs begin. */
  #structs(slot: number, count: number): number {
    const vector = this.#pointed(slot);
    if (vector <= 0 || this.view.getUint32(vector, true) !== count) return UNSOUND;
    const items = vector + 4;
    return items + STRUCT_BYTES * count <= this.body ? items : UNSOUND;
  }

  /** Goes to a table. False where it is not whole. */
  #open(table: number): boolean {
    if (table <= 0) return false;
    const vtable = table - this.view.getInt32(table, true);
    if (vtable < this.#metadata || vtable + 4 > this.body) return false;
    this.#table = table;
    this.#vtable = vtable;
    this.#vtableBytes = this.view.getUint16(vtable, true);
    return (this.#vtableBytes & 1) === 0 && vtable + this.#vtableBytes <= this.body;
  }

  /** Where the open table has the value of a slot, which takes so many bytes. */
  #field(slot: number, byteLength: number): number {
    const entry = 4 + 2 * slot;
    if (entry >= this.#vtableBytes) return ABSENT;
    const offset = this.view.getUint16(this.#vtable + entry, true);
    if (offset === 0) return ABSENT;
    const position = this.#table + offset;
    return position + byteLength <= this.body ? position : UNSOUND;
  }

  /** Where the table or vector is that a slot points to. */
  #pointed(slot: number): number {
    const position = this.#field(slot, 4);
    return position <= 0 ? position : this.#target(position);
  }

  /** What an offset points to: further on, and with room for a number. */
  #target(position: number): number {
    if (position + 4 > this.body) return UNSOUND;
    const target = position + this.view.getUint32(position, true);
    return target >= position + 4 && target + 4 <= this.body ? target : UNSOUND;
  }
}
