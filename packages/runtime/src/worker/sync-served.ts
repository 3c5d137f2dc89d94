import type { Column, SyncBundleUdf } from '../column/abi.ts';
import { type RowFailure, thrown } from '../executor/index.ts';
import {
  type HandleSnapshot,
  type StreamNumber,
  type ToWorker,
  transferables,
  type WireRowError,
} from './protocol.ts';
import { FailureWriter } from './row-failures.ts';
import { runSync, type SyncBatch } from './run-sync.ts';
import type { Served, ServedContext } from './served.ts';

/** Ends a batch under `onError: 'fail'`. */
class BatchFailed extends Error {
  readonly failure: RowFailure;
  /** Undefined where the one call for all rows failed. */
  readonly row: number | undefined;

  constructor(failure: RowFailure, row?: number) {
    super(failure.message);
    this.failure = failure;
    this.row = row;
  }
}

/** A handle on a synchronous function: each message is worked off when it comes. */
export class SyncServed implements Served {
  readonly #udf: SyncBundleUdf;
  readonly #context: ServedContext;
  readonly #failures: FailureWriter;
  #succeeded = 0;
  #failed = 0;
  #dead = false;

  constructor(udf: SyncBundleUdf, context: ServedContext) {
    this.#udf = udf;
    this.#context = context;
    this.#failures = new FailureWriter(udf.name, context.frames);
    const { handle, options, post } = context;
    post({ type: 'accepts', handle, rows: options.maxInFlight + 1, batches: 2 });
  }

  batch({ batch, columns, ...message }: ToWorker & { type: 'batch' }): void {
    const { handle, post } = this.#context;
    const errors: WireRowError[] = [];
    try {
      const column = this.#run({ ...message, columns }, errors);
      // A result's validity may be that of an argument: such a buffer goes along with the result.
      const results = transferables([column]);
      const returned = transferables(columns).filter((buffer) => !results.includes(buffer));
      post({ type: 'batch-done', handle, batch, column, errors, returned }, [...results, ...returned]);
    } catch (error) {
      if (!(error instanceof BatchFailed)) throw error;
      const row = error.row === undefined ? {} : { row: error.row };
      post({ type: 'batch-failed', handle, batch, ...row, error: this.#failures.whole(error.failure) });
    } finally {
      post({ type: 'accepts', handle, rows: 0, batches: 1 });
    }
  }

  rows({ ids, columns }: ToWorker & { type: 'rows' }): void {
    const { handle, post } = this.#context;
    if (this.#dead) return;
    const errors: WireRowError[] = [];
    try {
      const column = this.#run({ rowCount: ids.length, columns }, errors);
      post({ type: 'rows-done', handle, ids, column, errors }, transferables([column]));
      post({ type: 'accepts', handle, rows: ids.length, batches: 0 });
    } catch (error) {
      if (!(error instanceof BatchFailed)) throw error;
      this.#dead = true;
      const id = ids[error.row ?? 0] ?? 0n;
      post({ type: 'rows-failed', handle, id, error: this.#failures.whole(error.failure) });
    }
  }

  #run(batch: SyncBatch, errors: WireRowError[]): Column {
    const { model, options } = this.#context;
    const fatal = options.onError === 'fail';
    const column = runSync(this.#udf, model, batch, {
      add: (row, error) => {
        this.#failed++;
        const failure = thrown(error, 'udf-threw', row, 1);
        if (fatal) throw new BatchFailed(failure, row);
        errors.push(this.#failures.row(failure));
      },
      whole: (error) => {
        if (!fatal) return;
        this.#failed += batch.rowCount;
        throw new BatchFailed(thrown(error, 'udf-threw', 0, 1));
      },
    });
    this.#succeeded += batch.rowCount - errors.length;
    return column;
  }

  openStream(): void {} // batches are worked off as they come, in whichever stream

  watermark(stream: StreamNumber, mark: number): void {
    const { handle, post } = this.#context;
    post({ type: 'watermark', handle, stream, mark }); // whatever stood before it is done
  }

  endStream(): void {}

  checkpoint(_stream: StreamNumber, request: number): void {
    const { handle, post } = this.#context;
    post({ type: 'checkpoint', handle, request, entries: [] }); // nothing is ever unfinished
  }

  cancel(): void {} // a synchronous batch is done before a message can cancel it

  observe(): void {} // rows of a synchronous function have no duration of their own

  snapshot(): HandleSnapshot {
    return {
      inFlight: 0,
      running: 0,
      zombies: 0,
      queued: 0,
      blocked: 0,
      longestKeyQueue: 0,
      backoff: 0,
      buffered: 0,
      started: this.#succeeded + this.#failed,
      retries: 0,
      succeeded: this.#succeeded,
      failed: this.#failed,
      timeouts: 0,
      failedByCode: this.#failures.counts(),
      cacheHits: 0,
      cacheEntries: 0,
      oldestAgeMs: 0,
    };
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
