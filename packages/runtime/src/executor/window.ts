/**
 * W: rows that have started and not yet left, and the bytes they keep. Apart from the limit on running calls: in
 * ordered mode a slow head makes finished rows wait, and if they took slots the calls would run dry.
 */
export class Window {
  readonly maxRows: number;
  readonly maxBytes: number;
  rows = 0;
  bytes = 0;

  constructor(maxRows: number, maxBytes: number) {
    this.maxRows = maxRows;
    this.maxBytes = maxBytes;
  }

  /** Rows that may start now. */
  get room(): number {
    return this.bytes >= this.maxBytes ? 0 : this.maxRows - this.rows;
  }
}
