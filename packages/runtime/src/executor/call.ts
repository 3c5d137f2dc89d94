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
  /**
   * The row that waits for the call, or that is being called; null when there is none, or when it is that of `task` or
   * those of `batch`.
   */
  open: OpenGroup | null = null;
  row = 0;
  /** The row's task, if it has one; the rows of a micro-batch. */
  task: Task | null = null;
  batch: readonly Task[] | null = null;
  /** Keys that stay taken until a call that was given up has settled. */
  keys: readonly KeyEntry[] | null = null;
  dueAt: number = Number.POSITIVE_INFINITY;
  previous: Call | null = null;
  next: Call | null = null;
  readonly context: CallContext;
  readonly onValue: (value: unknown) => void;
  readonly onError: (error: unknown) => void;

  constructor(owner: CallOwner, udf: string) {
    this.context = new CallContext(udf, this);
    this.onValue = (value) => owner.resolved(this, value);
    this.onError = (error) => owner.rejected(this, error);
  }
}

/** One key that some row has now. */
export interface KeyEntry {
  readonly key: unknown;
  /** The row that may run: from when it is let in until it is final, backoff included. */
  holder: Task | null;
  /** Calls of the key that were given up and have not settled. */
  zombies: number;
  /** In the order in which they came. */
  readonly waiting: Set<Task>;
}

/** One call for all rows with the same arguments that come while it is under way. */
export interface Flight {
  readonly key: unknown;
  /** The row whose call it is. */
  readonly leader: Task;
  readonly joined: Task[];
}

/**
 * What becomes of a row that needs more than one plain call: it is retried, or has a key, a cached result, a place in
 * a micro-batch, a limit on its rate. Rows that need none of these have no task.
 *
 * - `blocked`: another row of its key runs, or a call of its own that has timed out still does.
 * - `joined`: another row with the same arguments is being called; its result is this row's too.
 * - `ready`: to be called as soon as a slot and the rate limit allow, before new rows.
 * - `gathered`: waits in a micro-batch.
 * - `running`, `backoff`: as they say. No slot is held in backoff.
 * - the rest is final. Nothing leads out of it, least of all the retry policy.
 */
export type TaskState =
  | 'new'
  | 'blocked'
  | 'joined'
  | 'ready'
  | 'gathered'
  | 'running'
  | 'backoff'
  | 'done'
  | 'failed'
  | 'timed-out'
  | 'cancelled';

const FINAL: readonly TaskState[] = ['done', 'failed', 'timed-out', 'cancelled'];

let made = 0;

const NEXT: Readonly<Record<TaskState, readonly TaskState[]>> = {
  new: ['blocked', 'joined', 'ready', 'running', ...FINAL],
  blocked: ['ready', ...FINAL],
  joined: FINAL,
  ready: ['blocked', 'gathered', 'running', 'timed-out', 'cancelled'],
  gathered: ['running', 'timed-out', 'cancelled'],
  running: ['backoff', 'ready', ...FINAL],
  backoff: ['ready', 'timed-out', 'cancelled'],
  done: [],
  failed: [],
  'timed-out': [],
  cancelled: [],
};

export class Task {
  /** Counts up: which of two tasks was made first. */
  readonly order: number = made++;
  open: OpenGroup;
  row: number;
  state: TaskState = 'new';
  /** How often the function has been called for the row. */
  attempts = 0;
  /** When the row is out of time altogether; Infinity before its first call. */
  totalDueAt: number = Number.POSITIVE_INFINITY;
  /** End of input: whatever comes of the next attempt is final. */
  lastAttempt = false;
  /** Whether the row counts in the window. */
  counted = false;
  key: KeyEntry | null = null;
  /** Set for the row whose call is shared, not for those that have joined it. */
  flight: Flight | null = null;
  /** While running. */
  call: Call | null = null;
  /** In backoff. */
  backoffUntil = 0;
  /** Where `WakeQueue` keeps it, and until when it sleeps there. */
  wakeAt: number = Number.POSITIVE_INFINITY;
  heapIndex = -1;

  constructor(open: OpenGroup, row: number) {
    this.open = open;
    this.row = row;
  }

  move(state: TaskState): void {
    if (!NEXT[this.state].includes(state)) {
      throw new Error(
        `a row went from ${this.state} to ${state}; this is a defect of Sluice, please report it`,
      );
    }
    this.state = state;
  }

  get final(): boolean {
    return FINAL.includes(this.state);
  }
}
