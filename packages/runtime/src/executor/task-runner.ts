import { type Call, Task } from './call.ts';
import { idempotencyKey } from './call-context.ts';
import type { Core } from './core.ts';
import { thrown } from './failure.ts';
import type { OpenGroup } from './lane.ts';
import type { BatchedRow } from './row-group.ts';
import type { TaskOutcomes } from './task-outcomes.ts';
import type { Tasks } from './tasks.ts';
import { pending } from './thenable.ts';

/**
 * Brings tasks to their calls. A new row passes the cache, then its key, then waits until it can be called: in a
 * micro-batch or alone, with a slot and as the rate limit allows.
 */
export class TaskRunner {
  /** When the rate limit, which has stopped a call from starting, lets it start. */
  limitedUntil: number = Number.POSITIVE_INFINITY;
  private readonly core: Core;
  private readonly tasks: Tasks;
  private readonly outcomes: TaskOutcomes;

  constructor(core: Core, tasks: Tasks, outcomes: TaskOutcomes) {
    this.core = core;
    this.tasks = tasks;
    this.outcomes = outcomes;
  }

  /** Starts new rows of a group as tasks. Returns how many have been taken. */
  admitRows(open: OpenGroup, limit: number): number {
    const { core } = this;
    let count = 0;
    while (count < limit && open.cursor < open.rowCount && this.takesMore && core.endings.length === 0) {
      const row = open.cursor++;
      open.lane.queuedRows--;
      count++;
      if (open.group.skips(row)) {
        core.enterRows(open, 1);
        core.finishRows(open, 1);
      } else {
        this.enter(new Task(open, row));
        this.startReady(1);
      }
    }
    return count;
  }

  /** New rows come in only when nothing that is ready waits: one that cannot start would only wait here. */
  private get takesMore(): boolean {
    const { ready, batches, keys, gathering } = this.tasks;
    if (ready.size > 0 || batches.size > 0) return false;
    if (keys !== undefined && keys.blocked >= this.core.options.windowRows) return false;
    return gathering !== undefined || this.core.calls.spare() !== null;
  }

  /** The way of every task, new or restored. */
  enter(task: Task): void {
    const { core, tasks } = this;
    tasks.live.add(task);
    const { group } = task.open;
    if (tasks.cache !== undefined) {
      let key: unknown;
      try {
        key = group.cacheKey?.(task.row);
      } catch (error) {
        this.refuse(task, error);
        return;
      }
      if (key !== undefined) {
        const hit = tasks.cache.get(key, core.clock.now());
        if (hit !== undefined) {
          tasks.count(task);
          this.outcomes.give(task, hit.value);
          return;
        }
        if (tasks.flights.join(task, key)) {
          tasks.count(task);
          task.move('joined');
          this.limitTotal(task);
          return;
        }
      }
    }
    if (tasks.keys !== undefined) {
      let passes: boolean;
      try {
        passes = tasks.keys.enter(task, group.key?.(task.row));
      } catch (error) {
        this.refuse(task, error);
        return;
      }
      if (!passes) {
        task.move('blocked');
        return;
      }
    }
    tasks.makeReady(task);
  }

  /** A function of the group that says what the row is has thrown: there is nothing to retry. */
  private refuse(task: Task, error: unknown): void {
    this.tasks.count(task);
    this.outcomes.fail(task, thrown(error, 'udf-threw', task.row, task.attempts));
  }

  /** Calls what is ready, as far as it can start. Returns how many rows have been called. */
  startReady(limit: number): number {
    let count = 0;
    while (count < limit && this.core.endings.length === 0) {
      const started = this.tasks.gathering === undefined ? this.startOne() : this.startBatch();
      if (started === 0) break;
      count += started;
    }
    return count;
  }

  /** Closes what has been gathered, if it can go at once and no time is given it to gather more. */
  flushUnlingered(): boolean {
    const { gathering } = this.tasks;
    if (gathering === undefined || gathering.lingerMs > 0 || gathering.size === 0) return false;
    if (this.core.calls.spare() === null) return false;
    this.flush();
    return true;
  }

  flush(): void {
    const { gathering, batches } = this.tasks;
    if (gathering !== undefined && gathering.size > 0) batches.push(gathering.take());
  }

  get dueAt(): number {
    const { wakes, gathering } = this.tasks;
    return Math.min(wakes.dueAt, gathering?.dueAt ?? Number.POSITIVE_INFINITY, this.limitedUntil);
  }

