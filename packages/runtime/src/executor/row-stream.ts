import type { Core } from './core.ts';
import { type GroupFailure, givenUp } from './failure.ts';
import type { Lane, OpenGroup } from './lane.ts';
import type { RowGroup } from './row-group.ts';

/** How one stream of an executor behaves, where it differs from the executor. */
export interface StreamOptions {
  /** Groups leave in input order. @default the executor's `ordered` */
  readonly ordered?: boolean;
  /** What a failed row ends under `onError: 'fail'`: its group, or all of the stream, for good. @default 'stream' */
  readonly failureScope?: 'group' | 'stream';
  /** Cancels the stream; its reason is the failure's `cause` and the reason of `ctx.signal`. */
  readonly signal?: AbortSignal;
  /** Called when `accepts` has become true again after it was false at the end of a `submit`. */
  onAccept?(): void;
  /** A watermark has come through: all groups before it have left, none behind it. */
  onWatermark?(value: unknown): void;
}

/** Groups in input order, with a common fate. All streams of an executor share its limits, and start rows in turn. */
export class RowStream {
  private readonly core: Core;
  private readonly lane: Lane;

  /** @internal Use `Executor.open`. */
  constructor(core: Core, lane: Lane, signal: AbortSignal | undefined) {
    this.core = core;
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
    this.end();
    core.wake();
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

  /** Takes no more groups; those that it has go on. */
  end(): void {
    this.core.close(this.lane);
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
