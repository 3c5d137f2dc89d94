import type { Clock } from '../clock.ts';

interface VirtualTimer {
  readonly dueAt: number;
  readonly fn: () => void;
}

/** A clock that stands still until it is told to go on. Promise reactions are real; no test waits for real time. */
export class VirtualClock implements Clock {
  time = 0;
  /** Yields asked for since the start. */
  yields = 0;
  /** The most timers that were alive at once. */
  peakTimers = 0;
  timersSet = 0;
  private readonly timers = new Set<VirtualTimer>();
  private readonly yielded: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  setTimer(delayMs: number, fn: () => void): unknown {
    const timer: VirtualTimer = { dueAt: this.time + delayMs, fn };
    this.timers.add(timer);
    this.timersSet++;
    this.peakTimers = Math.max(this.peakTimers, this.timers.size);
    return timer;
  }

  clearTimer(timer: unknown): void {
    this.timers.delete(timer as VirtualTimer);
  }

  yieldToLoop(fn: () => void): void {
    this.yields++;
    this.yielded.push(fn);
  }

  get liveTimers(): number {
    return this.timers.size;
  }

  /** Lets everything run that can run without time passing. */
  async settle(): Promise<void> {
    do {
      for (const fn of this.yielded.splice(0)) fn();
      await reactions();
    } while (this.yielded.length > 0);
  }

  /** Lets time pass, firing each timer at its time: as in Node all that are due, and then what has yielded. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    await this.settle();
    for (let next = this.first(); next !== undefined && next.dueAt <= until; next = this.first()) {
      this.time = Math.max(this.time, next.dueAt);
      for (let due = this.first(); due !== undefined && due.dueAt <= this.time; due = this.first()) {
        this.timers.delete(due);
        due.fn();
        await reactions();
      }
      await this.settle();
    }
    this.time = until;
    await this.settle();
  }

  private first(): VirtualTimer | undefined {
    let first: VirtualTimer | undefined;
    for (const timer of this.timers) if (first === undefined || timer.dueAt < first.dueAt) first = timer;
    return first;
  }
}

/** All promise reactions have run by the next turn of the real loop. */
function reactions(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
