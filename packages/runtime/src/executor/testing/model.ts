/** What the function does for a row in a property test. */
export type Kind = 'async' | 'sync' | 'throw' | 'skip';

export interface ModelOptions {
  readonly ordered: boolean;
  readonly keyed: boolean;
  readonly maxInFlight: number;
  readonly windowRows: number;
  readonly timeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly abandonAfterMs: number;
  readonly retries: number;
  readonly backoffMs: number;
  readonly onError: 'fail' | 'null';
}

type RowState = 'queued' | 'blocked' | 'ready' | 'running' | 'backoff' | 'ok' | 'failed' | 'skipped' | 'gone';

interface ModelRow {
  readonly group: ModelGroup;
  readonly row: number;
  readonly kind: Kind;
  readonly key: number;
  state: RowState;
  attempts: number;
  /** Order among tasks; 0 while the row is a plain call. */
  task: number;
  last: boolean;
  counted: boolean;
  backoffUntil: number;
  totalDueAt: number;
}

export interface ModelGroup {
  readonly name: string;
  readonly rows: ModelRow[];
}

export interface ModelCall {
  readonly of: ModelRow;
  readonly attempt: number;
  dueAt: number;
  zombie: boolean;
}

const FINAL: readonly RowState[] = ['ok', 'failed', 'skipped', 'gone'];
const FINISHED: readonly RowState[] = ['ok', 'failed', 'skipped'];

/**
 * What an executor must do, in the plainest way: no slots, queues of deadlines, timers or counters; every question is
 * asked anew of the rows themselves.
 */
export class Model {
  now = 0;
  failed = false;
  ended = false;
  readonly log: string[] = [];
  calls: ModelCall[] = [];
  entries: (ModelGroup | string)[] = [];
  private ready: ModelRow[] = [];
  private waiting: ModelRow[] = [];
  private finished: ModelGroup[] = [];
  private tasks = 0;
  private readonly options: ModelOptions;

  constructor(options: ModelOptions) {
    this.options = options;
  }

  submit(name: string, kinds: readonly Kind[]): ModelGroup {
    const group: ModelGroup = { name, rows: [] };
    for (const [row, kind] of kinds.entries()) group.rows.push(newRow(group, row, kind));
    if (this.failed || this.ended) this.log.push(`${name}!`);
    else this.entries.push(group);
    if (kinds.length === 0) this.finished.push(group);
    this.settle();
    return group;
  }

  watermark(name: string): void {
    if (!this.ended) this.entries.push(name);
    this.settle();
  }

  settleCall(call: ModelCall, ok: boolean): void {
    this.calls.splice(this.calls.indexOf(call), 1);
    if (call.zombie) this.buried(call.of.key);
    else this.attemptOver(call.of, ok);
    this.settle();
  }

  cancel(group: ModelGroup): void {
    if (this.entries.includes(group)) this.end([group]);
    this.settle();
  }

  endInput(): void {
    this.ended = true;
    for (const row of this.tasksInOrder()) {
      if (row.state !== 'backoff') continue;
      row.last = true;
      this.makeReady(row);
    }
    this.settle();
  }

  advance(ms: number): void {
    const until = this.now + ms;
    for (let due = this.nextDue(); due <= until; due = this.nextDue()) {
      this.now = Math.max(this.now, due);
      this.expire();
      this.settle();
    }
    this.now = until;
  }

  /** The rows that a checkpoint names, and how often they have been tried. */
  unfinished(group: ModelGroup): { row: number; attempts: number }[] {
    return group.rows
      .filter(({ state }) => state !== 'queued' && !FINAL.includes(state))
      .map(({ row, attempts, state }) => ({ row, attempts: state === 'running' ? attempts - 1 : attempts }));
  }

  /** The process has ended and another has taken up the checkpoint. */
  restart(): void {
    const groups = this.open;
    this.now = 0;
    this.ended = false;
    this.log.length = 0;
    this.calls = [];
    this.ready = [];
    this.waiting = [];
    this.finished = [];
    for (const group of groups) {
      const attempts = this.unfinished(group);
      if (attempts.length === 0 && group.rows.every(({ state }) => state !== 'queued'))
        this.finished.push(group);
      for (const { row, attempts: used } of attempts) {
        const again = Object.assign(group.rows[row] as ModelRow, { ...FRESH, attempts: used });
        this.enter(again);
      }
    }
    this.settle();
  }

