import { checkpointLane, restoreGroup, type StreamCheckpoint } from './checkpoint.ts';
import type { Core } from './core.ts';
import { type GroupFailure, givenUp } from './failure.ts';
import type { Lane, OpenGroup } from './lane.ts';
import type { Pump } from './pump.ts';
import type { RowGroup } from './row-group.ts';
import type { Tasks } from './tasks.ts';

/** How one stream of an executor behaves, where it differs from the executor. */
export interface StreamOptions {
  /** Groups leave in input order. @default the executor's `ordered` */
  readonly ordered?: boolean;
  /** What a failed row ends under `onError: 'fail'`: its group, or all of the stream, for good. @default 'stream' */
  readonly failureScope?: 'group' | 'stream';
  /** Cancels the stream; its reason is the failure's `cause` and the reason of `ctx.signal`. */
  readonly signal?: AbortSignal;
  /** What idempotency keys start with: give the same name after a restart. @default random */
  readonly id?: string;
  /** Called when `accepts` has become true again after it was false at the end of a `submit`. */
  onAccept?(): void;
  /** A watermark has come through: all groups before it have left, none behind it. */
  onWatermark?(value: unknown): void;
}

/** @internal */
export interface ExecutorParts {
  readonly core: Core;
  readonly tasks: Tasks;
  readonly pump: Pump;
}

/** Groups in input order, with a common fate. All streams of an executor share its limits, and start rows in turn. */
export class RowStream {
  private readonly core: Core;
  private readonly lane: Lane;

  private readonly tasks: Tasks;
  private readonly pump: Pump;

  /** @internal Use `Executor.open`. */
  constructor({ core, tasks, pump }: ExecutorParts, lane: Lane, signal: AbortSignal | undefined) {
    this.core = core;
    this.tasks = tasks;
    this.pump = pump;
    this.lane = lane;
    if (signal !== undefined) listen(signal, (reason) => this.cancel(reason), lane.whenClosed);
  }

  /**
   * Whether another group can be made use of now. A hint: what is submitted in spite of it waits, in the submitter's
   * memory. True again when `onAccept` is called.
   */
  get accepts(): boolean {
    return this.lane.accepts;
  }

  /** Why the stream has ended without all its results; undefined while it has not. */
  get failure(): GroupFailure | undefined {
    return this.lane.fate.failure;
  }

  /**
   * Takes a group. Rows whose function returns no promise are done when it returns, and the group may have left.
   * A stream that has failed or ended aborts the group at once.
   *
   * @param signal Cancels this group alone. A group whose signal has aborted already calls nothing.
   */
  submit(group: RowGroup, { signal }: { readonly signal?: AbortSignal } = {}): void {
    const { core, lane } = this;
    if (signal?.aborted) {
      group.abort(cancelled(core, signal.reason));
      return;
    }
    if (lane.closed || lane.fate.failure !== undefined) {
      const { udf } = core.options;
      const why =
        lane.fate.failure ?? givenUp('stopped', `${udf} takes no more rows: it has stopped`, undefined);
      group.abort({ ...why, row: undefined });
      return;
    }
    const open = core.append(lane, group);
    if (signal !== undefined) {
      listen(signal, (reason) => cancelGroup(core, open, reason), open.whenGone);
    }
    core.wake();
    lane.full = !lane.accepts;
  }

  /** A watermark: leaves when all groups before it have left, at once if there is none. Groups behind it wait for it. */
  watermark(value: unknown): void {
    const { core, lane } = this;
    if (lane.closed) return;
    lane.fence(value);
    core.leaves(lane);
    core.wake();
  }

  /** Gives up all groups of the stream, whose calls are aborted; the stream takes no more. */
  cancel(reason?: unknown): void {
    const { core, lane } = this;
    lane.fate.giveUp(cancelled(core, reason));
    core.endings.push(lane.fate);
    core.close(lane);
  }

  /** Resolves when every group submitted so far has left or was aborted. Never rejects: see `failure`. */
  drain(): Promise<void> {
    const { core, lane } = this;
    return new Promise((resolve) => {
      lane.whenEmpty.push(resolve);
      core.leaves(lane);
      core.wake();
    });
  }

  /**
   * The end of the input: takes no more groups, and those that it has go on. A row in backoff has one more attempt at
   * once, a row that fails from now on too, and that is its last; `waitForRetries` lets retries go on as before.
   * Micro-batches do not wait to be filled.
   */
  end({ waitForRetries = false }: { readonly waitForRetries?: boolean } = {}): void {
    const { core, lane, pump } = this;
    if (!waitForRetries) {
      lane.inputEnded = true;
      pump.outcomes.endInput((open) => open.lane === lane);
    }
    pump.runner.flush();
    core.close(lane);
  }

  /**
   * What the stream must do again after a restart, and what it must not. The owner writes it down with the groups'
   * inputs and results, before anything else happens to them: at once, or from a copy.
   */
  checkpoint(): StreamCheckpoint {
    return checkpointLane(this.core, this.tasks, this.lane);
  }

  /**
   * Takes up a checkpoint, in a stream that is new. Its groups must have the results of finished rows already: those
   * are not called again. Unfinished rows are, with the attempts they have left and all of their time.
   */
  restore({ entries }: StreamCheckpoint): void {
    const { core, lane, pump } = this;
    for (const entry of entries) {
      if (entry.kind === 'watermark') lane.fence(entry.value);
      else restoreGroup(core, pump.runner, lane, entry);
    }
    core.leaves(lane);
    core.wake();
    lane.full = !lane.accepts;
  }
}

export function cancelGroup(core: Core, open: OpenGroup, reason: unknown): void {
  const failure = cancelled(core, reason);
  core.endings.push({ groups: () => [open], failureOf: () => failure });
  core.wake();
}

function cancelled(core: Core, reason: unknown): GroupFailure {
  return givenUp('cancelled', `${core.options.udf}: the rows were cancelled`, reason);
}

/** One listener on the signal, taken away when the work that it would cancel is over. */
function listen(signal: AbortSignal, cancel: (reason: unknown) => void, whenOver: (() => void)[]): void {
  const onAbort = (): void => cancel(signal.reason);
  if (signal.aborted) {
    onAbort();
    return;
  }
  signal.addEventListener('abort', onAbort, { once: true });
  whenOver.push(() => signal.removeEventListener('abort', onAbort));
}
