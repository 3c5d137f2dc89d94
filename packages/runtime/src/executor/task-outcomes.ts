import { type Call, Task } from './call.ts';
import type { GivenUp } from './call-context.ts';
import type { Core, TaskOwner } from './core.ts';
import { type RowFailure, thrown, timedOut } from './failure.ts';
import type { OpenGroup } from './lane.ts';
import { retryAfterMs } from './retry.ts';
import type { Tasks } from './tasks.ts';

/** What the end of an attempt means for its row: another attempt, or an outcome, for it and for rows that share it. */
export class TaskOutcomes implements TaskOwner {
  private readonly core: Core;
  private readonly tasks: Tasks;

  constructor(core: Core, tasks: Tasks) {
    this.core = core;
    this.tasks = tasks;
  }

  /** A call that tasks wait for has given a value. */
  resolved(call: Call, value: unknown): void {
    const { task, batch } = call;
    this.core.calls.finish(call);
    this.tasks.unhold(call);
    if (batch !== null) this.batchResolved(batch, value);
    else if (task !== null) this.succeeded(task, value);
  }

  rejected(call: Call, error: unknown): void {
    const members = call.batch ?? [call.task as Task]; // only calls of tasks come here
    this.core.calls.finish(call);
    this.tasks.unhold(call);
    this.failedTogether(members, error);
  }

  released(call: Call): void {
    this.tasks.unhold(call);
  }

  /** A call has run for as long as one attempt may. */
  attemptTimedOut(call: Call): void {
    const { udf, timeoutMs } = this.core.options;
    const members = (call.batch ?? [call.task as Task]).filter((task) => task.state === 'running');
    const failures = members.map((task) => timedOut(udf, 'timeout', timeoutMs, task.row, task.attempts));
    for (const task of members) this.tasks.hold(call, task);
    this.core.calls.giveUp(call, failures[0] as RowFailure); // a running call has members
    const draw = this.tasks.policy?.draw();
    members.forEach((task, i) => {
      this.failed(task, failures[i] as RowFailure, draw); // one for each
    });
  }

  /** A plain row has failed: it becomes a task if there is a retry to wait for. */
  plainFailed(open: OpenGroup, failure: RowFailure, startedAt: number): void {
    const task = new Task(open, failure.row);
    task.attempts = failure.attempts;
    const { totalTimeoutMs } = this.core.options;
    if (totalTimeoutMs !== Number.POSITIVE_INFINITY) task.totalDueAt = startedAt + totalTimeoutMs;
    task.counted = true; // plain rows count when they start
    this.core.pending++;
    this.tasks.live.add(task);
    task.move('running');
    this.failed(task, failure);
  }

  /** The outcomes of a micro-batch, row by row: an Error in a row's place is that row's failure. */
  batchResolved(batch: readonly Task[], value: unknown): void {
    const results = value as ArrayLike<unknown>;
    if (!Array.isArray(value) && !ArrayBuffer.isView(value)) {
      this.misfit(batch, 'no array');
    } else if (results.length !== batch.length) {
      this.misfit(batch, `${results.length} results`);
    } else {
      batch.forEach((task, i) => {
        if (task.state !== 'running') return;
        const result = results[i];
        if (result instanceof Error) this.failed(task, thrown(result, 'udf-threw', task.row, task.attempts));
        else this.succeeded(task, result);
      });
    }
  }

  private misfit(batch: readonly Task[], given: string): void {
    const { udf } = this.core.options;
    const message = `${udf} returned ${given} for a batch of ${batch.length} rows: return one for each, in order`;
    for (const task of batch) {
      if (task.state !== 'running') continue;
      const { row, attempts } = task;
      this.fail(task, { code: 'invalid-result', name: 'Error', message, row, attempts, cause: undefined });
    }
  }

  failedTogether(members: readonly Task[], error: unknown): void {
    const draw = this.tasks.policy?.draw();
    for (const task of members) {
      if (task.state === 'running')
        this.failed(task, thrown(error, 'udf-threw', task.row, task.attempts), draw);
    }
  }

  succeeded(task: Task, value: unknown): void {
    const { policy } = this.tasks;
    let delayMs: number | undefined;
    try {
      if (policy?.whenResult?.(value) && !task.lastAttempt) {
        delayMs = policy.delayAfterResult(task.attempts, this.core.started);
      }
    } catch (error) {
      this.fail(task, thrown(error, 'udf-threw', task.row, task.attempts));
      return;
    }
    if (delayMs === undefined) this.complete(task, value);
    else this.again(task, delayMs);
  }

