import { SluiceError, type UdfOptions } from '@sluice/sdk';
import { type ResolvedOptions, resolveOptions, type UdfModel } from '@sluice/sdk/manifest';
import type { RecordBatch } from 'apache-arrow';
import { BatchBinder, type ColumnBinding } from '../arrow/bind-batch.ts';
import { packColumns } from '../arrow/import-columns.ts';
import { appendResult, type ResultNaming, resultBatch } from '../arrow/results.ts';
import type { Column } from '../column/abi.ts';
import type { HandleListener, WorkerHost } from '../worker/host.ts';
import type { FromWorker, HandleId, HandleSnapshot, WireRowError } from '../worker/protocol.ts';
import { fromWireError } from '../worker/wire-error.ts';
import { Credits } from './credits.ts';
import { RowSender } from './row-sender.ts';
import { drainStream } from './stream.ts';

/** Options of one handle. Those of the function hold where nothing is said here. */
export interface HandleOptions
  extends Pick<UdfOptions, 'ordered' | 'maxInFlight' | 'window' | 'timeout' | 'onError'> {
  /** Which column feeds which parameter: `{ parameter: 'column' }`. @default the column of the parameter's name */
  readonly columns?: ColumnBinding;
  /** The name of the result column; errors are in `<as>_error` under `onError: 'capture'`. @default the SQL name */
  readonly as?: string;
}

/** Options of one `call` or `stream`. */
export interface RunOptions {
  /** Gives the work up: calls that read `ctx.signal` see it aborted, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

interface PendingBatch {
  readonly input: RecordBatch;
  resolve(output: RecordBatch): void;
  reject(error: unknown): void;
}

const DEFAULT_GRACE_MS = 0;

/**
 * One function, ready to run. Modelled on the handle of Arroyo's async UDF host (`arroyo-udf-host`, AsyncUdfDylib):
 * `start`, `send`, `drainResults`, `stop`; on top of it `call` and `stream` for whole record batches, which start the
 * handle by themselves.
 */
export class UdfHandle implements AsyncDisposable, HandleListener {
  readonly udf: UdfModel;
  /** The options in force: the function's, with this handle's over them. */
  readonly options: ResolvedOptions;
  readonly #host: WorkerHost;
  readonly #naming: ResultNaming;
  readonly #binder: BatchBinder;
  readonly #rows: RowSender;
  readonly #batchCredits = new Credits();
  readonly #batches = new Map<number, PendingBatch>();
  readonly #snapshots = new Map<number, (snapshot: HandleSnapshot) => void>();
  #id: HandleId | undefined;
  #next = 1;
  #ended: SluiceError | undefined;
  #stopping: { promise: Promise<void>; resolve(): void } | undefined;

  /** @internal Use `UdfPackage.udf`. */
  constructor(host: WorkerHost, udf: UdfModel, options: HandleOptions) {
    const { columns = {}, as = udf.name, ...overrides } = options;
    this.udf = udf;
    this.options = override(udf, overrides);
    this.#host = host;
    this.#binder = new BatchBinder(udf, columns);
    this.#naming = { udf, as, errors: this.options.onError === 'capture' };
    this.#rows = new RowSender(udf, this.#naming, (message, transfer) => host.post(message, transfer));
  }

  /** Opens the executor. Starting twice is the same as once. */
  start(): this {
    if (this.#ended) throw this.#ended;
    if (this.#id === undefined) {
      this.#id = this.#host.register(this);
      this.#rows.open(this.#id);
      this.#host.post({ type: 'open', handle: this.#id, udf: this.udf.name, options: this.options });
    }
    return this;
  }

  /**
   * Sends one row; resolves when it is accepted, which is the backpressure: at most `maxInFlight` calls run, and one
   * more row waits.
   *
   * @param id Comes back beside the result: an unsigned 64-bit integer, as `bigint` or as a safe integer.
   * @param args One value a parameter, in order.
   * @throws SluiceError `not-started`, `stopped`, `invalid-argument`
   */
  send(id: bigint | number, args: readonly unknown[]): Promise<void> {
    const refusal = this.#refusal();
    return refusal ? Promise.reject(refusal) : this.#rows.send(id, args);
  }

  /** Sends every row of a batch, `ids[i]` for row i; resolves when the last is accepted. */
  async sendBatch(ids: BigUint64Array | readonly bigint[], batch: RecordBatch): Promise<void> {
    const refusal = this.#refusal();
    if (refusal) throw refusal;
    if (ids.length !== batch.numRows) {
      throw new SluiceError(
        'invalid-argument',
        `${this.udf.name}: ${ids.length} ids for ${batch.numRows} rows`,
        {
          udf: this.udf.name,
        },
      );
    }
    await this.#rows.sendBatch(BigUint64Array.from(ids), (from, to) =>
      this.#binder.bind(batch.slice(from, to)),
    );
  }

