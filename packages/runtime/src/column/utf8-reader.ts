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
  private endRow = 0;
  private endByte = 0;
  /** No byte from here up to `asciiEnd` is above 127, and all of them are in `text`. */
  private asciiStart = 0;
  /** -1 in a chunk without `text`. */
  private asciiEnd = -1;
  private allAscii = false;

  constructor(column: Column) {
    this.bytes = rawBytes((column.values ?? new Uint8Array(0)) as Uint8Array);
    this.offsets = column.offsets ?? new Int32Array(1);
    this.length = column.length;
  }

  /** The row's text; bytes that are not UTF-8 read as U+FFFD. */
  get(row: number): string {
    const start = this.offsets[row] as number;
    const end = this.offsets[row + 1] as number;
    if (start >= this.asciiStart && end <= this.asciiEnd) {
      return this.text.substring(start - this.base, end - this.base);
    }
    return this.find(row, start, end);
  }

  /** A value of the next chunk, behind the ASCII known so far, or in a chunk of wide values. */
  private find(row: number, start: number, end: number): string {
    if (start === end) return '';
    if (row >= this.endRow) this.load(row);
    // Gone back: what is known of the rows ahead stays.
    else if (start < this.asciiStart) return this.bytes.utf8Slice(start, end);
    if (this.asciiEnd === -1) {
      return this.allAscii ? this.bytes.latin1Slice(start, end) : this.bytes.utf8Slice(start, end);
    }
    if (this.asciiEnd < start) {
      this.asciiStart = start;
      this.asciiEnd = this.nextNonAscii(start);
    }
    if (end <= this.asciiEnd) return this.text.substring(start - this.base, end - this.base);
    return this.bytes.utf8Slice(start, end);
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
    this.asciiStart = base;
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

  private nextNonAscii(from: number): number {
    const { bytes, endByte } = this;
    let at = from;
    while (at < endByte && (bytes[at] as number) < 128) at++;
    return at;
  }
}
