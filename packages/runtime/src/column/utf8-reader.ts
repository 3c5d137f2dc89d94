import type { Column } from './abi.ts';
import { isAsciiBetween, type RawBytes, rawBytes } from './bytes.ts';

/** Also the bound on what one retained value keeps alive: a substring holds on to the text of its chunk. */
const MAX_CHUNK_ROWS = 1024;
/** Beyond it V8 allocates the chunk's text in large-object space, which costs twice as much. */
const MAX_CHUNK_BYTES = 64 * 1024;
/** Mean bytes a value from which a flat string beats a slice: case mapping of long slices takes a slow path in V8. */
const WIDE_BYTES = 64;

/**
 * Reads the rows of a Utf8 column, fast where rows are asked for in rising order: a chunk is decoded at once, as Latin-1,
 * and its ASCII values are substrings of that; only the others are decoded one by one. Values come out as at most four
 * kinds of V8 string (flat and sliced one-byte, flat two-byte, internalised); a fifth would slow every consumer 7 times.
 */
export class Utf8Reader {
  private readonly bytes: RawBytes;
  private readonly offsets: Int32Array;
  private readonly length: number;
  private text = '';
  /** The position in `bytes` of `text`'s first character. */
  private base = 0;
  /** Rows before it were read already; going back is allowed but decodes value by value. */
  private next = 0;
  private endRow = 0;
  private endByte = 0;
  /** No byte from the last row read up to here is above 127; -1 in a chunk without `text`. */
  private asciiEnd = 0;
  private allAscii = false;

  constructor(column: Column) {
    this.bytes = rawBytes((column.values ?? new Uint8Array(0)) as Uint8Array);
    this.offsets = column.offsets ?? new Int32Array(1);
    this.length = column.length;
  }

  /** The row's text; bytes that are not UTF-8 read as U+FFFD. */
  get(row: number): string {
    if (row >= this.endRow) this.load(row);
    else if (row < this.next) return this.decode(row);
    this.next = row;
    const start = this.offsets[row] as number;
    const end = this.offsets[row + 1] as number;
    if (end <= this.asciiEnd) return this.text.substring(start - this.base, end - this.base);
    return this.mixed(start, end);
  }

  private load(row: number): void {
    const { offsets } = this;
    const base = offsets[row] as number;
    let endRow = Math.min(row + MAX_CHUNK_ROWS, this.length);
    while (endRow > row + 1 && (offsets[endRow] as number) - base > MAX_CHUNK_BYTES) {
      endRow = row + ((endRow - row) >> 1);
    }
    const end = offsets[endRow] as number;
    this.base = base;
    this.endRow = endRow;
    this.endByte = end;
    this.allAscii = isAsciiBetween(this.bytes, base, end);
    if (end - base > WIDE_BYTES * (endRow - row)) {
      this.text = '';
      this.asciiEnd = -1;
    } else {
      this.text = this.bytes.latin1Slice(base, end);
      this.asciiEnd = this.allAscii ? end : this.nextNonAscii(base);
    }
  }

  /** A value that is wide, not ASCII, or behind the last known byte that is not. */
  private mixed(start: number, end: number): string {
    if (start === end) return '';
    if (this.asciiEnd === -1) {
      return this.allAscii ? this.bytes.latin1Slice(start, end) : this.bytes.utf8Slice(start, end);
    }
    if (this.asciiEnd < start) this.asciiEnd = this.nextNonAscii(start);
    if (end <= this.asciiEnd) return this.text.substring(start - this.base, end - this.base);
    return this.bytes.utf8Slice(start, end);
  }

  private decode(row: number): string {
    const start = this.offsets[row] as number;
    const end = this.offsets[row + 1] as number;
    return start === end ? '' : this.bytes.utf8Slice(start, end);
  }

  private nextNonAscii(from: number): number {
    const { bytes, endByte } = this;
    let at = from;
    while (at < endByte && (bytes[at] as number) < 128) at++;
    return at;
  }
}