  private get open(): ModelGroup[] {
    return this.entries.filter((entry) => typeof entry !== 'string');
  }

  private tasksInOrder(): ModelRow[] {
    const rows = this.open.flatMap((group) => group.rows);
    return rows
      .filter(({ task, state }) => task > 0 && !FINAL.includes(state))
      .sort((a, b) => a.task - b.task);
  }

  private wakeAt(row: ModelRow): number {
    return Math.min(row.state === 'backoff' ? row.backoffUntil : Number.POSITIVE_INFINITY, row.totalDueAt);
  }

  private nextDue(): number {
    if (this.open.length === 0) return Number.POSITIVE_INFINITY;
    const dues = [
      ...this.calls.map(({ dueAt }) => dueAt),
      ...this.tasksInOrder().map((row) => this.wakeAt(row)),
    ];
    return Math.min(...dues);
  }

  private expire(): void {
    for (;;) {
      const due = this.tasksInOrder().filter((row) => this.wakeAt(row) <= this.now);
      const [first] = due.sort((a, b) => this.wakeAt(a) - this.wakeAt(b) || a.task - b.task);
      if (first === undefined) break;
      if (first.totalDueAt > this.now) {
        this.makeReady(first);
      } else {
        for (const call of this.calls) if (call.of === first && !call.zombie) this.giveUp(call);
        this.over(first, 'failed');
      }
    }
    const { timeoutMs, totalTimeoutMs } = this.options;
    for (const call of this.calls.filter(({ dueAt, zombie }) => !zombie && dueAt <= this.now)) {
      this.giveUp(call);
      if (call.of.task === 0 && totalTimeoutMs <= timeoutMs) this.over(call.of, 'failed');
      else this.attemptOver(call.of, false);
    }
    for (const call of this.calls.filter(({ dueAt, zombie }) => zombie && dueAt <= this.now)) {
      this.calls.splice(this.calls.indexOf(call), 1);
      this.buried(call.of.key);
    }
  }

  private giveUp(call: ModelCall): void {
    call.zombie = true;
    call.dueAt = this.now + this.options.abandonAfterMs;
  }

  private attemptOver(row: ModelRow, ok: boolean): void {
    if (ok) {
      this.over(row, 'ok');
    } else if (row.last || row.attempts > this.options.retries) {
      this.over(row, 'failed');
    } else {
      row.task ||= ++this.tasks;
      if (this.ended) {
        row.last = true;
        this.makeReady(row);
      } else {
        row.state = 'backoff';
        row.backoffUntil = this.now + this.options.backoffMs;
      }
    }
  }

  private over(row: ModelRow, state: 'ok' | 'failed' | 'skipped'): void {
    row.state = state;
    if (state === 'failed' && this.options.onError === 'fail') {
      row.state = 'gone';
      this.failed = true;
    }
    this.release(row);
    if (row.group.rows.every((other) => FINISHED.includes(other.state))) this.finished.push(row.group);
  }

  private release(row: ModelRow): void {
    if (this.options.keyed) this.letIn(row.key);
  }

  /** The next row of a key may come if no call of the key runs and no row of it is under way. */
  private letIn(key: number): void {
    if (this.calls.some((call) => call.of.key === key && call.zombie)) return;
    const rows = this.open.flatMap((group) => group.rows);
    const holds = (row: ModelRow): boolean =>
      row.key === key && ['ready', 'running', 'backoff'].includes(row.state);
    const holder = rows.find(
      (row) => holds(row) || (row.key === key && row.state === 'blocked' && row.counted),
    );
    const next = holder ?? this.waiting.find((row) => row.key === key && row.state === 'blocked');
    if (next?.state !== 'blocked') return;
    this.waiting = this.waiting.filter((row) => row !== next);
    this.makeReady(next);
  }

  private buried(key: number): void {
    if (this.options.keyed) this.letIn(key);
  }

  private makeReady(row: ModelRow): void {
    row.state = 'ready';
    row.counted = true;
    this.ready.push(row);
  }

