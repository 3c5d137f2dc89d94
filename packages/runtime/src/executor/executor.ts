import type { Clock } from './clock.ts';
import { Core } from './core.ts';
import { checkOptions, type ExecutorOptions } from './options.ts';
import { Pump } from './pump.ts';
import type { RowGroup } from './row-group.ts';
import { cancelGroup, type ExecutorParts, RowStream, type StreamOptions } from './row-stream.ts';
import type { StopOptions, StopReport } from './shutdown.ts';
import { Tasks } from './tasks.ts';

/** What the owner of an executor may hear of it, and what else of the world it needs. */
export interface ExecutorHooks {
  /** As in `StreamOptions`, for groups given to `Executor.submit`. */
  onAccept?(): void;
  /** From 0 to below 1: for jitter, and for names. @default Math.random */
  random?(): number;
}

/** What is in flight in an executor, and what has happened since it was made. */
export interface ExecutorSnapshot {
  /** Calls whose promise is pending and whose row waits for it. */
  readonly running: number;
  /** Calls that have timed out or were cancelled, are still pending, and hold their slot. */
  readonly zombies: number;
  /** Rows submitted and not yet started. */
  readonly queued: number;
  /** Of these, rows that wait for another row of their key; and those of the key that has most of them. */
  readonly blocked: number;
  readonly longestKeyQueue: number;
  /** Rows that wait to be called again. They hold no slot. */
  readonly backoff: number;
  /** Rows finished whose group has not left. */
  readonly buffered: number;
  /** Rows for which the function was called. */
  readonly started: number;
  /** Calls beyond the first of a row. */
  readonly retries: number;
  /** Rows with a result; rows that failed; of these, rows that timed out. */
  readonly completed: number;
  readonly errors: number;
  readonly timeouts: number;
  /** Rows whose result was in the cache, and results in it now. */
  readonly cacheHits: number;
  readonly cacheEntries: number;
  /** For how long the oldest group has waited to leave. 0 when there is none. */
  readonly oldestAgeMs: number;
}

/**
 * Runs one function over groups of rows with bounded calls in flight. Pure: the world comes in by `Clock` and
 * `RowGroup`. Modelled on Flink's AsyncWaitOperator and Arroyo's async UDF runtime, with the window of unfinished rows
 * apart from the limit on calls.
 *
 * - `submit(group)` is for work that stands alone, such as `call(batch)`: a failed row ends its group, no other.
 * - `open()` gives a stream: groups in order, watermarks, and a failure that ends them all.
 *
 * Rows start in the order of submission; streams take turns. A row whose function returns no promise is done at once
 * and takes no slot. Everything is told through the methods of `RowGroup`; nothing here throws because a row fails.
 *
 * @example
 * ```ts
 * const executor = new Executor({ udf: 'city', ...model.options }, systemClock);
 * executor.submit(group); // group.leave() or group.abort() follows
 * await executor.drain();
 * await executor.stop();
 * ```
 */
export class Executor implements AsyncDisposable {
  private readonly core: Core;
  private readonly tasks: Tasks;
  private readonly pump: Pump;
  private readonly random: () => number;
  private readonly main: RowStream;

  /** @throws SluiceError `invalid-options` */
  constructor(options: ExecutorOptions, clock: Clock, hooks: ExecutorHooks = {}) {
    this.random = hooks.random?.bind(hooks) ?? Math.random;
    this.core = new Core(checkOptions(options), clock);
    this.tasks = new Tasks(this.core, this.random);
    this.pump = new Pump(this.core, this.tasks);
    this.main = this.open({
      failureScope: 'group',
      ...(hooks.onAccept === undefined ? {} : { onAccept: hooks.onAccept.bind(hooks) }),
    });
  }

  /** Opens a stream: for an input whose groups belong together. `end` it, or `cancel` it, when there are no more. */
  open(options: StreamOptions = {}): RowStream {
    const { core } = this;
    const lane = core.openLane({
      id: options.id ?? Math.floor(this.random() * 2 ** 53).toString(36),
      ordered: options.ordered ?? core.options.ordered,
      failureScope: options.failureScope ?? 'stream',
      prefetchRows: core.options.prefetchRows,
      onAccept: options.onAccept?.bind(options) ?? (() => {}),
      onWatermark: options.onWatermark?.bind(options) ?? (() => {}),
    });
    if (this.pump.shutdown.phase !== 'open') core.close(lane);
    return new RowStream(this.parts, lane, options.signal);
  }

  /** Whether another group can be made use of now: see `RowStream.accepts`, of the groups submitted here. */
  get accepts(): boolean {
    return this.main.accepts;
  }

  /** Takes a group that stands alone. In an ordered executor these groups too leave in order. See `RowStream.submit`. */
  submit(group: RowGroup, options: { readonly signal?: AbortSignal } = {}): void {
    this.main.submit(group, options);
  }

  /**
   * Gives up one group, of whichever stream: it is aborted, and the signals of its running calls. Does nothing if the
   * group is not here any more.
   */
  cancel(group: RowGroup, reason?: unknown): void {
    for (const lane of this.core.lanes) {
      const open = lane.groups().find((candidate) => candidate.group === group);
      if (open !== undefined) cancelGroup(this.core, open, reason);
    }
  }

  /** Resolves when every group submitted so far, to any stream, has left or was aborted. Never rejects. */
  async drain(): Promise<void> {
    await Promise.all([...this.core.lanes].map((lane) => new RowStream(this.parts, lane, undefined).drain()));
  }

  /**
   * Takes no more rows, waits `drainMs` for those it has, aborts what is left, and waits `graceMs` for the aborted
   * calls to settle. Works with every slot taken.
   */
  stop(options: StopOptions = {}): Promise<StopReport> {
    const stopped = this.pump.shutdown.begin(this.core, options);
    this.core.wake();
    return stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop().then(() => {});
  }

  private get parts(): ExecutorParts {
    return { core: this.core, tasks: this.tasks, pump: this.pump };
  }

  snapshot(): ExecutorSnapshot {
    const { calls, window, lanes, pending, started, retries, completed, errors, timeouts, clock } = this.core;
    const { keys, cache, live } = this.tasks;
    const blocked = keys?.blocked ?? 0;
    let backoff = 0;
    for (const task of live) if (task.state === 'backoff') backoff++;
    let queued = blocked;
    let oldest = Number.POSITIVE_INFINITY;
    for (const lane of lanes) {
      queued += lane.queuedRows;
      oldest = Math.min(oldest, lane.head?.openedAt ?? oldest);
    }
    return {
      running: calls.running,
      zombies: calls.zombies,
      queued,
      blocked,
      backoff,
      buffered: window.rows - pending,
      started,
      retries,
      completed,
      errors,
      timeouts,
      cacheHits: cache?.hits ?? 0,
      cacheEntries: cache?.size ?? 0,
      longestKeyQueue: keys?.longestQueue ?? 0,
      oldestAgeMs: oldest === Number.POSITIVE_INFINITY ? 0 : clock.now() - oldest,
    };
  }
}
