import { allocateBytes, type RawBytes } from '../bytes.ts';

/** Rows whose texts are made at once. A substring keeps the text of its chunk alive: some kilobytes. */
const CHUNK_ROWS = 128;

/**
 * Reads values as ASCII text that is not in the column but made from it. Where rows rise, the texts of a chunk are
 * written side by side and decoded at once, which is where the time goes; a row that is asked for out of order is alone.
 */
export abstract class TextReader {
  private readonly bytes: RawBytes;
  private readonly length: number;
  private readonly bounds = new Int32Array(CHUNK_ROWS + 1);
  private text = '';
  private first = 0;
  private end = 0;

  /**
   * @param length of the column
   * @param maxBytes that a text may take
   */
  constructor(length: number, maxBytes: number) {
    this.length = length;
    this.bytes = allocateBytes(Math.min(length, CHUNK_ROWS) * maxBytes);
  }

  /** The row's text. What stands under a null must not be asked for, but is written with the rest of its chunk. */
  get(row: number): string {
    if (row < this.first || row >= this.end) this.load(row);
    const at = row - this.first;
    return this.text.substring(this.bounds[at] as number, this.bounds[at + 1] as number);
  }

  /** Writes the row's text at `position`. @returns the position behind it */
  protected abstract write(bytes: RawBytes, position: number, row: number): number;

  private load(row: number): void {
    const rises = row >= this.end && row < this.end + CHUNK_ROWS;
    const count = rises ? Math.min(CHUNK_ROWS, this.length - row) : 1;
    let position = 0;
    for (let at = 0; at < count; at++) {
      position = this.write(this.bytes, position, row + at);
      this.bounds[at + 1] = position;
    }
    this.text = this.bytes.latin1Slice(0, position);
    this.first = row;
    this.end = row + count;
  }
}
