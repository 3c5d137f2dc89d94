import type { GroupIdentity } from './call-context.ts';
import { Fate } from './fate.ts';
import type { RowGroup } from './row-group.ts';

/** A submitted group until it leaves: what has started of it, what is unfinished, where it stands in its stream. */
export class OpenGroup {
  readonly group: RowGroup;
  readonly lane: Lane;
  readonly identity: GroupIdentity;
  /** Shared by all groups of a stream, or the group's own. */
  readonly fate: Fate<OpenGroup>;
  /** Counts up within the stream. */
  readonly position: number;
  readonly rowCount: number;
  readonly openedAt: number;
  /** Rows before it have started. */
  cursor = 0;
  /** Rows that have neither a result nor a failure, whether started or not. */
  unfinished: number;
  /** Rows and bytes that count in the window. */
  inWindow = 0;
  bytes = 0;
  /** Whether results are measured. */
  readonly sized: boolean;
  /** Has left or was aborted: nothing more is told to it. */
  gone = false;
  readonly whenGone: (() => void)[] = [];
  previous: OpenGroup | null = null;
  next: OpenGroup | null = null;

  constructor(
    group: RowGroup,
    lane: Lane,
    identity: GroupIdentity,
    fate: Fate<OpenGroup>,
    position: number,
    openedAt: number,
    sized: boolean,
  ) {
    this.group = group;
    this.lane = lane;
    this.fate = fate;
    this.position = position;
    this.identity = identity;
    this.rowCount = group.rowCount;
    this.unfinished = group.rowCount;
    this.openedAt = openedAt;
    this.sized = sized && group.resultBytes !== undefined;
  }
}

/** Written out only for those who ask: most functions never read their idempotency key. */
class Identity implements GroupIdentity {
  private readonly stream: string;
  private readonly position: number;

  constructor(stream: string, position: number) {
    this.stream = stream;
    this.position = position;
  }

  get id(): string {
    return `${this.stream}/${this.position}`;
  }
}

/** How a stream of groups behaves. */
export interface LaneOptions {
  /** Stands in the identity of each group. */
  readonly id: string;
  readonly ordered: boolean;
  /** Whether a failed row ends its group alone, or the stream. */
  readonly failureScope: 'group' | 'stream';
  /** Rows that may wait to be started before the stream stops accepting. */
  readonly prefetchRows: number;
  onAccept(): void;
  onWatermark(value: unknown): void;
}

export interface Fence {
  /** Groups with a smaller position are before it. */
  readonly position: number;
  readonly value: unknown;
}

/**
 * One stream of groups in input order: decides which group is next to start and which may leave. Groups leave in
 * order, or as they finish, but never across a watermark.
 */
export class Lane {
  readonly options: LaneOptions;
  head: OpenGroup | null = null;
  /** The first group that has rows to start. */
  startable: OpenGroup | null = null;
  queuedRows = 0;
  /** Stands in the executor's list of lanes that have rows to start; of those with groups ready to leave. */
  waiting = false;
  leaving = false;
  /** Takes no more groups. */
  closed = false;
  /** The end of the input has come: no backoff is waited for. */
  inputEnded = false;
  /** Whether a producer has been told to wait. */
  full = false;
  readonly fate: Fate<OpenGroup>;
  readonly whenEmpty: (() => void)[] = [];
  readonly whenClosed: (() => void)[] = [];
  private tail: OpenGroup | null = null;
  private nextPosition = 0;
  private readonly fences: Fence[] = [];
  /** Unordered: finished, in the order of finishing, and before the first fence. */
  private readonly finished: OpenGroup[] = [];

  constructor(options: LaneOptions) {
    this.options = options;
    this.fate = new Fate<OpenGroup>(() => this.groups());
  }

  get accepts(): boolean {
    return this.queuedRows < this.options.prefetchRows && !this.closed;
  }

  get empty(): boolean {
    return this.head === null && this.fences.length === 0;
  }

  /** Adds a group at the end; one that is restored keeps its identity. */
  append(group: RowGroup, openedAt: number, sized: boolean, restored?: GroupIdentity): OpenGroup {
    const fate = this.options.failureScope === 'stream' ? this.fate : new Fate<OpenGroup>(() => [open]);
    const position = this.nextPosition++;
    const identity = restored ?? new Identity(this.options.id, position);
    const open: OpenGroup = new OpenGroup(group, this, identity, fate, position, openedAt, sized);
    open.previous = this.tail;
    if (this.tail === null) this.head = open;
    else this.tail.next = open;
    this.tail = open;
    this.queuedRows += open.rowCount;
    if (open.rowCount > 0) this.startable ??= open;
    return open;
  }

  /** Rows before `nextRow` have started, in another life. */
  skipTo(open: OpenGroup, nextRow: number): void {
    open.cursor = nextRow;
    this.queuedRows -= nextRow;
    this.advance();
  }

  fence(value: unknown): void {
    this.fences.push({ position: this.nextPosition, value });
  }

  /** Moves on when the first startable group has started its last row. */
  advance(): void {
    let open = this.startable;
    while (open !== null && open.cursor === open.rowCount) open = open.next;
    this.startable = open;
  }

  /** Takes note that a group has finished; true when something can leave now. */
  finish(open: OpenGroup): boolean {
    if (this.options.ordered) return open === this.head;
    if (open.position >= this.fencePosition()) return false;
    this.finished.push(open);
    return true;
  }

  /** The next group to leave, still inside. */
  nextToLeave(): OpenGroup | undefined {
    if (this.options.ordered) return this.head?.unfinished === 0 ? this.head : undefined;
    return this.finished[0];
  }

  /** Takes out the next watermark that has nothing before it. */
  nextWatermark(): Fence | undefined {
    const fence = this.fences[0];
    if (fence === undefined || (this.head !== null && this.head.position < fence.position)) return undefined;
    this.fences.shift();
    if (!this.options.ordered) this.openSegment(fence.position);
    return fence;
  }

  /** Those that have not left, in input order. */
  watermarks(): Fence[] {
    return [...this.fences];
  }

  remove(open: OpenGroup): void {
    const { previous, next } = open;
    if (previous === null) this.head = next;
    else previous.next = next;
    if (next === null) this.tail = previous;
    else next.previous = previous;
    this.queuedRows -= open.rowCount - open.cursor;
    if (this.startable === open) {
      this.startable = next;
      this.advance();
    }
    if (this.finished[0] === open) this.finished.shift();
    else if (open.unfinished === 0 && this.finished.includes(open))
      this.finished.splice(this.finished.indexOf(open), 1);
    open.gone = true;
  }

  groups(): OpenGroup[] {
    const groups: OpenGroup[] = [];
    for (let open = this.head; open !== null; open = open.next) groups.push(open);
    return groups;
  }

  private fencePosition(): number {
    return this.fences[0]?.position ?? Number.POSITIVE_INFINITY;
  }

  /** A fence fell: what had finished behind it may leave now. */
  private openSegment(from: number): void {
    const to = this.fencePosition();
    for (const open of this.groups()) {
      if (open.position >= to) break;
      if (open.position >= from && open.unfinished === 0) this.finished.push(open);
    }
  }
}
