/** Something that is due at a time; a member of at most one queue. */
export interface Due<T> {
  /** Milliseconds on the executor's clock; Infinity until the next `stamp`. */
  dueAt: number;
  previous: T | null;
  next: T | null;
}

/**
 * Members that all get the same time from when they enter, so that order of entry is order of falling due: no heap,
 * and one timer for the oldest.
 *
 * The time of entry is stamped late, at the next reading of the clock: reading it costs more than starting a call, and
 * a deadline that is a little late is harmless, where one that is early is not.
 */
export class DeadlineQueue<T extends Due<T>> {
  readonly limitMs: number;
  private head: T | null = null;
  private tail: T | null = null;
  private unstamped: T | null = null;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
  }

  /** Whether members ever fall due. If not, nobody needs to enter. */
  get active(): boolean {
    return this.limitMs !== Number.POSITIVE_INFINITY;
  }

  /** When the oldest stamped member falls due. */
  get dueAt(): number {
    return this.head === null ? Number.POSITIVE_INFINITY : this.head.dueAt;
  }

  get needsStamp(): boolean {
    return this.unstamped !== null;
  }

  enter(member: T): void {
    member.dueAt = Number.POSITIVE_INFINITY;
    const { tail } = this;
    member.previous = tail;
    member.next = null;
    if (tail === null) this.head = member;
    else tail.next = member;
    this.tail = member;
    if (this.unstamped === null) this.unstamped = member;
  }

  leave(member: T): void {
    const { previous, next } = member;
    if (previous === null) this.head = next;
    else previous.next = next;
    if (next === null) this.tail = previous;
    else next.previous = previous;
    if (this.unstamped === member) this.unstamped = next;
    member.previous = null;
    member.next = null;
  }

  /** Everything that has entered since the last stamp entered at `now`. */
  stamp(now: number): void {
    const dueAt = now + this.limitMs;
    for (let member = this.unstamped; member !== null; member = member.next) member.dueAt = dueAt;
    this.unstamped = null;
  }

  /** The oldest member if it is due, still inside. */
  firstDue(now: number): T | null {
    return this.head !== null && this.head.dueAt <= now ? this.head : null;
  }
}