  expire(now: number): void {
    const { wakes, gathering } = this.tasks;
    for (let task = wakes.shiftDue(now); task !== undefined; task = wakes.shiftDue(now)) {
      this.outcomes.wake(task, now);
    }
    if (gathering !== undefined && gathering.dueAt <= now) this.flush();
  }

  /** The next task to call, left in the queue. */
  private nextReady(): Task | undefined {
    const { ready } = this.tasks;
    for (let task = ready.peek(); task !== undefined; task = ready.peek()) {
      // Tasks that have ended while they were ready are still in the queue.
      if (task.state === 'ready') {
        if (task.key === null || task.key.zombies === 0) return task;
        // Its own last call, timed out, still runs: at most one call a key.
        task.move('blocked');
      }
      ready.shift();
    }
    return undefined;
  }

  private allowed(): boolean {
    const { limit } = this.tasks;
    if (limit === undefined || limit.take(this.core.clock.now())) return true;
    this.limitedUntil = limit.freeAt;
    return false;
  }

  private startOne(): number {
    const task = this.nextReady();
    const call = this.core.calls.spare();
    if (task === undefined || call === null || !this.allowed()) return 0;
    this.tasks.ready.shift();
    this.begin(task);
    call.context.begin(task.open.identity, task.row, task.attempts);
    let value: unknown;
    try {
      value = task.open.group.call(task.row, call.context);
      if (this.wait(call, value)) {
        call.task = task;
        task.call = call;
        return 1;
      }
    } catch (error) {
      call.context.reset();
      this.outcomes.failed(task, thrown(error, 'udf-threw', task.row, task.attempts));
      return 1;
    }
    call.context.reset();
    this.outcomes.succeeded(task, value);
    return 1;
  }

  private startBatch(): number {
    const { batches } = this.tasks;
    for (;;) {
      this.gather();
      const batch = batches.peek();
      if (batch === undefined) return 0;
      const members = batch.filter((task) => task.state === 'gathered');
      if (members.length > 0) {
        const call = this.core.calls.spare();
        if (call === null || !this.allowed()) return 0;
        batches.shift();
        this.callBatch(call, members);
        return members.length;
      }
      // All its rows have ended while it waited: it stands in the way of the next.
      batches.shift();
    }
  }

  /** Moves what is ready into the micro-batch, until one is full and waits for a slot. */
  private gather(): void {
    const { gathering, batches, ready } = this.tasks;
    if (gathering === undefined) return;
    while (batches.size === 0) {
      const task = this.nextReady();
      if (task === undefined) return;
      const bytes = task.open.group.argumentBytes?.(task.row) ?? 0;
      if (gathering.isFullFor(bytes)) {
        this.flush();
        return;
      }
      ready.shift();
      task.move('gathered');
      if (gathering.add(task, bytes, gathering.size === 0 ? this.core.clock.now() : 0)) this.flush();
    }
  }

  private callBatch(call: Call, members: readonly Task[]): void {
    const rows: BatchedRow[] = members.map((task) => ({
      group: task.open.group,
      row: task.row,
      idempotencyKey: idempotencyKey(task.open.identity, task.row),
    }));
    for (const task of members) this.begin(task);
    const keys = rows.map((row) => row.idempotencyKey);
    call.context.beginBatch(keys, Math.max(...members.map((task) => task.attempts)));
    let value: unknown;
    try {
      value = this.core.options.callRows?.(rows, call.context);
      if (this.wait(call, value)) {
        call.batch = members;
        for (const task of members) task.call = call;
        return;
      }
    } catch (error) {
      call.context.reset();
      this.outcomes.failedTogether(members, error);
      return;
    }
    call.context.reset();
    this.outcomes.batchResolved(members, value);
  }

  private begin(task: Task): void {
    const { core } = this;
    task.move('running');
    task.attempts++;
    if (task.attempts === 1) core.started++;
    else core.retries++;
    this.limitTotal(task);
  }

  /** The time for all attempts of a row runs from its first call, or from when it joins another row's. */
  private limitTotal(task: Task): void {
    const { totalTimeoutMs } = this.core.options;
    if (totalTimeoutMs === Number.POSITIVE_INFINITY || task.totalDueAt !== Number.POSITIVE_INFINITY) return;
    task.totalDueAt = this.core.clock.now() + totalTimeoutMs;
    this.tasks.sleep(task);
  }

  /** Takes the slot if there is something to wait for. */
  private wait(call: Call, value: unknown): boolean {
    const promise = pending(value);
    if (promise === undefined) return false;
    promise.then(call.onValue, call.onError);
    this.core.calls.take(call);
    return true;
  }
}
