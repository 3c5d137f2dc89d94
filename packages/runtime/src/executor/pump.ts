import { Alarm } from './alarm.ts';
import type { Core } from './core.ts';
import { timedOut } from './failure.ts';
import type { Ending } from './fate.ts';
import type { Lane, OpenGroup } from './lane.ts';
import { Shutdown } from './shutdown.ts';
import { startRows } from './start-rows.ts';
import { YieldBudget } from './yield-budget.ts';

/** Rows that one stream may start before another has its turn. */
const QUANTUM_ROWS = 256;

/**
 * Does everything that calls out, in turns that never nest: ends groups, lets groups leave, starts rows, says that
 * more is accepted. A group that submits while it leaves is served by the same turn.
 */
export class Pump {
  readonly shutdown: Shutdown = new Shutdown();
  private readonly core: Core;
  private readonly alarm: Alarm;
  private readonly budget: YieldBudget;
  private turning = false;
  private again = false;
  private yielding = false;
  private expiring = false;

  constructor(core: Core) {
    this.core = core;
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
    for (const call of core.calls.runningOf((open) => ended.has(open))) {
      if (call.open === null) continue;
      const { code, message, cause, row } = ending.failureOf(call.open);
      core.pending--;
      // Rows beside the one that failed are cancelled: its error is not theirs.
      const given = row === undefined && (code === 'cancelled' || code === 'stopped');
      core.calls.giveUp(call, {
        code: code === 'stopped' ? code : 'cancelled',
        message: given ? message : `given up, because another row failed: ${message}`,
        cause: given ? cause : undefined,
      });
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
    const { core, budget } = this;
    const { waiting } = core;
    let stuck = 0;
    while (!this.yielding && stuck < waiting.length && core.endings.length === 0) {
      if (core.calls.spare() === null) return;
      const lane = waiting.shift() as Lane; // the loop's condition
      const open = lane.startable;
      let count = 0;
      if (open !== null) {
        // The oldest group may always go on, or a group larger than the window would never leave.
        const mayExceed = open === lane.head;
        const room = mayExceed ? open.rowCount : Math.min(core.window.room, open.rowCount);
        const limit = Math.min(room, budget.rows, waiting.length > 0 ? QUANTUM_ROWS : room);
        if (limit > 0 && open.cursor === 0) core.enter(open);
        if (limit > 0) count = startRows(core, open, limit, mayExceed);
        lane.advance();
      }
      stuck = count > 0 ? 0 : stuck + 1;
      if (lane.startable === null) lane.waiting = false;
      else waiting.push(lane);
      this.moved(lane);
      budget.rows -= count;
      if (budget.rows === 0 && budget.spent(core.clock.now())) this.yieldToLoop();
    }
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
      openGroups > 0 ? Math.min(calls.deadlines.dueAt, calls.patience.dueAt) : Number.POSITIVE_INFINITY;
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
    const { core } = this;
    const { calls, options } = core;
    for (let call = calls.deadlines.firstDue(now); call !== null; call = calls.deadlines.firstDue(now)) {
      const { open, row } = call;
      if (open === null) continue;
      const failure = timedOut(options.udf, 'timeout', options.timeoutMs, row, call.context.attempt);
      core.pending--;
      calls.giveUp(call, failure);
      core.fail(open, failure);
    }
    for (let call = calls.patience.firstDue(now); call !== null; call = calls.patience.firstDue(now)) {
      calls.abandon(call);
    }
    this.shutdown.expire(core, now);
  }
}