  /**
   * The rows sent with `send` that have finished since the last drain: columns `id`, `value` and, under
   * `onError: 'capture'`, `error`. Never blocks; null when nothing is new. In input order if the handle is ordered.
   *
   * @throws SluiceError the row's error, under `onError: 'fail'`, once what finished before it has been drained
   */
  drainResults(): RecordBatch | null {
    return this.#rows.drain();
  }

  /** Resolves as soon as `drainResults` has something new, or the handle has ended: results are pushed, not polled for. */
  async waitForResults(): Promise<void> {
    this.#host.hold();
    try {
      await this.#rows.waitForResults();
    } finally {
      this.#host.release();
    }
  }

  /**
   * Runs the function over a batch.
   *
   * @returns The input's columns, followed by the result (and its errors under `onError: 'capture'`), row for row.
   * @throws SluiceError `schema-mismatch`, `stopped`; under `onError: 'fail'` the error of the row that failed
   */
  async call(batch: RecordBatch, { signal }: RunOptions = {}): Promise<RecordBatch> {
    signal?.throwIfAborted();
    this.start();
    const arrays = this.#binder.bind(batch);
    this.#host.hold();
    try {
      await this.#batchCredits.take(signal);
      return await this.#post(batch, packColumns(arrays), signal);
    } finally {
      this.#host.release();
    }
  }

  /**
   * Runs the function over a stream of batches; gives each with its result appended. Ordered handles keep the order
   * of the batches; others give each as soon as its last row is done. Leaving the loop early cancels what is in flight.
   *
   * @throws SluiceError as `call`
   */
  stream(
    batches: AsyncIterable<RecordBatch> | Iterable<RecordBatch>,
    options: RunOptions = {},
  ): AsyncGenerator<RecordBatch, void, undefined> {
    return drainStream(batches, (batch, signal) => this.#submit(batch, signal), options.signal);
  }

  /** For `stream`: resolves when the batch is accepted, with the promise of its result. */
  async #submit(batch: RecordBatch, signal: AbortSignal): Promise<{ result: Promise<RecordBatch> }> {
    this.start();
    const arrays = this.#binder.bind(batch);
    this.#host.hold();
    try {
      await this.#batchCredits.take(signal);
    } catch (error) {
      this.#host.release();
      throw error;
    }
    const result = this.#post(batch, packColumns(arrays), signal).finally(() => this.#host.release());
    return { result };
  }

