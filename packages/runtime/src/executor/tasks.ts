import type { Call, KeyEntry, Task, TaskState } from './call.ts';
import type { GivenUp } from './call-context.ts';
import type { Core } from './core.ts';
import { Fifo } from './fifo.ts';
import { KeyGate } from './key-gate.ts';
import { MicroBatch } from './micro-batch.ts';
import { RateLimit } from './rate-limit.ts';
import { ResultCache } from './result-cache.ts';
import { RetryPolicy } from './retry.ts';
import { SingleFlight } from './single-flight.ts';
import { WakeQueue } from './wake-queue.ts';

/** Where tasks are, state by state, and the book-keeping of their moves. */
export class Tasks {
  /** Every task that is not final. */
  readonly live: Set<Task> = new Set();
  /** Tasks in backoff, and tasks with a time by which they must be final. */
  readonly wakes: WakeQueue = new WakeQueue();
  readonly ready: Fifo<Task> = new Fifo();
  /** Micro-batches that wait for a slot. */
  readonly batches: Fifo<readonly Task[]> = new Fifo();
  readonly policy: RetryPolicy | undefined;
  readonly keys: KeyGate | undefined;
  readonly cache: ResultCache | undefined;
  readonly flights: SingleFlight = new SingleFlight();
  readonly gathering: MicroBatch | undefined;
  readonly limit: RateLimit | undefined;
  private readonly core: Core;

  constructor(core: Core, random: () => number) {
    const { retry, keyed, cache, batch, rateLimit } = core.options;
    this.core = core;
    this.policy = retry && new RetryPolicy(retry, random);
    this.keys = keyed ? new KeyGate() : undefined;
    this.cache = cache && new ResultCache(cache.maxEntries, cache.ttlMs ?? Number.POSITIVE_INFINITY);
    this.gathering = batch && new MicroBatch(batch);
    this.limit = rateLimit instanceof RateLimit ? rateLimit : rateLimit && new RateLimit(rateLimit);
  }

  /** From now on the row counts in the window. */
  count(task: Task): void {
    if (task.counted) return;
    task.counted = true;
    this.core.pending++;
    this.core.enterRows(task.open, 1);
  }

  /** To be called before any new row. */
  makeReady(task: Task): void {
    this.count(task);
    task.move('ready');
    this.ready.push(task);
  }

  /** Sets when the task must be looked at next. */
  sleep(task: Task): void {
    this.wakes.set(
      task,
      Math.min(task.state === 'backoff' ? task.backoffUntil : Number.POSITIVE_INFINITY, task.totalDueAt),
    );
  }

  /** The row is through, whatever its outcome: everything that it held is free. */
  end(task: Task, state: TaskState): void {
    const { state: before, key } = task;
    task.move(state);
    task.call = null;
    this.live.delete(task);
    this.wakes.remove(task);
    if (before === 'gathered') this.gathering?.remove(task);
    if (task.counted) this.core.pending--;
    if (key === null) return;
    if (key.holder === task) this.unblock(this.keys?.release(key));
    else this.keys?.leave(task, key);
  }

  /** Lets two tasks change rows. What only one of them has (a call, a key, a place) stays with the task. */
  exchange(a: Task, b: Task): void {
    [a.open, b.open] = [b.open, a.open];
    [a.row, b.row] = [b.row, a.row];
    [a.totalDueAt, b.totalDueAt] = [b.totalDueAt, a.totalDueAt];
    this.sleep(a);
  }

  /** A row that runs gives up its call, unless other rows of a micro-batch still wait for it. Its key stays taken. */
  leaveCall(task: Task, why: GivenUp): void {
    const { call } = task;
    if (call === null) return;
    const others = call.batch?.some((member) => member !== task && member.state === 'running');
    this.hold(call, task);
    if (!others) this.core.calls.giveUp(call, why);
  }

  /** Keeps the row's key taken until the call has settled. */
  hold(call: Call, { key }: Task): void {
    if (key === null) return;
    key.zombies++;
    call.keys = [...(call.keys ?? []), key];
  }

  /** The call has settled or was written off: keys that it kept are free. */
  unhold(call: Call): void {
    const keys: readonly KeyEntry[] | null = call.keys;
    if (keys === null) return;
    call.keys = null;
    for (const key of keys) this.unblock(this.keys?.buried(key));
  }

  private unblock(task: Task | undefined): void {
    if (task !== undefined) this.makeReady(task);
  }
}