  private enter(row: ModelRow): void {
    row.task = ++this.tasks;
    if (!this.options.keyed) {
      this.makeReady(row);
      return;
    }
    row.state = 'blocked';
    this.waiting.push(row);
    this.letIn(row.key);
  }

  private end(groups: readonly ModelGroup[]): void {
    for (const row of this.tasksInOrder().filter(({ group }) => groups.includes(group))) this.drop(row);
    for (const { rows } of groups) for (const row of rows) if (!FINAL.includes(row.state)) this.drop(row);
    this.entries = this.entries.filter((entry) => typeof entry === 'string' || !groups.includes(entry));
    for (const group of groups) this.log.push(`${group.name}!`);
  }

  private drop(row: ModelRow): void {
    for (const call of this.calls) if (call.of === row && !call.zombie) this.giveUp(call);
    row.state = 'gone';
    this.release(row);
  }

  private settle(): void {
    do {
      for (let next = this.nextToLeave(); next !== undefined; next = this.nextToLeave()) {
        this.entries.splice(this.entries.indexOf(next), 1);
        this.log.push(typeof next === 'string' ? next : next.name);
        // What has finished behind a watermark leaves in input order once it may.
        if (typeof next === 'string')
          this.finished = this.open.filter((group) => this.finished.includes(group));
      }
      if (this.failed) this.end(this.open);
    } while (this.nextToLeave() !== undefined || this.startOne());
  }

  private nextToLeave(): ModelGroup | string | undefined {
    const head = this.entries[0];
    if (typeof head === 'string') return head;
    const done = (group: ModelGroup): boolean => group.rows.every(({ state }) => FINISHED.includes(state));
    if (this.options.ordered) return head !== undefined && done(head) ? head : undefined;
    const fence = this.entries.findIndex((entry) => typeof entry === 'string');
    const segment = fence < 0 ? this.entries : this.entries.slice(0, fence);
    return this.finished.find((group) => segment.includes(group));
  }

  private startOne(): boolean {
    if (this.calls.length >= this.options.maxInFlight) return false;
    this.ready = this.ready.filter(({ state }) => state === 'ready');
    for (let row = this.ready.shift(); row !== undefined; row = this.ready.shift()) {
      const { key } = row;
      const busy = this.options.keyed && this.calls.some((call) => call.of.key === key);
      if (!busy) {
        this.start(row);
        return true;
      }
      row.state = 'blocked';
    }
    return this.takeOne();
  }

  /** Takes up one new row. */
  private takeOne(): boolean {
    const { keyed, windowRows } = this.options;
    const group = this.open.find(({ rows }) => rows.some(({ state }) => state === 'queued'));
    const counted = this.open.flatMap(({ rows }) => rows).filter((row) => row.counted).length;
    const blocked = this.waiting.filter(({ state }) => state === 'blocked').length;
    if (group === undefined || (counted >= windowRows && group !== this.open[0])) return false;
    if (keyed && blocked >= windowRows) return false;
    const row = group.rows.find(({ state }) => state === 'queued') as ModelRow; // it was found by this
    if (row.kind === 'skip') {
      row.counted = true;
      this.over(row, 'skipped');
    } else if (keyed) {
      this.enter(row);
    } else {
      row.counted = true;
      this.start(row);
    }
    return true;
  }

  private start(row: ModelRow): void {
    const { keyed, timeoutMs, totalTimeoutMs } = this.options;
    row.state = 'running';
    row.attempts++;
    row.totalDueAt = Math.min(row.totalDueAt, this.now + totalTimeoutMs);
    const limitMs = keyed ? timeoutMs : Math.min(timeoutMs, totalTimeoutMs);
    if (row.kind === 'async') {
      this.calls.push({ of: row, attempt: row.attempts, dueAt: this.now + limitMs, zombie: false });
    } else {
      this.attemptOver(row, row.kind === 'sync');
    }
  }
}

const FRESH = {
  task: 0,
  last: false,
  counted: false,
  backoffUntil: 0,
  totalDueAt: Number.POSITIVE_INFINITY,
};

function newRow(group: ModelGroup, row: number, kind: Kind): ModelRow {
  return { group, row, kind, key: row % 2, state: 'queued', attempts: 0, ...FRESH };
}
