import type { Column } from './abi.ts';
import { isAsciiBetween, nextNonAscii, type RawBytes, rawBytes, readLatin1, viewOf } from './bytes.ts';
import type { LongTextForm } from './long-text-form.ts';

/** Also the bound on what one retained value keeps alive: a substring holds on to the text of its chunk. */
const MAX_CHUNK_ROWS = 1024;
/** Beyond it V8 allocates the chunk's text in large-object space, which costs twice as much. */
const MAX_CHUNK_BYTES = 64 * 1024;
/** Values that are longer on average are decoded one by one, or as the loop has found out to be faster. */
const MAX_SHARED_LENGTH = 64;

/** Up to here a Buffer costs more than the slower call without one. */
const SHORT_CHUNK_BYTES = 256;

const noBytes = /* @__PURE__ */ new Uint8Array(0);
const noOffsets = /* @__PURE__ */ new Int32Array(1);

/**
 * Reads the rows of Utf8 columns, fast where rows are asked for in rising order: a chunk is decoded at once, as Latin-1,
 * and its ASCII values are substrings of that; only the others are decoded one by one. Values come out as at most four
 * kinds of V8 string (flat and sliced one-byte, flat two-byte, internalised); a fifth would slow every consumer 7 times.
 */
export class Utf8Reader {
  private readonly bytes: Uint8Array;
  /** Made where there is more to decode than it costs. */
  private buffer: RawBytes | null = null;
  /** Made where a value turns out not to be ASCII. */
  private view: DataView | null = null;
  private readonly offsets: Int32Array;
  private readonly length: number;
  private readonly longTexts: LongTextForm | null;
  private text = '';
  /** The position in `bytes` of `text`'s first character. */
  private base = 0;
  /** The row and the byte behind the chunk. */
  private endRow = 0;
  private endByte = 0;
  /** Whether the chunk has no text, because its values are long and decoded one by one, and whether all of them are ASCII. */
  private isLong = false;
  private isAscii = false;
  /** No byte from here up to `asciiEnd` is above 127, and all of them are in `text`. */
  private asciiStart = 0;
  private asciiEnd = 0;

  /** @param longTexts what the loop has found out about long texts; to be given only where rows are read in turn */
  constructor(column: Column, longTexts: LongTextForm | null = null) {
    this.longTexts = longTexts;
    longTexts?.open();
    this.bytes = (column.values ?? noBytes) as Uint8Array;
    this.offsets = column.offsets ?? noOffsets;
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

  /** A value of the next chunk, or one that is not known to be ASCII. */
  private find(row: number, start: number, end: number): string {
    if (start === end) return '';
    if (row >= this.endRow) this.load(row);
    // Gone back: what is known of the rows ahead stays.
    else if (start < this.asciiStart) return this.raw().utf8Slice(start, end);
    if (this.isLong)
      return this.isAscii ? this.raw().latin1Slice(start, end) : this.raw().utf8Slice(start, end);
    if (this.asciiEnd < start) {
      this.asciiStart = start;
      this.asciiEnd = this.nextNonAscii(start);
    }
    if (end <= this.asciiEnd) return this.text.substring(start - this.base, end - this.base);
    return this.raw().utf8Slice(start, end);
  }

  private load(row: number): void {
    const { offsets, bytes } = this;
    const base = offsets[row] as number;
    let endRow = Math.min(row + MAX_CHUNK_ROWS, this.length);
    while (endRow > row + 1 && (offsets[endRow] as number) - base > MAX_CHUNK_BYTES) {
      endRow = row + ((endRow - row) >> 1);
    }
    const end = offsets[endRow] as number;
    this.base = base;
    this.endRow = endRow;
    this.endByte = end;
    this.isAscii = isAsciiBetween(bytes, base, end);
    const isLong = end - base > MAX_SHARED_LENGTH * (endRow - row);
    this.isLong = isLong && !(this.longTexts?.next(end - base) ?? false);
    this.text = this.isLong ? '' : this.decodeLatin1(base, end);
    this.asciiStart = base;
    this.asciiEnd = this.isLong ? base : this.isAscii ? end : this.nextNonAscii(base);
  }

  private decodeLatin1(start: number, end: number): string {
    if (end - start <= SHORT_CHUNK_BYTES) return readLatin1(this.bytes, start, end);
    return this.raw().latin1Slice(start, end);
  }

  private raw(): RawBytes {
    this.buffer ??= rawBytes(this.bytes);
    return this.buffer;
  }

  private nextNonAscii(from: number): number {
    this.view ??= viewOf(this.bytes);
    return nextNonAscii(this.view, from, this.endByte);
  }
}
