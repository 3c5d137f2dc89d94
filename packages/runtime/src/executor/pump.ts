import { Alarm } from './alarm.ts';
import type { Call } from './call.ts';
import type { GivenUp } from './call-context.ts';
import type { Core } from './core.ts';
import { type GroupFailure, timedOut } from './failure.ts';
import type { Ending } from './fate.ts';
import type { Lane, OpenGroup } from './lane.ts';
import { everyRowHasTask } from './options.ts';
import { Shutdown } from './shutdown.ts';
import { startRows } from './start-rows.ts';
import { TaskOutcomes } from './task-outcomes.ts';
import { TaskRunner } from './task-runner.ts';
import type { Tasks } from './tasks.ts';
import { YieldBudget } from './yield-budget.ts';

/** Rows that one stream may start before another has its turn. */
const QUANTUM_ROWS = 256;

/**
 * Does everything that calls out, in turns that never nest: ends groups, lets groups leave, starts rows, says that
 * more is accepted. A group that submits while it leaves is served by the same turn.
 */
export class Pump {
  readonly shutdown: Shutdown = new Shutdown();
  readonly runner: TaskRunner;
  readonly outcomes: TaskOutcomes;
  private readonly core: Core;
  private readonly everyRow: boolean;
  private readonly alarm: Alarm;
  private readonly budget: YieldBudget;
  private turning = false;
  private again = false;
  private yielding = false;
  private expiring = false;

  constructor(core: Core, tasks: Tasks) {
    this.core = core;
    this.outcomes = new TaskOutcomes(core, tasks);
    this.runner = new TaskRunner(core, tasks, this.outcomes);
    this.everyRow = everyRowHasTask(core.options);
    core.taskOwner = this.outcomes;
    this.alarm = new Alarm(core.clock, () => this.ring());
    this.budget = new YieldBudget(core.options.sliceRows, core.options.sliceMs, core.clock.now());
    core.wake = () => this.turn();
  }

  turn(): void {
    if (this.turning) {
      this.again = true;
      return;
    }
    this.turning = true;
    const { endings, leaving } = this.core;
    try {
      do {
        this.again = false;
        // What has finished leaves before an error ends the rest: the consumer gets all that came before it.
        this.letLeave();
        this.endGroups();
        this.startAll();
      } while (this.again || endings.length > 0 || leaving.length > 0);
      this.shutdown.progress(this.core);
    } finally {
      this.turning = false;
    }
    this.keepTime();
  }

  private endGroups(): void {
    const { endings } = this.core;
    for (let ending = endings.shift(); ending !== undefined; ending = endings.shift()) this.end(ending);
  }

  private end(ending: Ending<OpenGroup>): void {
    const { core } = this;
    const groups = ending.groups().filter((open) => !open.gone);
    const ended = new Set(groups);
    this.outcomes.endTasks(ended, (open) => whyGivenUp(ending.failureOf(open)));
    for (const [call, open] of core.calls.runningOf(ended)) {
      core.pending--;
      core.calls.giveUp(call, whyGivenUp(ending.failureOf(open)));
    }
    for (const open of groups) core.remove(open);
    for (const open of groups) {
      open.group.abort(ending.failureOf(open));
      // What stood behind it may be free to leave now.
      core.leaves(open.lane);
    }
  }

  private letLeave(): void {
    const { core } = this;
    const { leaving } = core;
    for (let lane = leaving.shift(); lane !== undefined; lane = leaving.shift()) {
      lane.leaving = false;
      for (;;) {
        const watermark = lane.nextWatermark();
        if (watermark !== undefined) {
          lane.options.onWatermark(watermark.value);
          continue;
        }
        const open = lane.nextToLeave();
        if (open === undefined) break;
        core.remove(open);
        open.group.leave();
      }
      this.moved(lane);
    }
  }

  /** Groups have left a lane, or rows of it have started. */
  private moved(lane: Lane): void {
    if (lane.empty) this.emptied(lane);
    if (lane.full && lane.accepts) {
      lane.full = false;
      lane.options.onAccept();
    }
  }

  private emptied(lane: Lane): void {
    for (const resolve of lane.whenEmpty.splice(0)) resolve();
    if (!lane.closed) return;
    this.core.lanes.delete(lane);
    for (const over of lane.whenClosed.splice(0)) over();
  }

