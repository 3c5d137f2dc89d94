import { SluiceError, type UdfContext } from '@sluice/sdk';
import { parseDuration, type ResolvedOptions, type UdfModel } from '@sluice/sdk/manifest';
import type { InstanceOptions, RowsOptions, Target, TestClock, Tested, TestRun } from '@sluice/sdk/testing';
import { createBuilder } from '../column/generic.ts';
import { Executor } from '../executor/index.ts';
import { overrideOptions } from '../handle/override-options.ts';
import { executorOptions } from '../worker/executor-options.ts';
import { Lifecycle } from '../worker/lifecycle.ts';
import { resultField } from '../worker/result-field.ts';
import { callRows } from '../worker/row-source.ts';
import { caller } from './call-function.ts';
import { columnsRun } from './columns-run.ts';
import { drive, executorClock } from './drive.ts';
import { modelOf, type Nullability, skipsRow } from './nulls.ts';
import { parameterNames } from './parameter-names.ts';
import { seededRandom } from './random.ts';
import { Recorder } from './recorder.ts';
import { type RowsOf, TestRows } from './row-group.ts';

/** What `Date.now()` is at the start of a test: a day without a leap second, a switch of clocks, or a surprise. */
const EPOCH = Date.UTC(2020, 0, 1);

/** One function under test: an executor on the test's clock, and the instance that its method is called on. */
export class RowsTest implements Tested {
  readonly #target: Target;
  readonly #clock: TestClock;
  readonly #given: InstanceOptions<object>;
  readonly #options: ResolvedOptions;
  readonly #model: UdfModel | undefined;
  readonly #nulls: Nullability;
  readonly #lifecycle = new Lifecycle();
  readonly #stopping = new AbortController();
  #on: object | undefined;
  #executor: Executor | undefined;
  /** Of the run that is under way. */
  #recorder: Recorder;
  #runs = 0;
  #closed = false;