  /** @param draw as in `RetryPolicy.delayAfter` */
  failed(task: Task, failure: RowFailure, draw?: number): void {
    const { policy, limit } = this.tasks;
    const afterMs = retryAfterMs(failure.cause);
    // It is the other side that asks for a rest: whoever else calls it would only be told the same.
    if (afterMs !== undefined) limit?.pauseUntil(this.core.clock.now() + afterMs);
    let delayMs: number | undefined;
    try {
      if (!task.lastAttempt) delayMs = policy?.delayAfter(failure, this.core.started, draw);
    } catch (error) {
      this.fail(task, thrown(error, 'udf-threw', task.row, task.attempts));
      return;
    }
    if (delayMs === undefined) this.fail(task, failure);
    else this.again(task, delayMs);
  }

  /** At the end of the input nothing is waited for: one attempt more, at once, is the last. */
  private again(task: Task, delayMs: number): void {
    if (task.open.lane.inputEnded) {
      task.lastAttempt = true;
      this.tasks.makeReady(task);
      return;
    }
    task.move('backoff');
    task.call = null;
    task.backoffUntil = this.core.clock.now() + delayMs;
    this.tasks.sleep(task);
  }

  private complete(task: Task, value: unknown): void {
    const { core, tasks } = this;
    const { flight } = task;
    const fits = core.succeed(task.open, task.row, task.attempts, value);
    tasks.end(task, fits ? 'done' : 'failed');
    if (flight === null) return;
    // Only what fits its column is kept.
    if (fits) tasks.cache?.set(flight.key, value, core.clock.now());
    for (const joined of tasks.flights.land(flight)) this.give(joined, value);
  }

  /** A value that another row's call has given, or gave long ago. */
  give(task: Task, value: unknown): void {
    const fits = this.core.succeed(task.open, task.row, task.attempts, value);
    this.tasks.end(task, fits ? 'done' : 'failed');
  }

  /** The row has failed for good, and with it those that share its call. */
  fail(task: Task, failure: RowFailure): void {
    const { core, tasks } = this;
    const { flight, open } = task;
    const state = failure.code === 'timeout' ? 'timed-out' : 'failed';
    tasks.end(task, state);
    core.fail(open, failure);
    if (flight === null) return;
    for (const joined of tasks.flights.land(flight)) {
      tasks.end(joined, state);
      core.fail(joined.open, { ...failure, row: joined.row });
    }
  }

  /** Something is due for a task: its backoff is over, or its time is. */
  wake(task: Task, now: number): void {
    if (task.totalDueAt > now) {
      this.tasks.makeReady(task);
      this.tasks.sleep(task);
      return;
    }
    const { udf, totalTimeoutMs } = this.core.options;
    const { open, row, attempts } = task;
    const failure = timedOut(udf, 'timeout.total', totalTimeoutMs, row, attempts);
    this.giveUp(task, 'timed-out', failure);
    this.core.fail(open, failure);
  }

  /** Ends all tasks of groups that end. */
  endTasks(groups: ReadonlySet<OpenGroup>, why: (open: OpenGroup) => GivenUp): void {
    const ending = [...this.tasks.live].filter((task) => groups.has(task.open));
    // Rows that wait for another's call go first, or one of them would inherit it.
    ending.sort((a, b) => Number(b.state === 'joined') - Number(a.state === 'joined'));
    for (const task of ending) {
      // An heir may have taken the task over, with its own row.
      if (!task.final && groups.has(task.open)) this.giveUp(task, 'cancelled', why(task.open));
    }
  }

  /** Nothing more comes: who waits in backoff has one attempt more, now; who gathers goes. */
  endInput(isEnding: (open: OpenGroup) => boolean): void {
    for (const task of this.tasks.live) {
      if (task.state !== 'backoff' || !isEnding(task.open)) continue;
      task.lastAttempt = true;
      this.tasks.makeReady(task);
      this.tasks.sleep(task);
    }
  }

  /** Ends one row, without ending what other rows share with it. */
  private giveUp(task: Task, state: 'timed-out' | 'cancelled', why: GivenUp): void {
    const { flights } = this.tasks;
    const heir = task.flight === null ? undefined : flights.heir(task.flight);
    if (heir !== undefined) {
      // The heir's row takes the place of the row that goes, in its call, its queue, its backoff.
      this.tasks.exchange(task, heir);
      this.tasks.end(heir, state);
      return;
    }
    if (task.flight !== null) flights.land(task.flight);
    this.tasks.leaveCall(task, why);
    this.tasks.end(task, state);
  }
}