  #post(
    input: RecordBatch,
    { columns, buffer }: { columns: readonly Column[]; buffer: ArrayBuffer },
    signal: AbortSignal | undefined,
  ): Promise<RecordBatch> {
    const handle = this.#id as HandleId; // #post runs after start()
    const batch = this.#next++;
    const done = new Promise<RecordBatch>((resolve, reject) =>
      this.#batches.set(batch, { input, resolve, reject }),
    );
    this.#host.post({ type: 'batch', handle, batch, rowCount: input.numRows, columns }, [buffer]);
    if (signal === undefined) return done;
    const cancel = (): void => {
      const pending = this.#batches.get(batch);
      if (pending === undefined || this.#ended) return;
      this.#batches.delete(batch);
      this.#host.post({ type: 'cancel', handle, batch });
      pending.reject(signal.reason);
    };
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    return done.finally(() => signal.removeEventListener('abort', cancel));
  }

  /** What is in flight, and what has happened since the handle started. */
  snapshot(): Promise<HandleSnapshot> {
    if (this.#id === undefined || this.#ended) {
      return Promise.reject(this.#refusal() ?? new SluiceError('stopped', `${this.udf.name} has stopped`));
    }
    const request = this.#next++;
    const handle = this.#id;
    return new Promise((resolve) => {
      this.#snapshots.set(request, resolve);
      this.#host.post({ type: 'snapshot', handle, request });
    });
  }

  /**
   * Ends the handle: rows in flight get `graceMs` to finish, then their calls are aborted and their results dropped.
   * Works with every slot taken. The package and its other handles go on.
   *
   * @param graceMs Milliseconds. Default 0: at once.
   */
  async stop({ graceMs = DEFAULT_GRACE_MS }: { graceMs?: number } = {}): Promise<void> {
    if (this.#stopping) return this.#stopping.promise;
    if (this.#ended || this.#id === undefined) {
      this.#end(
        new SluiceError('stopped', `cannot send; ${this.udf.name} has stopped`, { udf: this.udf.name }),
      );
      return;
    }
    let resolve = (): void => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    this.#stopping = { promise, resolve };
    this.#host.hold();
    this.#host.post({ type: 'stop', handle: this.#id, graceMs });
    await promise;
    this.#host.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** @internal */
  receive(message: FromWorker): void {
    switch (message.type) {
      case 'accepts':
        this.#rows.credits.give(message.rows);
        this.#batchCredits.give(message.batches);
        break;
      case 'batch-done':
        this.#finishBatch(message.batch, message.column, message.errors);
        break;
      case 'batch-failed': {
        const at = message.row === undefined ? '' : `row ${message.row} of the batch: `;
        const pending = this.#batches.get(message.batch);
        this.#batches.delete(message.batch);
        pending?.reject(fromWireError(message.error, `${this.udf.name}: ${at}`));
        break;
      }
      case 'rows-done':
        this.#rows.receive(message.ids, message.column, message.errors);
        break;
      case 'rows-failed':
        this.#rows.fail(fromWireError(message.error, `${this.udf.name}: row with id ${message.id}: `));
        break;
      case 'snapshot':
        this.#snapshots.get(message.request)?.(message.snapshot);
        this.#snapshots.delete(message.request);
        break;
      case 'stopped':
        this.#end(
          new SluiceError('stopped', `cannot send; ${this.udf.name} has stopped`, { udf: this.udf.name }),
        );
        break;
    }
  }

  /** @internal */
  fail(error: SluiceError): void {
    this.#end(error);
  }

  #finishBatch(id: number, column: Column, errors: readonly WireRowError[]): void {
    const pending = this.#batches.get(id);
    if (pending === undefined) return; // cancelled while its result was on the way
    this.#batches.delete(id);
    try {
      pending.resolve(appendResult(pending.input, resultBatch(this.#naming, column, errors)));
    } catch (error) {
      pending.reject(error);
    }
  }

  #end(error: SluiceError): void {
    if (this.#ended) return;
    this.#ended = error;
    if (this.#id !== undefined) this.#host.unregister(this.#id);
    this.#rows.end(error);
    this.#batchCredits.end(error);
    for (const pending of this.#batches.values()) pending.reject(error);
    this.#batches.clear();
    this.#stopping?.resolve();
  }

  #refusal(): SluiceError | undefined {
    if (this.#ended) return this.#ended;
    if (this.#id !== undefined) return undefined;
    return new SluiceError(
      'not-started',
      `async UDF ${this.udf.name} has not been started: call start() first`,
      {
        udf: this.udf.name,
      },
    );
  }
}

/** The function's options with a handle's over them, checked by the same rules as at build time. */
function override(udf: UdfModel, overrides: Partial<UdfOptions>): ResolvedOptions {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  if (given.length === 0) return udf.options;
  const { async, ordered, maxInFlight, windowRows, windowBytes, timeoutMs, onError, deterministic } =
    udf.options;
  // A window that was not chosen follows maxInFlight, as it would have at build time.
  const follows = windowRows === 64 * maxInFlight && overrides.maxInFlight !== undefined;
  const base = async
    ? {
        async,
        ordered,
        maxInFlight,
        window: follows ? { bytes: windowBytes } : { rows: windowRows, bytes: windowBytes },
        timeout: `${timeoutMs}ms`,
        onError,
        deterministic,
      }
    : { async, onError, deterministic };
  const { options, problems } = resolveOptions({ ...base, ...Object.fromEntries(given) });
  if (problems.length > 0) {
    throw new SluiceError(
      'invalid-options',
      `${udf.name}: ${problems.map(({ message }) => message).join('; ')}`,
      {
        udf: udf.name,
      },
    );
  }
  return options;
}
