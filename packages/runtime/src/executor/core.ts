import { type Call, type CallOwner, RUNNING, ZOMBIE } from './call.ts';
import { CallPool } from './call-pool.ts';
import type { Clock } from './clock.ts';
import { type RowFailure, thrown } from './failure.ts';
import type { Ending } from './fate.ts';
import type { OpenGroup } from './lane.ts';
import { Lane, type LaneOptions } from './lane.ts';
import type { CheckedOptions } from './options.ts';
import type { RowGroup } from './row-group.ts';
import { Window } from './window.ts';

/**
 * The state that all parts of an executor share, and what the outcome of a call does to it. Nothing here calls out to
 * groups but to write a row: starting, leaving and ending happen in `Pump`, one turn at a time.
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
  /** Rows called and neither finished nor given up, whether their call runs or waits for something. */
  pending = 0;
  started = 0;
  completed = 0;
  errors = 0;
  timeouts = 0;
  /** Runs a turn of the pump; set by it. */
  wake: () => void = () => {};
  private scheduled = false;
  private readonly soon: (fn: () => void) => void;
  private readonly scheduledTurn = (): void => {
    this.scheduled = false;
    this.wake();
  };

  constructor(options: CheckedOptions, clock: Clock) {
    this.options = options;
    this.clock = clock;
    this.soon = clock.soon?.bind(clock) ?? queueMicrotask;
    this.calls = new CallPool(
      this,
      options.udf,
      options.maxInFlight,
      options.timeoutMs,
      options.abandonAfterMs,
    );
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

  append(lane: Lane, group: RowGroup): OpenGroup {
    const open = lane.append(group, this.clock.now(), this.window.maxBytes !== Number.POSITIVE_INFINITY);
    this.openGroups++;
    if (open.rowCount === 0) this.finishRows(open, 0);
    else this.waits(lane);
    return open;
  }

  /** A turn once the reactions that are queued now have run: one for a thousand calls that settle together. */
  schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.soon(this.scheduledTurn);
  }

  resolved(call: Call, value: unknown): void {
    if (call.state !== RUNNING) {
      this.settledLate(call);
      return;
    }
    const open = call.open as OpenGroup; // a running call has one
    const { row } = call;
    const { attempt } = call.context;
    this.calls.finish(call);
    this.pending--;
    this.succeed(open, row, attempt, value);
    this.schedule();
  }

  rejected(call: Call, error: unknown): void {
    if (call.state !== RUNNING) {
      this.settledLate(call);
      return;
    }
    const open = call.open as OpenGroup; // a running call has one
    const { row } = call;
    const { attempt } = call.context;
    this.calls.finish(call);
    this.pending--;
    this.fail(open, thrown(error, 'udf-threw', row, attempt));
    this.schedule();
  }

  private settledLate(call: Call): void {
    if (call.state !== ZOMBIE) return;
    this.calls.bury(call);
    this.schedule();
  }

  succeed(open: OpenGroup, row: number, attempt: number, value: unknown): void {
    try {
      open.group.succeed(row, value);
      if (open.sized) this.measure(open, row, value);
    } catch (error) {
      this.fail(open, thrown(error, 'invalid-result', row, attempt));
      return;
    }
    this.completed++;
    this.finishRows(open, 1);
  }

  measure(open: OpenGroup, row: number, value: unknown): void {
    const bytes = open.group.resultBytes?.(row, value) ?? 0;
    open.bytes += bytes;
    this.window.bytes += bytes;
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

  /** Takes a group out of its lane and of the window, before it is told to leave or to abort. */
  remove(open: OpenGroup): void {
    open.lane.remove(open);
    for (const over of open.whenGone.splice(0)) over();
    this.openGroups--;
    this.window.rows -= open.cursor;
    this.window.bytes -= open.bytes;
  }
}
