/** How many chunks of each form are measured before one is chosen. */
const TRIALS = 4;
/** For how many chunks a choice holds, at first and at most: early ones are made while V8 still compiles. */
const FIRST_HOLD = 16;
const LONGEST_HOLD = 1024;

/**
 * Finds out in which form a function is faster with long texts: cut out of the text of a chunk, or decoded one by one.
 * Which is, depends on the function. Cutting costs a third as much; but V8 is slow to change the case of part of a text
 * that does not begin at a whole word of it (four times as slow at 100 characters). So both forms are tried on the chunks
 * of the function's own batches, and tried again from time to time. A loop keeps one for all its batches.
 */
export class LongTextForm {
  private readonly now: () => number;
  /** The choice, and for how many chunks it holds. */
  private shared = false;
  private held = 0;
  private hold = FIRST_HOLD;
  /** The chunk that is measured: of how many bytes, since when and in which form. None in the first chunk of a batch. */
  private byteLength = 0;
  private since = 0;
  private trying = false;
  private readonly apart = new Trials();
  private readonly together = new Trials();

  /** @param now a monotonic clock, in any unit */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** Begins a batch: the time since the last chunk is not the function's. */
  open(): void {
    this.byteLength = 0;
  }

  /** Whether the chunk that begins now, of so many bytes, is to be one text that its values are cut out of. */
  next(byteLength: number): boolean {
    if (this.held > 0) {
      this.held--;
      return this.shared;
    }
    const now = this.now();
    if (this.byteLength > 0) this.tried().add((now - this.since) / this.byteLength);
    if (this.apart.count >= TRIALS && this.together.count >= TRIALS) return this.choose();
    this.trying = this.together.count < this.apart.count;
    this.byteLength = byteLength;
    this.since = now;
    return this.trying;
  }

  private tried(): Trials {
    return this.trying ? this.together : this.apart;
  }

  private choose(): boolean {
    this.shared = this.together.least < this.apart.least;
    this.held = this.hold;
    this.hold = Math.min(4 * this.hold, LONGEST_HOLD);
    this.byteLength = 0;
    this.apart.clear();
    this.together.clear();
    return this.shared;
  }
}

/** What chunks of one form took a byte. The least counts: all else is what the machine did meanwhile. */
class Trials {
  count = 0;
  least = Number.POSITIVE_INFINITY;

  add(cost: number): void {
    this.count++;
    this.least = Math.min(this.least, cost);
  }

  clear(): void {
    this.count = 0;
    this.least = Number.POSITIVE_INFINITY;
  }
}
