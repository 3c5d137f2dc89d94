import { CallContext } from './call-context.ts';
import type { Due } from './deadline-queue.ts';
import type { OpenGroup } from './lane.ts';

/** The states of a call. Each change is made in `CallPool`, nowhere else. */
export const IDLE = 0;
/** Its promise is pending and its row waits for it. */
export const RUNNING = 1;
/** Its row has given up on it (timeout, cancellation), its promise is pending, it holds its slot. */
export const ZOMBIE = 2;
/** Written off: a zombie for too long. Its slot is free; whenever it settles, nothing happens. */
export const ABANDONED = 3;
export type CallState = typeof IDLE | typeof RUNNING | typeof ZOMBIE | typeof ABANDONED;

/** Who hears how calls end. */
export interface CallOwner {
  resolved(call: Call, value: unknown): void;
  rejected(call: Call, error: unknown): void;
}

/**
 * One slot: a call that runs, or waits to be used. Its pair of callbacks is made once and serves every row that passes
 * through: no closure a row.
 */
export class Call implements Due<Call> {
  state: CallState = IDLE;
  /** Null when no row waits for the call. */
  open: OpenGroup | null = null;
  row = 0;
  dueAt: number = Number.POSITIVE_INFINITY;
  previous: Call | null = null;
  next: Call | null = null;
  readonly context: CallContext;
  readonly onValue: (value: unknown) => void;
  readonly onError: (error: unknown) => void;

  constructor(owner: CallOwner, udf: string) {
    this.context = new CallContext(udf);
    this.onValue = (value) => owner.resolved(this, value);
    this.onError = (error) => owner.rejected(this, error);
  }
}
