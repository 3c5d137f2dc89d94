import type { Clock } from './clock.ts';

/**
 * The executor's one timer. Set for the earliest time that anything is due; when that moves later the timer is left
 * to fire in vain rather than set anew for each call.
 */
export class Alarm {
  private readonly clock: Clock;
  private readonly ring: () => void;
  private timer: unknown;
  private setFor: number = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, ring: () => void) {
    this.clock = clock;
    this.ring = () => {
      this.setFor = Number.POSITIVE_INFINITY;
      this.timer = undefined;
      ring();
    };
  }

  /** Rings at `dueAt` or before; never, for Infinity. */
  set(dueAt: number): void {
    if (dueAt === Number.POSITIVE_INFINITY) {
      this.clear();
    } else if (dueAt < this.setFor) {
      this.clear();
      this.setFor = dueAt;
      this.timer = this.clock.setTimer(Math.max(0, dueAt - this.clock.now()), this.ring);
    }
  }

  clear(): void {
    if (this.setFor === Number.POSITIVE_INFINITY) return;
    this.clock.clearTimer(this.timer);
    this.timer = undefined;
    this.setFor = Number.POSITIVE_INFINITY;
  }
}
