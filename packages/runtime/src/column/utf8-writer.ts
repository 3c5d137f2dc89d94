import type { Column, ResultMemory } from './abi.ts';
import { type RawBytes, rawBytes } from './bytes.ts';
import { bytesColumn } from './column.ts';
import { freshMemory } from './memory.ts';
import { checkOffset } from './offsets.ts';
import { CHUNK_LENGTH, gatheredBytes, writeGathered, writeUtf8 } from './utf8-write.ts';

/** Shorter texts than that are written sooner than gathered: a loop over so few characters beats putting texts together. */
const GATHERED_BYTES_PER_ROW = 8;

/** What a row is taken to need before the first batch was seen. */
const FIRST_BYTES_PER_ROW = 16;

/**
 * Writes the rows of Utf8 columns in rising order, straight into the memory of the result; lone surrogates become U+FFFD.
 * A loop keeps one writer for all its batches, which learns how much memory a row takes.
 */
export class Utf8Writer {
  private memory: ResultMemory = freshMemory;
  private bytes: RawBytes = rawBytes(new Uint8Array(0));
  private offsets: Int32Array = new Int32Array(1);
  private rowCount = 0;
  /** Rows not yet written, put together as if they were ASCII: their offsets count a byte a character. */
  private text = '';
  private firstOfText = 0;
  /** The row behind the last one that has its offset, and that offset. */
  private next = 0;
  private end = 0;
  /** Whether rows are written as they come, not gathered. */
  private oneByOne = false;
  private bytesPerRow = FIRST_BYTES_PER_ROW;

  /** Begins a column. */
  open(rowCount: number, memory: ResultMemory): void {
    const expected = Math.ceil(rowCount * this.bytesPerRow);
    this.memory = memory;
    this.offsets = memory.take(Int32Array, rowCount + 1);
    this.offsets[0] = 0;
    this.bytes = rawBytes(memory.take(Uint8Array, Math.min(3 * expected, expected + 3 * CHUNK_LENGTH)));
    this.oneByOne = this.bytesPerRow < GATHERED_BYTES_PER_ROW;
    this.rowCount = rowCount;
    this.text = '';
    this.firstOfText = 0;
    this.next = 0;
    this.end = 0;
  }

  /** Sets a row behind all that are set. Rows that are passed over are empty. */
  add(row: number, value: string): void {
    if (row > this.next) this.passOver(row);
    if (this.oneByOne) {
      this.write(row, value);
      return;
    }
    this.text += value;
    this.end += value.length;
    this.next = row + 1;
    this.offsets[row + 1] = this.end;
    if (this.text.length >= CHUNK_LENGTH) this.flush();
  }

  /** The column, with the given bitmap. */
  finish(validity: Int32Array | null): Column {
    if (this.text !== '') this.flush();
    this.passOver(this.rowCount);
    const { end, rowCount } = this;
    if (rowCount > 0) this.bytesPerRow = (1.125 * end) / rowCount;
    return bytesColumn(rowCount, validity, this.bytes, this.offsets);
  }

  /** `add` of a text that is not gathered. */
  private write(row: number, value: string): void {
    const { end } = this;
    if (end + 3 * value.length > this.bytes.length) this.makeRoom(end, end + 3 * value.length);
    this.end = writeUtf8(this.bytes, end, value);
    this.next = row + 1;
    this.offsets[row + 1] = this.end;
  }

  private passOver(row: number): void {
    while (this.next < row) this.offsets[++this.next] = this.end;
  }

  private flush(): void {
    const { text, offsets, next, firstOfText } = this;
    const used = offsets[firstOfText] as number;
    this.makeRoom(used, used + gatheredBytes(text, next - firstOfText));
    this.text = '';
    writeGathered(this.bytes, text, offsets, firstOfText, next);
    this.firstOfText = next;
    this.end = offsets[next] as number;
  }

  private makeRoom(used: number, needed: number): void {
    const { bytes } = this;
    if (needed <= bytes.length) return;
    checkOffset(needed, 'bytes');
    this.bytes = rawBytes(this.memory.take(Uint8Array, Math.max(2 * bytes.length, needed)));
    this.bytes.set(bytes.subarray(0, used));
  }
}
