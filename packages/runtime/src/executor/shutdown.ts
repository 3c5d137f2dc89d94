import type { Core } from './core.ts';
import { givenUp } from './failure.ts';

/** How an executor stops. */
export interface StopOptions {
  /** Milliseconds in which rows that were submitted may still finish and leave. @default 0 */
  readonly drainMs?: number;
  /** Milliseconds in which calls may settle after they were aborted. @default 0 */
  readonly graceMs?: number;
}

/** What was left when it had stopped. */
export interface StopReport {
  /** Calls that had not settled when the grace period was over; nothing that they do is seen any more. */
  readonly abandonedCalls: number;
}

type Phase = 'open' | 'draining' | 'aborting' | 'stopped';

/** Stopping: drain, abort, wait for what was aborted. Each step takes effect at full capacity too. */
export class Shutdown {
  phase: Phase = 'open';
  /** When the phase ends at the latest. */
  dueAt: number = Number.POSITIVE_INFINITY;
  private graceMs = 0;
  private stopped: Promise<StopReport> | undefined;
  private resolve: (report: StopReport) => void = () => {};

  /** Stopping twice is stopping once, with the limits of the first time. */
  begin(core: Core, { drainMs = 0, graceMs = 0 }: StopOptions): Promise<StopReport> {
    if (this.stopped !== undefined) return this.stopped;
    this.stopped = new Promise((resolve) => {
      this.resolve = resolve;
    });
    this.phase = 'draining';
    this.graceMs = graceMs;
    this.dueAt = core.clock.now() + drainMs;
    for (const lane of core.lanes) lane.closed = true;
    if (drainMs <= 0) this.abort(core, core.clock.now());
    return this.stopped;
  }

  /** Called at the end of each turn. */
  progress(core: Core): void {
    if (this.phase === 'draining' && core.openGroups === 0) this.abort(core, core.clock.now());
    if (this.phase === 'aborting' && core.openGroups === 0 && core.calls.zombies === 0) this.end(core);
  }

  /** Called when a timer has fired. */
  expire(core: Core, now: number): void {
    if (now < this.dueAt) return;
    if (this.phase === 'draining') this.abort(core, now);
    else this.end(core);
  }

  private abort(core: Core, now: number): void {
    this.phase = 'aborting';
    this.dueAt = now + this.graceMs;
    const { udf } = core.options;
    const failure = givenUp('stopped', `${udf} was stopped before the rows had finished`, undefined);
    core.endings.push({
      groups: () => [...core.lanes].flatMap((lane) => lane.groups()),
      failureOf: () => failure,
    });
  }

  private end(core: Core): void {
    this.phase = 'stopped';
    this.dueAt = Number.POSITIVE_INFINITY;
    const abandonedCalls = core.calls.zombies;
    core.calls.abandonAll();
    this.resolve({ abandonedCalls });
  }
}
