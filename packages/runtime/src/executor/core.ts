import { type Call, type CallOwner, RUNNING, ZOMBIE } from './call.ts';
import type { GroupIdentity } from './call-context.ts';
import { CallPool } from './call-pool.ts';
import type { Clock } from './clock.ts';
import { type RowFailure, thrown } from './failure.ts';
import type { Ending } from './fate.ts';
import { Lane, type LaneOptions, type OpenGroup } from './lane.ts';
import { type CheckedOptions, everyRowHasTask } from './options.ts';
import type { RowGroup } from './row-group.ts';
import { Window } from './window.ts';

/** What is done for rows that are more than one plain call: see `TaskOutcomes`. */
export interface TaskOwner extends CallOwner {
  /** A call that was given up has settled, or was written off. */
  released(call: Call): void;
  plainFailed(open: OpenGroup, failure: RowFailure, startedAt: number): void;
}

/**
 * The state that all parts of an executor share, and what the outcome of a plain call does to it. Nothing here calls
 * out to groups but to write a row: starting, leaving and ending happen in `Pump`, one turn at a time.
 */
export class Core implements CallOwner {
  readonly options: CheckedOptions;
  readonly clock: Clock;
  readonly calls: CallPool;
  readonly window: Window;
  /** Lanes that are open, or have groups. */
  readonly lanes: Set<Lane> = new Set();
  /** Lanes with rows to start; lanes with groups ready to leave; groups that must end. Emptied by the pump. */
  readonly waiting: Lane[] = [];
  readonly leaving: Lane[] = [];
  readonly endings: Ending<OpenGroup>[] = [];
  /** Groups in any lane. */
  openGroups = 0;
  /** Rows that count in the window and have no outcome, whether their call runs or waits for something. */
  pending = 0;
  started = 0;
  retries = 0;
  completed = 0;
  errors = 0;
  timeouts = 0;
  /** Runs a turn of the pump; set by it. */
  wake: () => void = () => {};
  /** Set by the executor. */
  taskOwner: TaskOwner | undefined = undefined;
  private scheduled = false;
  private readonly soon: (fn: () => void) => void;
  private readonly scheduledTurn = (): void => {
    this.scheduled = false;
    this.wake();
  };

  constructor(options: CheckedOptions, clock: Clock) {
    const { udf, maxInFlight, timeoutMs, totalTimeoutMs, abandonAfterMs } = options;
    this.options = options;
    this.clock = clock;
    this.soon = clock.soon?.bind(clock) ?? queueMicrotask;
    // A plain call is a row's first, so the row's whole time runs out with it; tasks keep theirs apart.
    const limitMs = everyRowHasTask(options) ? timeoutMs : Math.min(timeoutMs, totalTimeoutMs);
    this.calls = new CallPool(this, udf, maxInFlight, limitMs, abandonAfterMs);
    this.window = new Window(options.windowRows, options.windowBytes);
  }

  openLane(options: LaneOptions): Lane {
    const lane = new Lane(options);
    this.lanes.add(lane);
    return lane;
  }

  /** The lane takes no more groups; it goes when the last of them has gone. */
  close(lane: Lane): void {
    lane.closed = true;
    this.leaves(lane);
    this.wake();
  }

  append(lane: Lane, group: RowGroup, restored?: GroupIdentity): OpenGroup {
    const open = lane.append(group, this.clock.now(), this.measures, restored);
    this.openGroups++;
    if (open.rowCount === 0) this.finishRows(open, 0);
    else this.waits(lane);
    return open;
  }

  get measures(): boolean {
    return this.window.maxBytes !== Number.POSITIVE_INFINITY;
  }

  /** A turn once the reactions that are queued now have run: one for a thousand calls that settle together. */
  schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.soon(this.scheduledTurn);
  }

  resolved(call: Call, value: unknown): void {
    const { open, row } = call;
    if (call.state !== RUNNING) {
      this.settledLate(call);
    } else if (open === null) {
      this.taskOwner?.resolved(call, value);
      this.schedule();
    } else {
      this.calls.finish(call);
      this.pending--;
      this.succeed(open, row, 1, value);
      this.schedule();
    }
  }

  rejected(call: Call, error: unknown): void {
    const { open, row } = call;
    if (call.state !== RUNNING) {
      this.settledLate(call);
    } else if (open === null) {
      this.taskOwner?.rejected(call, error);
      this.schedule();
    } else {
      const startedAt = call.dueAt - this.calls.deadlines.limitMs;
      this.calls.finish(call);
      this.pending--;
      this.attemptFailed(open, thrown(error, 'udf-threw', row, 1), startedAt);
      this.schedule();
    }
  }

  private settledLate(call: Call): void {
    if (call.state !== ZOMBIE) return;
    this.calls.bury(call);
    this.taskOwner?.released(call);
    this.schedule();
  }

  /** A result: written, or the row's failure if it does not fit. Tells which. */
  succeed(open: OpenGroup, row: number, attempts: number, value: unknown): boolean {
    try {
      open.group.succeed(row, value);
      if (open.sized) this.measure(open, row, value);
    } catch (error) {
      this.fail(open, thrown(error, 'invalid-result', row, attempts));
      return false;
    }
    this.completed++;
    this.finishRows(open, 1);
    return true;
  }

  measure(open: OpenGroup, row: number, value: unknown): void {
    const bytes = open.group.resultBytes?.(row, value) ?? 0;
    open.bytes += bytes;
    this.window.bytes += bytes;
  }

  /** A plain row's call has failed: the end of the row, unless there are retries. */
  attemptFailed(open: OpenGroup, failure: RowFailure, startedAt: number): void {
    if (this.options.retry === undefined) this.fail(open, failure);
    else this.taskOwner?.plainFailed(open, failure, startedAt);
  }

  /** The end of a row without a result. */
  fail(open: OpenGroup, failure: RowFailure): void {
    this.errors++;
    if (failure.code === 'timeout') this.timeouts++;
    if (this.options.onError === 'fail') {
      if (open.fate.seal(open, failure)) this.endings.push(open.fate);
      return;
    }
    open.group.fail(failure.row, failure);
    this.finishRows(open, 1);
  }

  finishRows(open: OpenGroup, count: number): void {
    open.unfinished -= count;
    if (open.unfinished === 0 && open.lane.finish(open)) this.leaves(open.lane);
  }

  /** Notes that something of a lane is ready to leave. */
  leaves(lane: Lane): void {
    if (lane.leaving) return;
    lane.leaving = true;
    this.leaving.push(lane);
  }

  /** Notes that a lane has rows to start. */
  waits(lane: Lane): void {
    if (lane.waiting || lane.startable === null) return;
    lane.waiting = true;
    this.waiting.push(lane);
  }

  /** The first rows of a group start: from now on it keeps its memory. */
  enter(open: OpenGroup): void {
    open.bytes = open.group.byteLength ?? 0;
    this.window.bytes += open.bytes;
  }

  /** Rows that from now on count in the window, until their group leaves. */
  enterRows(open: OpenGroup, count: number): void {
    open.inWindow += count;
    this.window.rows += count;
  }

  /** Takes a group out of its lane and of the window, before it is told to leave or to abort. */
  remove(open: OpenGroup): void {
    open.lane.remove(open);
    for (const over of open.whenGone.splice(0)) over();
    this.openGroups--;
    this.window.rows -= open.inWindow;
    this.window.bytes -= open.bytes;
  }
}
