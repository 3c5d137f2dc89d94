import type { Task } from './call.ts';

/** When rows are called together. */
export interface BatchOptions {
  /** Rows in one call. */
  readonly maxRows: number;
  /** Bytes of arguments in one call, by `RowGroup.argumentBytes`; a single larger row goes alone. @default no limit */
  readonly maxBytes?: number;
  /** Milliseconds that the first row waits for others. 0 calls with what there is when a slot is free. @default 0 */
  readonly lingerMs?: number;
}

/** Gathers rows for one call. There is one gathering at a time, so one time at which it is due. */
export class MicroBatch {
  readonly lingerMs: number;
  private readonly maxRows: number;
  private readonly maxBytes: number;
  private rows: Task[] = [];
  private bytes = 0;
  private openedAt = 0;

  constructor({ maxRows, maxBytes = Number.POSITIVE_INFINITY, lingerMs = 0 }: BatchOptions) {
    this.maxRows = maxRows;
    this.maxBytes = maxBytes;
    this.lingerMs = lingerMs;
  }

  get size(): number {
    return this.rows.length;
  }

  /** When the rows gathered must go at the latest; without a linger that is not a matter of time. */
  get dueAt(): number {
    return this.rows.length === 0 || this.lingerMs === 0
      ? Number.POSITIVE_INFINITY
      : this.openedAt + this.lingerMs;
  }

  /** Whether a row of that many bytes must go with the next call. */
  isFullFor(bytes: number): boolean {
    return this.rows.length > 0 && this.bytes + bytes > this.maxBytes;
  }

  /** Adds a row; true if the call must go now. */
  add(task: Task, bytes: number, now: number): boolean {
    if (this.rows.length === 0) this.openedAt = now;
    this.rows.push(task);
    this.bytes += bytes;
    return this.rows.length >= this.maxRows || this.bytes >= this.maxBytes;
  }

  /** Takes a row out that is not to be called. Its bytes stay counted: the call goes a little early. */
  remove(task: Task): void {
    this.rows = this.rows.filter((member) => member !== task);
    if (this.rows.length === 0) this.bytes = 0;
  }

  take(): Task[] {
    const { rows } = this;
    this.rows = [];
    this.bytes = 0;
    return rows;
  }
}