  /** @throws SluiceError `invalid-options`, `unknown-udf` */
  constructor(target: Target, clock: TestClock, given: InstanceOptions<object>) {
    const { name, metadata, fn, on } = target;
    this.#target = target;
    this.#clock = clock;
    this.#given = given;
    const { ordered, maxInFlight, window, timeout, onError } = given;
    const overrides = { ordered, maxInFlight, window, timeout, onError };
    // Only its name and its options are looked at.
    this.#options = overrideOptions(
      { name, options: metadata.options } as UdfModel,
      overrides as Parameters<typeof overrideOptions>[1],
    );
    this.#model = modelOf(name, given.models);
    this.#nulls = {
      udf: name,
      names: given.parameters ?? this.#model?.parameters.map((field) => field.name) ?? parameterNames(fn),
      nullable: given.nullable ?? this.#model?.parameters.map(({ nullable }) => nullable),
    };
    this.#on = given.instance ?? on;
    this.#recorder = new Recorder(name, clock);
  }

  rows(
    rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
    { signal }: RowsOptions,
  ): Promise<TestRun<unknown>> {
    return this.#drive(async () => {
      await this.#open();
      const recorder = new Recorder(this.#target.name, this.#clock);
      this.#recorder = recorder;
      await this.#run(rows, recorder, signal);
      return recorder.finish();
    });
  }

  columns(columns: readonly ArrayLike<unknown>[]): Promise<TestRun<unknown>> {
    return this.#drive(async () => {
      await this.#open();
      const recorder = new Recorder(this.#target.name, this.#clock);
      this.#recorder = recorder;
      const call = (args: readonly unknown[]): unknown => this.#target.fn.apply(this.#on, [...args]);
      columnsRun(columns, recorder, this.#options.onError, this.#nulls, call);
      return recorder.finish();
    });
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    return this.#drive(async () => {
      this.#stopping.abort();
      await this.#executor?.stop();
      const [failure] = await this.#lifecycle.close();
      if (failure !== undefined) throw failure;
    });
  }

  #drive<T>(work: () => Promise<T>): Promise<T> {
    const { startAt, limit = '1 day' } = this.#given;
    const options = {
      clock: this.#clock,
      epochMs: startAt?.getTime() ?? EPOCH,
      limitMs: parseDuration(limit),
      describe: () => this.#describe(),
    };
    return drive(options, work);
  }

  #describe(): string {
    const { name } = this.#target;
    const open = this.#recorder.rows.filter(
      ({ settledAt, status }) => settledAt === undefined && status !== 'error',
    );
    const calls = this.#recorder.calls.filter(({ outcome }) => outcome === 'pending');
    if (open.length === 0) return `${name} waits for more rows, or for its instance`;
    const rows = open.slice(0, 5).map(({ row }) => row);
    return `row${rows.length > 1 ? 's' : ''} ${rows.join(', ')} of ${name} ${rows.length > 1 ? 'have' : 'has'} no outcome (${calls.length} calls pending)`;
  }

  /** The instance is made and opened before the first row. */
  async #open(): Promise<void> {
    const { owner, name } = this.#target;
    if (this.#closed) throw new SluiceError('stopped', `the test of ${name} has been closed`, { udf: name });
    if (owner === undefined || this.#on !== undefined) return;
    let instance: object | undefined;
    const get = (): object => {
      instance ??= new owner.make();
      return instance;
    };
    const { signal } = this.#stopping;
    await this.#lifecycle.open([{ className: owner.name, udfs: owner.udfs, get }], signal);
    this.#on = instance;
  }

  #start(): Executor {
    const { name, fn, metadata } = this.#target;
    this.#executor ??= new Executor(
      executorOptions({
        name,
        fn,
        options: metadata.options.async
          ? this.#options
          : { ...this.#options, timeoutMs: Number.POSITIVE_INFINITY },
        callRows: (rows, ctx) => this.#callRows(rows as never, ctx),
      }),
      executorClock(this.#clock),
      { random: seededRandom(this.#given.seed ?? 1) },
    );
    return this.#executor;
  }

  #callRows(
    rows: readonly { group: TestRows; row: number; idempotencyKey: string }[],
    ctx: UdfContext,
  ): unknown {
    const width = Math.max(...rows.map(({ group, row }) => group.args(row).length));
    const numbers = rows.map(({ group, row }) => group.number(row));
    const batched = rows as unknown as Parameters<typeof callRows>[0]; // its groups have `args` too
    return this.#recorder.call(numbers, ctx, () =>
      callRows(batched, width, (columns) => this.#target.fn.apply(this.#on, [...columns, ctx])),
    );
  }

  async #run(
    rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
    recorder: Recorder,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    let accepted = (): void => {};
    const stream = this.#start().open({
      id: `test-${++this.#runs}`,
      onAccept: () => accepted(),
      ...(signal === undefined ? {} : { signal }),
    });
    const of = this.#rowsOf(recorder);
    const batchRows = this.#given.batchRows ?? 1;
    let batch: (readonly unknown[])[] = [];
    const submit = (): void => {
      if (batch.length > 0) stream.submit(new TestRows(batch, of));
      batch = [];
    };
    for await (const row of rows) {
      if (!Array.isArray(row)) {
        stream.cancel();
        throw new SluiceError(
          'invalid-argument',
          `${this.#target.name}: a row is an array of arguments, not ${String(row)}`,
        );
      }
      // Nulls of which nothing is known are refused before anything runs on.
      this.#check(row, stream);
      batch.push(row);
      if (batch.length < batchRows) continue;
      submit();
      while (!stream.accepts && stream.failure === undefined && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          accepted = resolve;
          signal?.addEventListener('abort', () => resolve(), { once: true });
          void stream.drain().then(resolve);
        });
      }
    }
    submit();
    stream.end({ waitForRetries: true });
    await stream.drain();
  }

  #check(row: readonly unknown[], stream: { cancel(): void }): void {
    try {
      skipsRow(this.#nulls, row);
    } catch (error) {
      stream.cancel();
      throw error;
    }
  }

  #rowsOf(recorder: Recorder): RowsOf {
    const { name, kind } = this.#target;
    const { orderBy, cache, async } = this.#options;
    const key = orderBy === undefined ? -1 : (this.#nulls.names ?? []).indexOf(orderBy);
    if (orderBy !== undefined && key < 0) {
      throw new SluiceError(
        'invalid-options',
        `${name}: which parameter is orderBy: '${orderBy}' its text does not tell: say parameters: ['${orderBy}', …]`,
        { udf: name },
      );
    }
    const call = caller(this.#target.fn, kind === 'table', async, name);
    const model = this.#model;
    return {
      recorder,
      skips: (args) => skipsRow(this.#nulls, args),
      call: (args, context) => call(this.#on, args, context),
      check: (value) => {
        if (model !== undefined) createBuilder(resultField(model), 1, 'invalid-result').set(0, value);
      },
      key: key < 0 ? undefined : key,
      cached: cache !== undefined,
    };
  }
}
