import { ABANDONED, Call, type CallOwner, IDLE, RUNNING, ZOMBIE } from './call.ts';
import type { GivenUp } from './call-context.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import type { OpenGroup } from './lane.ts';

/**
 * The slots for calls: at most `capacity` of them run at once, zombies included. A body cannot be killed in
 * JavaScript; a limit that frees the slot of a timed-out call fails just when the backend is slow.
 */
export class CallPool {
  readonly capacity: number;
  /** Calls whose row waits for them. */
  running = 0;
  /** Calls that nobody waits for any more and that have not settled. */
  zombies = 0;
  readonly deadlines: DeadlineQueue<Call>;
  readonly patience: DeadlineQueue<Call>;
  private readonly owner: CallOwner;
  private readonly udf: string;
  /** Every call but the abandoned ones. */
  private readonly all = new Set<Call>();
  private readonly idle: Call[] = [];

  constructor(owner: CallOwner, udf: string, capacity: number, timeoutMs: number, abandonAfterMs: number) {
    this.owner = owner;
    this.udf = udf;
    this.capacity = capacity;
    this.deadlines = new DeadlineQueue(timeoutMs);
    this.patience = new DeadlineQueue(abandonAfterMs);
  }

  /** The call to use next, not yet taken; null at capacity. A function that returns no promise never takes it. */
  spare(): Call | null {
    const { idle } = this;
    if (idle.length > 0) return idle[idle.length - 1] as Call;
    if (this.all.size >= this.capacity) return null;
    const call = new Call(this.owner, this.udf);
    this.all.add(call);
    idle.push(call);
    return call;
  }

  /** Takes the spare call: its function, called for `open` and `row`, has returned a thenable. IDLE → RUNNING */
  take(call: Call): void {
    this.idle.pop();
    call.state = RUNNING;
    this.running++;
    if (this.deadlines.active) this.deadlines.enter(call);
  }

  /** The call settled and its row has what it waited for. RUNNING → IDLE */
  finish(call: Call): void {
    this.running--;
    if (this.deadlines.active) this.deadlines.leave(call);
    this.free(call);
  }

  /** Its row gives the call up; it keeps its slot and forgets its group, whose memory may go. RUNNING → ZOMBIE */
  giveUp(call: Call, why: GivenUp): void {
    this.running--;
    this.zombies++;
    if (this.deadlines.active) this.deadlines.leave(call);
    call.state = ZOMBIE;
    // Its body still runs and may ask for its key.
    if (call.open !== null) call.context.begin(call.open.identity, call.row, 1);
    call.open = null;
    call.task = null;
    call.batch = null;
    if (this.patience.active) this.patience.enter(call);
    call.context.giveUp(why);
  }

  /** A zombie settled after all. ZOMBIE → IDLE */
  bury(call: Call): void {
    this.zombies--;
    if (this.patience.active) this.patience.leave(call);
    this.free(call);
  }

  /** Gives up a zombie's slot: the call counts no more. ZOMBIE → ABANDONED */
  abandon(call: Call): void {
    this.zombies--;
    if (this.patience.active) this.patience.leave(call);
    call.state = ABANDONED;
    this.all.delete(call);
  }

  abandonAll(): void {
    for (const call of [...this.all]) if (call.state === ZOMBIE) this.abandon(call);
  }

  /** Running calls of plain rows, with their groups: for what is too rare to keep an index for: cancellation, checkpoints. */
  runningOf(groups: ReadonlySet<OpenGroup>): [Call, OpenGroup][] {
    return [...this.all].flatMap((call) =>
      call.state === RUNNING && call.open !== null && groups.has(call.open) ? [[call, call.open]] : [],
    );
  }

  private free(call: Call): void {
    call.open = null;
    call.task = null;
    call.batch = null;
    call.state = IDLE;
    call.context.reset();
    this.idle.push(call);
  }
}
