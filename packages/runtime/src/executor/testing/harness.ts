import type { UdfContext } from '@sluice/sdk';
import { Executor, type ExecutorHooks } from '../executor.ts';
import type { GroupFailure, RowFailure } from '../failure.ts';
import type { ExecutorOptions } from '../options.ts';
import type { RowGroup } from '../row-group.ts';
import type { RowStream, StreamOptions } from '../row-stream.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What the function under test does for a row: returns a value, a promise, or throws. */
export type Body = (row: number, context: UdfContext) => unknown;

/** A group that records everything it is told. */
export class RecordedGroup implements RowGroup {
  readonly name: string;
  readonly rowCount: number;
  byteLength?: number;
  resultBytes?: (row: number, value: unknown) => number;
  argumentBytes?: (row: number) => number;
  key?: (row: number) => unknown;
  cacheKey?: (row: number) => unknown;
  readonly values: unknown[] = [];
  readonly failures: (RowFailure | undefined)[] = [];
  /** Set by the one ending that it gets. */
  end: 'left' | 'aborted' | undefined;
  failure: GroupFailure | undefined;
  skipped: (row: number) => boolean = () => false;
  onSucceed: (row: number, value: unknown) => void = () => {};
  private readonly body: Body;
  private readonly log: unknown[];

  constructor(name: string, rowCount: number, body: Body, log: unknown[]) {
    this.name = name;
    this.rowCount = rowCount;
    this.body = body;
    this.log = log;
  }

  skips(row: number): boolean {
    return this.skipped(row);
  }

  call(row: number, context: UdfContext): unknown {
    this.alive();
    return this.body(row, context);
  }

  succeed(row: number, value: unknown): void {
    this.alive();
    this.onSucceed(row, value);
    if (row in this.values || this.failures[row])
      throw new Error(`row ${row} of ${this.name} has two outcomes`);
    this.values[row] = value;
  }

  fail(row: number, failure: RowFailure): void {
    this.alive();
    if (row in this.values || this.failures[row])
      throw new Error(`row ${row} of ${this.name} has two outcomes`);
    this.failures[row] = failure;
  }

  leave(): void {
    this.alive();
    this.end = 'left';
    this.log.push(this.name);
  }

  abort(failure: GroupFailure): void {
    this.alive();
    this.end = 'aborted';
    this.failure = failure;
    this.log.push(`${this.name}!`);
  }

  private alive(): void {
    if (this.end !== undefined) throw new Error(`${this.name} is used after it has ${this.end}`);
  }
}

/** A call that has been made and that the test settles by hand. */
export interface ManualCall {
  readonly attempt: number;
  readonly context: UdfContext;
  readonly startedAt: number;
  resolve(value?: unknown): void;
  reject(error: unknown): void;
}

export const DEFAULTS: ExecutorOptions = {
  udf: 'f',
  ordered: true,
  maxInFlight: 4,
  windowRows: 256,
  windowBytes: Number.POSITIVE_INFINITY,
  timeoutMs: Number.POSITIVE_INFINITY,
  onError: 'fail',
};

/** An executor with one stream, on a virtual clock, and rows that are settled by hand. */
export class Harness {
  readonly clock: VirtualClock = new VirtualClock();
  /** Names of groups in the order of leaving, `name!` for aborted ones; watermarks as they are. */
  readonly log: unknown[] = [];
  readonly executor: Executor;
  readonly stream: RowStream;
  /** Rows in the order in which their calls started: `a`, `a.3` for row 3 of a larger group. */
  readonly started: string[] = [];
  /** Calls whose promise is pending, whoever waits for it. */
  bodies = 0;
  peakBodies = 0;
  private readonly manual = new Map<string, ManualCall[]>();

  constructor(options: Partial<ExecutorOptions> = {}, stream: StreamOptions = {}, hooks: ExecutorHooks = {}) {
    this.executor = new Executor({ ...DEFAULTS, ...options }, this.clock, hooks);
    this.stream = this.executor.open({ onWatermark: (value) => this.log.push(value), ...stream });
  }

  group(name: string, rowCount: number, body: Body = this.deferred(name, rowCount)): RecordedGroup {
    return new RecordedGroup(name, rowCount, body, this.log);
  }

  /** Submits one-row groups, settled by hand unless a body is given. */
  send(names: string, body?: Body): RecordedGroup[] {
    return names.split(' ').map((name) => this.submit(name, 1, body));
  }

  submit(name: string, rowCount: number, body?: Body): RecordedGroup {
    const group = this.group(name, rowCount, body ?? this.deferred(name, rowCount));
    this.stream.submit(group);
    return group;
  }

  /** The latest call of a row. */
  call(row: string): ManualCall {
    const calls = this.manual.get(row);
    const call = calls?.[calls.length - 1];
    if (call === undefined) throw new Error(`${row} was not called; called were ${this.started.join(', ')}`);
    return call;
  }

  calls(row: string): readonly ManualCall[] {
    return this.manual.get(row) ?? [];
  }

  /** Lets everything run that can run without time passing, and finds the stream empty. */
  async drain(): Promise<void> {
    let drained = false;
    void this.stream.drain().then(() => {
      drained = true;
    });
    await this.clock.settle();
    if (!drained) throw new Error(`not drained: ${JSON.stringify(this.executor.snapshot())}`);
  }

  async resolve(rows: string, value: unknown = 'ok'): Promise<void> {
    for (const row of rows.split(' ')) this.call(row).resolve(value);
    await this.clock.settle();
  }

  async reject(rows: string, error: unknown = new Error('no')): Promise<void> {
    for (const row of rows.split(' ')) this.call(row).reject(error);
    await this.clock.settle();
  }

  /** A body whose promise lasts so many milliseconds of virtual time and then gives a value. */
  lasting(ms: number, value: unknown = 'ok'): Body {
    return () => this.promise((resolve) => this.clock.setTimer(ms, () => resolve(value)));
  }

  promise(
    start: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void,
  ): Promise<unknown> {
    this.bodies++;
    this.peakBodies = Math.max(this.peakBodies, this.bodies);
    const over = (): void => {
      this.bodies--;
    };
    return new Promise((resolve, reject) => {
      start(
        (value) => {
          over();
          resolve(value);
        },
        (error) => {
          over();
          reject(error);
        },
      );
    });
  }

  private deferred(name: string, rowCount: number): Body {
    return (row, context) => {
      const id = rowCount === 1 ? name : `${name}.${row}`;
      this.started.push(id);
      const calls = this.manual.get(id) ?? [];
      this.manual.set(id, calls);
      return this.promise((resolve, reject) => {
        calls.push({ attempt: context.attempt, context, startedAt: this.clock.time, resolve, reject });
      });
    };
  }
}
