import type { Column } from '../abi.ts';
import { allocateBytes, type RawBytes } from '../bytes.ts';
import { checkOffset } from '../offsets.ts';
import { CHUNK_LENGTH, gatheredBytes, writeGathered, writeUtf8 } from '../utf8-write.ts';
import type { RowOrder } from './builder.ts';
import { SpansBuilder } from './spans.ts';

/** Stores larger than this are not kept for the next builder. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;

/**
 * The store of the last finished builder in this thread, for the next one. A store is grown by doubling and copied out
 * at its exact size; making it anew for each batch costs more than the encoding, in page faults and collections.
 */
let kept: RawBytes | null = null;

/** The store of Utf8 and Binary. */
abstract class BytesBuilder extends SpansBuilder {
  protected bytes: RawBytes;

  constructor(rowCount: number, nullable: boolean) {
    super(rowCount, nullable);
    this.bytes = kept ?? allocateBytes(Math.max(1024, 16 * rowCount));
    kept = null;
  }

  /** Makes room for `byteLength` more bytes. */
  protected makeRoom(byteLength: number): void {
    const needed = this.used + byteLength;
    if (needed <= this.bytes.length) return;
    checkOffset(needed, 'bytes');
    const bytes = allocateBytes(Math.max(2 * this.bytes.length, needed));
    bytes.set(this.bytes.subarray(0, this.used));
    this.bytes = bytes;
  }

  take(count: number, order: RowOrder, root: boolean): Column {
    const nulls = this.takeValidity(count, order, root);
    const { offsets, inOrder } = this.takeSpans(count, order, nulls.validity);
    const values = new Uint8Array(offsets[count] as number);
    if (inOrder) {
      values.set(this.bytes.subarray(0, values.length));
    } else {
      for (let at = 0; at < count; at++) {
        const target = offsets[at] as number;
        const start = this.startOf(order === null ? at : (order[at] as number));
        values.set(this.bytes.subarray(start, start + (offsets[at + 1] as number) - target), target);
      }
    }
    if (this.bytes.length <= MAX_KEPT_BYTES) kept = this.bytes;
    return { length: count, ...nulls, values, offsets, children: [] };
  }
}

/**
 * Utf8 from strings; lone surrogates become U+FFFD. Rows in order are gathered into one text and written at once, twice
 * as fast as one by one; it also flattens what authors put together with `+`.
 */
export class Utf8Builder extends BytesBuilder {
  readonly expected: string;
  /** Rows not yet written, as if they were ASCII: `bounds` and `used` count a byte a character for them. */
  private text = '';
  private firstOfText = 0;

  /** @param expected the type's name in messages */
  constructor(rowCount: number, nullable: boolean, expected = 'Utf8') {
    super(rowCount, nullable);
    this.expected = expected;
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'string') {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    if (row >= this.next && this.starts === null) {
      if (this.text === '') this.firstOfText = this.next;
      this.text += value;
      this.own(row, this.used + value.length);
      if (this.text.length >= CHUNK_LENGTH) this.flush();
      return;
    }
    this.flush();
    this.makeRoom(3 * value.length);
    this.own(row, writeUtf8(this.bytes, this.used, value));
  }

  override take(count: number, order: RowOrder, root: boolean): Column {
    this.flush();
    return super.take(count, order, root);
  }

  private flush(): void {
    const { text, bounds, firstOfText, next } = this;
    if (text === '') return;
    this.used = bounds[firstOfText] as number;
    this.makeRoom(gatheredBytes(text, next - firstOfText));
    this.text = '';
    writeGathered(this.bytes, text, bounds, firstOfText, next);
    this.used = bounds[next] as number;
  }
}

/** Binary from a Uint8Array, copied: the author may use its memory again. */
export class BinaryBuilder extends BytesBuilder {
  readonly expected: string;

  /** @param expected the type's name in messages */
  constructor(rowCount: number, nullable: boolean, expected = 'Binary') {
    super(rowCount, nullable);
    this.expected = expected;
  }

  set(row: number, value: unknown): void {
    if (!(value instanceof Uint8Array)) {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    this.makeRoom(value.length);
    this.bytes.set(value, this.used);
    this.own(row, this.used + value.length);
  }
}
