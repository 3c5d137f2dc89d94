import { SluiceError, type UdfOptions } from '@sluice/sdk';
import type { ResolvedOptions, UdfModel } from '@sluice/sdk/manifest';
import type { RecordBatch } from 'apache-arrow';
import { BatchBinder } from '../arrow/bind-batch.ts';
import { checkInput, type ResultNaming } from '../arrow/results.ts';
import { decodeCheckpoint } from '../checkpoint/codec.ts';
import type { ColumnBinding } from '../layout/find-columns.ts';
import type { HandleListener, WorkerHost } from '../worker/host.ts';
import type { FromWorker, HandleId, HandleSnapshot, ToWorker } from '../worker/protocol.ts';
import { fromWireError } from '../worker/wire-error.ts';
import { BatchChannel } from './batch-channel.ts';
import { BytePipe, notForPipes } from './byte-pipe.ts';
import { overrideOptions } from './override-options.ts';
import { RowSender } from './row-sender.ts';
import { type StreamItem, UdfStream } from './stream.ts';
import { ThreadStreams } from './thread-streams.ts';

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

/** Options of `stream`. */
export interface StreamRunOptions extends RunOptions {
  /** Bytes of `checkpoint()`: the stream begins with what was in flight then. Continue the input where it was. */
  readonly restore?: Uint8Array;
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
  readonly #columns: ColumnBinding;
  readonly #binder: BatchBinder;
  readonly #rows: RowSender;
  readonly #channel: BatchChannel;
  readonly #streams: ThreadStreams;
  readonly #durationListeners = new Set<(milliseconds: Float64Array) => void>();
  readonly #snapshots = new Map<
    number,
    { resolve(snapshot: HandleSnapshot): void; reject(error: unknown): void }
  >();
  #id: HandleId | undefined;
  #next = 1;
  #ended: SluiceError | undefined;
  #stopping: { promise: Promise<void>; resolve(): void } | undefined;

  /** @internal Use `UdfPackage.udf`. */
  constructor(host: WorkerHost, udf: UdfModel, options: HandleOptions) {
    const { columns = {}, as = udf.name, ...overrides } = options;
    this.udf = udf;
    this.options = overrideOptions(udf, overrides);
    this.#host = host;
    this.#columns = columns;
    this.#binder = new BatchBinder(udf, columns);
    this.#naming = { udf, as, errors: this.options.onError === 'capture' };
    const post = (message: ToWorker, transfer?: readonly ArrayBuffer[]): void => host.post(message, transfer);
    this.#rows = new RowSender(udf, this.#naming, post);
    this.#channel = new BatchChannel(udf.name, post);
    this.#streams = new ThreadStreams({
      host,
      channel: this.#channel,
      binder: this.#binder,
      naming: this.#naming,
      start: () => this.start().#id as HandleId, // a started handle has its id
    });
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
    const arrays = this.#binder.bind(batch);
    await this.#rows.sendBatch(BigUint64Array.from(ids), (from, to) =>
      arrays.map((array) => ({ ...array, rows: { start: from, end: to } })),
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
    const handle = this.start().#id as HandleId; // a started handle has its id
    const arrays = this.#binder.bind(batch);
    checkInput(batch, this.#naming);
    this.#host.hold();
    let cancel = (): void => {};
    try {
      await this.#channel.credits.take(signal);
      if (signal?.aborted) {
        this.#channel.credits.give(1); // given up between the acceptance and here
        throw signal.reason;
      }
      return await new Promise<RecordBatch>((resolve, reject) => {
        const number = this.#channel.send(handle, 0, batch, arrays, {
          done: (finished) => {
            try {
              resolve(this.#streams.output(finished));
            } catch (error) {
              reject(error);
            }
          },
          failed: reject,
        });
        cancel = () => {
          this.#channel.cancel(handle, number);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', cancel, { once: true });
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#host.release();
    }
  }

  /**
   * Runs the function over a stream of batches; gives each with its result appended. Ordered handles keep the order
   * of the batches; others give each as soon as its last row is done, but never across a `Watermark` of the input.
   * Leaving the loop early cancels what is in flight.
   *
   * @throws SluiceError as `call`; `checkpoint-invalid`
   */
  stream<Item extends StreamItem = RecordBatch>(
    batches: AsyncIterable<Item> | Iterable<Item>,
    { signal, restore }: StreamRunOptions = {},
  ): UdfStream<Item> {
    const saved = restore === undefined ? undefined : decodeCheckpoint(this.udf, restore);
    return new UdfStream(this.#streams, batches, signal, saved);
  }

  /**
   * Runs the function over an Arrow IPC stream, as bytes cut anywhere: an Arrow IPC stream comes out, of the input's
   * columns and the result. As `stream`, without record batches of `apache-arrow` in between, and for every Arrow type.
   * Leave the chunks alone until their batches have come out; leaving the loop early cancels what is in flight.
   *
   * @throws SluiceError as `stream`; `invalid-argument` when the bytes are damaged; `invalid-options` for table functions
   */
  pipe(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    { signal }: RunOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { udf, as, errors } = this.#naming;
    if (udf.kind === 'table') throw notForPipes(udf.name);
    return new BytePipe(this.#streams, { udf, as, errors, input: true }, this.#columns).run(source, signal);
  }

  /**
   * Tells how long rows take, from their first call to their outcome, in chunks, for as long as somebody listens.
   *
   * @returns Ends the listening.
   */
  observeDurations(listener: (milliseconds: Float64Array) => void): () => void {
    const observe = (durations: boolean): void => {
      if (this.#ended === undefined)
        this.#host.post({ type: 'observe', handle: this.start().#id as HandleId, durations });
    };
    if (this.#durationListeners.size === 0) observe(true);
    this.#durationListeners.add(listener);
    return () => {
      if (this.#durationListeners.delete(listener) && this.#durationListeners.size === 0) observe(false);
    };
  }

  /** What is in flight, and what has happened since the handle started. */
  snapshot(): Promise<HandleSnapshot> {
    if (this.#id === undefined || this.#ended) {
      return Promise.reject(this.#refusal() ?? new SluiceError('stopped', `${this.udf.name} has stopped`));
    }
    const request = this.#next++;
    const handle = this.#id;
    return new Promise((resolve, reject) => {
      this.#snapshots.set(request, { resolve, reject });
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
        this.#channel.credits.give(message.batches);
        break;
      case 'batch-done':
      case 'batch-failed':
        this.#channel.receive(message);
        break;
      case 'watermark':
      case 'checkpoint':
        this.#streams.receive(message);
        break;
      case 'durations':
        for (const listener of this.#durationListeners) listener(message.milliseconds);
        break;
      case 'rows-done':
        this.#rows.receive(message.ids, message.column, message.errors);
        break;
      case 'rows-failed':
        this.#rows.fail(fromWireError(message.error, `${this.udf.name}: row with id ${message.id}: `));
        break;
      case 'snapshot':
        this.#snapshots.get(message.request)?.resolve(message.snapshot);
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

  #end(error: SluiceError): void {
    if (this.#ended) return;
    this.#ended = error;
    if (this.#id !== undefined) this.#host.unregister(this.#id);
    this.#rows.end(error);
    this.#channel.end(error);
    this.#streams.fail(error);
    for (const { reject } of this.#snapshots.values()) reject(error);
    this.#snapshots.clear();
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
