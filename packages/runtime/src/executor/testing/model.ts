/** What the function does for a row in a property test. */
export type Kind = 'async' | 'sync' | 'throw' | 'skip';

export interface ModelGroup {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly outcomes: ('ok' | 'failed' | 'skipped' | undefined)[];
  cursor: number;
  over: boolean;
}

export interface ModelOptions {
  readonly ordered: boolean;
  readonly maxInFlight: number;
  readonly windowRows: number;
  readonly timeoutMs: number;
  readonly abandonAfterMs: number;
  readonly onError: 'fail' | 'null';
}

interface ModelCall {
  readonly group: ModelGroup;
  readonly row: number;
  dueAt: number;
  zombie: boolean;
}

/** What an executor must do, in the plainest way: no slots, queues or timers, every question asked anew. */
export class Model {
  now = 0;
  failed = false;
  readonly log: string[] = [];
  calls: ModelCall[] = [];
  private entries: (ModelGroup | string)[] = [];
  private finished: ModelGroup[] = [];
  private readonly options: ModelOptions;

  constructor(options: ModelOptions) {
    this.options = options;
  }

  submit(name: string, kinds: readonly Kind[]): ModelGroup {
    const group: ModelGroup = { name, kinds, outcomes: kinds.map(() => undefined), cursor: 0, over: false };
    if (this.failed) this.log.push(`${name}!`);
    else this.entries.push(group);
    if (kinds.length === 0) this.finished.push(group);
    this.settle();
    return group;
  }

  watermark(name: string): void {
    this.entries.push(name);
    this.settle();
  }

  settleCall(index: number, ok: boolean): void {
    const [call] = this.calls.splice(index, 1);
    if (call !== undefined && !call.zombie) this.finish(call.group, call.row, ok);
    this.settle();
  }

  cancel(group: ModelGroup): void {
    if (this.entries.includes(group)) this.end([group]);
    this.settle();
  }

  advance(ms: number): void {
    const until = this.now + ms;
    for (let due = this.nextDue(); due <= until; due = this.nextDue()) {
      this.now = Math.max(this.now, due);
      for (const call of this.calls.filter(({ dueAt }) => dueAt <= this.now)) {
        if (call.zombie) this.calls.splice(this.calls.indexOf(call), 1);
        else {
          this.giveUp(call);
          this.finish(call.group, call.row, false);
        }
      }
      this.settle();
    }
    this.now = until;
  }

  private nextDue(): number {
    return this.open.length === 0
      ? Number.POSITIVE_INFINITY
      : Math.min(...this.calls.map(({ dueAt }) => dueAt));
  }

  private get open(): ModelGroup[] {
    return this.entries.filter((entry) => typeof entry !== 'string');
  }

  private giveUp(call: ModelCall): void {
    call.zombie = true;
    call.dueAt = this.now + this.options.abandonAfterMs;
  }

  private finish(group: ModelGroup, row: number, ok: boolean): void {
    if (!ok && this.options.onError === 'fail') {
      this.failed = true;
      return;
    }
    group.outcomes[row] = group.kinds[row] === 'skip' ? 'skipped' : ok ? 'ok' : 'failed';
    if (!group.outcomes.includes(undefined)) this.finished.push(group);
  }

  private end(groups: ModelGroup[]): void {
    for (const call of this.calls) if (!call.zombie && groups.includes(call.group)) this.giveUp(call);
    this.entries = this.entries.filter((entry) => typeof entry === 'string' || !groups.includes(entry));
    for (const group of groups) this.log.push(`${group.name}!`);
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
    if (this.options.ordered) return head?.outcomes.includes(undefined) ? undefined : head;
    const fence = this.entries.findIndex((entry) => typeof entry === 'string');
    const segment = fence < 0 ? this.entries : this.entries.slice(0, fence);
    return this.finished.find((group) => segment.includes(group));
  }

  private startOne(): boolean {
    const group = this.open.find(({ cursor, kinds }) => cursor < kinds.length);
    const started = this.open.reduce((sum, { cursor }) => sum + cursor, 0);
    const room = started < this.options.windowRows || group === this.open[0];
    if (group === undefined || !room || this.calls.length >= this.options.maxInFlight) return false;
    const row = group.cursor++;
    const kind = group.kinds[row];
    if (kind === 'async') {
      this.calls.push({ group, row, dueAt: this.now + this.options.timeoutMs, zombie: false });
    } else {
      this.finish(group, row, kind !== 'throw');
    }
    return true;
  }
}