  private startAll(): void {
    const { core, budget, runner } = this;
    runner.limitedUntil = Number.POSITIVE_INFINITY;
    while (!this.yielding && core.endings.length === 0) {
      // Retries, and rows that their key has let in, go before new rows.
      const count = runner.startReady(budget.rows) || this.startNew();
      if (count === 0 && !runner.flushUnlingered()) return;
      budget.rows -= count;
      if (budget.rows <= 0 && budget.spent(core.clock.now())) this.yieldToLoop();
    }
  }

  /** Starts rows of the first lane that can start any. Returns how many. */
  private startNew(): number {
    const { core, budget, runner } = this;
    const { waiting } = core;
    for (let tries = waiting.length; tries > 0; tries--) {
      const lane = waiting.shift() as Lane; // as many as there were
      const open = lane.startable;
      let count = 0;
      if (open !== null) {
        // The oldest group may always go on, or a group larger than the window would never leave.
        const mayExceed = open === lane.head;
        const room = mayExceed ? open.rowCount : Math.min(core.window.room, open.rowCount);
        const limit = Math.min(room, budget.rows, waiting.length > 0 ? QUANTUM_ROWS : room);
        if (limit > 0 && open.cursor === 0) core.enter(open);
        if (limit > 0) {
          count = this.everyRow ? runner.admitRows(open, limit) : startRows(core, open, limit, mayExceed);
        }
        lane.advance();
      }
      if (lane.startable === null) lane.waiting = false;
      else waiting.push(lane);
      if (count === 0) continue;
      this.moved(lane);
      return count;
    }
    return 0;
  }

  private yieldToLoop(): void {
    const { clock } = this.core;
    this.yielding = true;
    clock.yieldToLoop(() => {
      this.yielding = false;
      this.budget.restart(clock.now());
      this.turn();
    });
  }

  /** Stamps what has entered a queue of deadlines, and sets the timer for what is due first. */
  private keepTime(): void {
    const { calls, clock } = this.core;
    if (calls.deadlines.needsStamp || calls.patience.needsStamp) {
      const now = clock.now();
      calls.deadlines.stamp(now);
      calls.patience.stamp(now);
    }
    this.alarm.set(this.expiring ? Number.POSITIVE_INFINITY : this.dueAt());
  }

  private dueAt(): number {
    const { calls, openGroups } = this.core;
    // With nothing to do nothing keeps the process alive, whatever zombies there are.
    const first =
      openGroups > 0
        ? Math.min(calls.deadlines.dueAt, calls.patience.dueAt, this.runner.dueAt)
        : Number.POSITIVE_INFINITY;
    return Math.min(first, this.shutdown.dueAt);
  }

  /** The timer fired. Calls that have completed while the loop was busy are heard first: they did not time out. */
  private ring(): void {
    const { clock } = this.core;
    if (this.dueAt() > clock.now()) {
      this.alarm.set(this.dueAt());
      return;
    }
    this.expiring = true;
    clock.yieldToLoop(() => {
      this.expiring = false;
      this.expire(clock.now());
      this.turn();
    });
  }

  private expire(now: number): void {
    const { core, outcomes } = this;
    const { calls } = core;
    // The end of a row's whole time is final: it goes before the end of an attempt, which may be followed by another.
    this.runner.expire(now);
    for (let call = calls.deadlines.firstDue(now); call !== null; call = calls.deadlines.firstDue(now)) {
      if (call.open === null) outcomes.attemptTimedOut(call);
      else this.plainTimedOut(call, call.open);
    }
    for (let call = calls.patience.firstDue(now); call !== null; call = calls.patience.firstDue(now)) {
      calls.abandon(call);
      outcomes.released(call);
    }
    this.shutdown.expire(core, now);
  }

  private plainTimedOut(call: Call, open: OpenGroup): void {
    const { core } = this;
    const { udf, timeoutMs, totalTimeoutMs } = core.options;
    const startedAt = call.dueAt - core.calls.deadlines.limitMs;
    const total = totalTimeoutMs <= timeoutMs;
    const failure = total
      ? timedOut(udf, 'timeout.total', totalTimeoutMs, call.row, 1)
      : timedOut(udf, 'timeout', timeoutMs, call.row, 1);
    core.pending--;
    core.calls.giveUp(call, failure);
    if (total) core.fail(open, failure);
    else core.attemptFailed(open, failure, startedAt);
  }
}

/** What a call is told that is given up because its group ends. */
function whyGivenUp({ code, message, cause, row }: GroupFailure): GivenUp {
  if (row === undefined && (code === 'cancelled' || code === 'stopped')) return { code, message, cause };
  // Rows beside the one that failed are cancelled: its error is not theirs.
  return { code: 'cancelled', message: `given up, because another row failed: ${message}`, cause: undefined };
}
