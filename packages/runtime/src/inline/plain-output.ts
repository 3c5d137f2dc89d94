import type { Column, ResultMemory } from '../column/abi.ts';
import { type BatchHeader, makeHeader } from '../ipc/batch-header.ts';
import { STRUCT_BYTES } from '../ipc/format.ts';
import { NO_METADATA } from '../ipc/read-schema.ts';
import { layoutOf } from '../ipc/wire-layout.ts';
import type { SourceType } from '../layout/source.ts';
import { isPlain, plainBufferCount } from './plain-type.ts';
import { ResultArea } from './result-area.ts';

const MAX_WORD = 0xffff_ffff;

/** A message that is written again and again: its head stays but for the numbers in it, and a result is made behind that. */
class Message {
  readonly area: ResultArea = new ResultArea();
  readonly #head: Uint8Array;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #words: Int32Array = new Int32Array(0);
  #written: Uint8Array<ArrayBuffer> = this.#bytes;

  constructor(head: Uint8Array) {
    this.#head = head;
  }

  /** Frees everything, and makes room for so many bytes. */
  begin(byteLength: number): void {
    const head = this.#head;
    if (!this.area.reset(head.byteLength, Math.max(head.byteLength, byteLength))) return;
    this.#bytes = new Uint8Array(this.area.buffer);
    this.#words = new Int32Array(this.area.buffer);
    this.#written = this.#bytes;
    this.#bytes.set(head);
  }

  /** Writes a 64-bit integer of the head. */
  setLong(at: number, value: number): void {
    const word = at >> 2; // they are aligned
    this.#words[word] = value; // modulo 2^32
    this.#words[word + 1] = value > MAX_WORD ? value / 0x1_0000_0000 : 0;
  }

  /** Brings what lies at `place`, or elsewhere where that is negative, to `at`. Fills it up to a multiple of 8. */
  put(part: ArrayBufferView | null, place: number, at: number, byteLength: number): void {
    if (part === null || byteLength === 0) return;
    if (place < 0) this.#bytes.set(new Uint8Array(part.buffer, part.byteOffset, byteLength), at);
    else if (place > at) this.#bytes.copyWithin(at, place, place + byteLength);
    for (let pad = at + byteLength; (pad & 7) !== 0; pad++) this.#bytes[pad] = 0;
  }

  upTo(end: number): Uint8Array {
    if (this.#written.length !== end) this.#written = new Uint8Array(this.area.buffer, 0, end);
    return this.#written;
  }
}

/**
 * Writes batches of one column of a plain type. The function is given the message's own body for its result, in which
 * mostly nothing is copied then.
 */
export class PlainOutput {
  readonly #header: BatchHeader;
  /** 0 where rows are bits, or bytes from offset to offset. */
  readonly #rowBytes: number;
  // What was given out is good until the call after the next: two messages in turn. The third is for a result that cannot
  // stay where it was made.
  #current: Message;
  #other: Message;
  #spare: Message;

  /** Undefined for a type that is not plain. */
  static of(type: SourceType): PlainOutput | undefined {
    return isPlain(type) ? new PlainOutput(type) : undefined;
  }

  private constructor(type: SourceType) {
    const shape = { nodes: 1, buffers: plainBufferCount(type), views: 0, metadata: NO_METADATA };
    this.#header = makeHeader(shape);
    this.#rowBytes = layoutOf(type)?.rowBytes ?? 0;
    const { bytes } = this.#header;
    this.#current = new Message(bytes);
    this.#other = new Message(bytes);
    this.#spare = new Message(bytes);
  }

  /** Begins a batch, and gives the memory to make its result in. */
  begin(): ResultMemory {
    const message = this.#other;
    this.#other = this.#current;
    this.#current = message;
    message.begin(0);
    return message.area;
  }

  /** The message of the batch that was begun. */
  write({ length, nullCount, validity, offsets, values }: Column): Uint8Array {
    const { bytes, bodyLength, length: rowCount, nodes, buffers } = this.#header;
    const bitmap = nullCount === 0 ? null : validity;
    const bitmapAt = bytes.byteLength;
    const bitmapBytes = bitmap === null ? 0 : (length + 7) >> 3;
    const offsetsAt = bitmapAt + padded(bitmapBytes);
    const offsetsBytes = offsets === null ? 0 : 4 * (length + 1);
    const valuesAt = offsetsAt + padded(offsetsBytes);
    const valuesBytes = this.#valuesBytes(length, offsets);
    const end = valuesAt + padded(valuesBytes);

    const { area } = this.#current;
    let bitmapFrom = bitmap === null ? bitmapAt : area.placeOf(bitmap);
    let offsetsFrom = offsets === null ? offsetsAt : area.placeOf(offsets);
    let valuesFrom = area.placeOf(values);
    // No part may be written over before it was moved: none is, where all of them move towards the front.
    if (bitmapFrom < bitmapAt || offsetsFrom < offsetsAt || valuesFrom < valuesAt) {
      bitmapFrom = offsetsFrom = valuesFrom = -1;
      this.#setAside(end);
    }
    const message = this.#current;
    message.put(bitmap, bitmapFrom, bitmapAt, bitmapBytes);
    message.put(offsets, offsetsFrom, offsetsAt, offsetsBytes);
    message.put(values, valuesFrom, valuesAt, valuesBytes);

    message.setLong(bodyLength, end - bitmapAt);
    message.setLong(rowCount, length);
    message.setLong(nodes, length);
    message.setLong(nodes + 8, nullCount);
    message.setLong(buffers + 8, bitmapBytes);
    let entry = buffers + STRUCT_BYTES;
    if (offsets !== null) {
      message.setLong(entry, offsetsAt - bitmapAt);
      message.setLong(entry + 8, offsetsBytes);
      entry += STRUCT_BYTES;
    }
    message.setLong(entry, valuesAt - bitmapAt);
    message.setLong(entry + 8, valuesBytes);
    return message.upTo(end);
  }

  #valuesBytes(length: number, offsets: Int32Array | null): number {
    if (offsets !== null) return offsets[length] as number; // there are length + 1
    return this.#rowBytes === 0 ? (length + 7) >> 3 : length * this.#rowBytes;
  }

  /** Leaves the message in which the result was made for another that has room for it. */
  #setAside(byteLength: number): void {
    const message = this.#spare;
    this.#spare = this.#current;
    this.#current = message;
    message.begin(byteLength);
  }
}

function padded(byteLength: number): number {
  return (byteLength + 7) & ~7;
}
