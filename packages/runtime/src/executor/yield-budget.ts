/** The clock is read at most every so many rows, however fast they are. */
const MAX_STRIDE = 1024;

/**
 * Says when to let the event loop turn: after `maxRows` rows or `maxMs`, whichever comes first. The clock is read more
 * often the slower the rows are, and hardly at all when they are fast: reading it costs as much as ten rows.
 */
export class YieldBudget {
  /** Rows that may start before `spent` must be asked. */
  rows: number;
  private readonly maxRows: number;
  private readonly maxMs: number;
  private stride = 1;
  private left: number;
  private sliceStart: number;
  private readAt: number;

  constructor(maxRows: number, maxMs: number, now: number) {
    this.maxRows = maxRows;
    this.maxMs = maxMs;
    this.left = maxRows;
    this.sliceStart = now;
    this.readAt = now;
    this.rows = 1;
  }

  /** Called when `rows` has come down to 0: whether it is time to yield. If not, `rows` is filled up again. */
  spent(now: number): boolean {
    this.left -= this.stride;
    const sinceReadMs = now - this.readAt;
    this.readAt = now;
    if (sinceReadMs * 8 < this.maxMs) this.stride = Math.min(this.stride * 2, MAX_STRIDE);
    else if (sinceReadMs * 2 > this.maxMs) this.stride = Math.max(1, this.stride >> 2);
    this.rows = this.stride;
    return this.left <= 0 || now - this.sliceStart >= this.maxMs;
  }

  /** The loop has turned. */
  restart(now: number): void {
    this.sliceStart = now;
    this.readAt = now;
    this.left = this.maxRows;
    this.rows = this.stride;
  }
}
