import type { Column } from '../abi.ts';
import { allocateBytes, type RawBytes } from '../bytes.ts';
import { writeUtf8 } from '../utf8-write.ts';
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
  protected reserve(byteLength: number): void {
    const bytes = allocateBytes(Math.max(2 * this.bytes.length, this.used + byteLength));
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

/** How much text is gathered before it is written: within V8's young generation. */
const CHUNK_LENGTH = 16 * 1024;
/** How many rows are written one by one once a chunk turned out not to be ASCII. */
const DIRECT_ROWS = 64 * 1024;

/** What one batch of a function teaches about the next. An adapter keeps one for its result. */
export interface Utf8History {
  /** Rows still to be written one by one. Starts at 0. */
  directRows: number;
}

/**
 * Utf8 from strings; lone surrogates become U+FFFD. Rows in order are gathered into one text and written at once where
 * that is ASCII, twice as fast as one by one; it also flattens what authors put together with `+`.
 */
export class Utf8Builder extends BytesBuilder {
  readonly expected: string = 'Utf8';
  /** Rows not yet written, as if they were ASCII: `bounds` and `used` count a byte a character for them. */
  private text = '';
  private firstOfText = 0;
  private readonly history: Utf8History;

  constructor(rowCount: number, nullable: boolean, history: Utf8History = { directRows: 0 }) {
    super(rowCount, nullable);
    this.history = history;
  }

  set(row: number, value: unknown): void {
    if (typeof value !== 'string') {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    if (row >= this.next && this.history.directRows === 0 && this.starts === null) {
      if (this.text === '') this.firstOfText = this.next;
      this.text += value;
      this.own(row, this.used + value.length);
      if (this.text.length >= CHUNK_LENGTH) this.flush();
      return;
    }
    if (this.text !== '') this.flush();
    if (this.history.directRows > 0) this.history.directRows--;
    this.write(row, value);
  }

  override take(count: number, order: RowOrder, root: boolean): Column {
    this.flush();
    return super.take(count, order, root);
  }

  private write(row: number, value: string): void {
    if (this.used + 3 * value.length > this.bytes.length) this.reserve(3 * value.length);
    const end = writeUtf8(this.bytes, this.used, value);
    if (end > 0x7fffffff) this.checkSize(end, 'bytes');
    this.own(row, end);
  }

  private flush(): void {
    const { text } = this;
    if (text === '') return;
    this.text = '';
    const end = this.used;
    this.checkSize(end, 'bytes');
    this.used = end - text.length;
    // Only ASCII has a byte a character: no other text may be written as a whole, since a lone surrogate at the end of
    // one value would pair with one at the start of the next.
    if (Buffer.byteLength(text) === text.length) {
      if (end > this.bytes.length) this.reserve(text.length);
      this.bytes.latin1Write(text, this.used);
      this.used = end;
    } else {
      this.history.directRows = DIRECT_ROWS;
      this.writeEach(text);
    }
  }

  /** Writes the gathered rows one by one. Rows that were passed over have no characters and stay null. */
  private writeEach(text: string): void {
    const { bounds } = this;
    let start = 0;
    for (let row = this.firstOfText, from = this.used; row < this.next; row++) {
      const to = bounds[row + 1] as number;
      const value = text.substring(start, start + to - from);
      start += to - from;
      from = to;
      if (this.used + 3 * value.length > this.bytes.length) this.reserve(3 * value.length);
      this.used = writeUtf8(this.bytes, this.used, value);
      bounds[row + 1] = this.used;
    }
    this.checkSize(this.used, 'bytes');
  }
}

/** Binary from a Uint8Array, copied: the author may use its memory again. */
export class BinaryBuilder extends BytesBuilder {
  readonly expected = 'Binary';

  set(row: number, value: unknown): void {
    if (!(value instanceof Uint8Array)) {
      this.reject(row, value);
      return;
    }
    if (row >= this.capacity) this.grow(row);
    const end = this.used + value.length;
    this.checkSize(end, 'bytes');
    if (end > this.bytes.length) this.reserve(value.length);
    this.bytes.set(value, this.used);
    this.own(row, end);
  }
}
