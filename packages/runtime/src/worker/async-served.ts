import type { UdfContext } from '@sluice/sdk';
import type { AsyncBundleUdf, ColumnBuilder, OpenBatch } from '../column/abi.ts';
import {
  Executor,
  type GroupFailure,
  type RowFailure,
  type RowGroup,
  systemClock,
} from '../executor/index.ts';
import { type HandleSnapshot, type ToWorker, transferables, type WireRowError } from './protocol.ts';
import { FailureWriter } from './row-failures.ts';
import { RowOutbox } from './row-outbox.ts';
import type { Served, ServedContext } from './served.ts';

/** Batches that the host may have on their way or waiting, beside those whose rows have all been started. */
const BATCHES_AHEAD = 2;

/** A handle on an asynchronous function: an executor, and groups over the adapter's batches. */
export class AsyncServed implements Served {
  readonly #udf: AsyncBundleUdf;
  readonly #context: ServedContext;
  readonly #failures: FailureWriter;
  readonly #executor: Executor;
  readonly #outbox: RowOutbox;
  readonly #batches = new Map<number, BatchGroup>();

  constructor(udf: AsyncBundleUdf, context: ServedContext) {
    this.#udf = udf;
    this.#context = context;
    this.#failures = new FailureWriter(udf.name, context.packageUrl);
    this.#executor = new Executor({ udf: udf.name, ...context.options }, systemClock);
    this.#outbox = new RowOutbox(udf, this.#executor, this.#failures, context);
    context.post({ type: 'accepts', handle: context.handle, rows: 0, batches: BATCHES_AHEAD });
  }

  batch({ batch, rowCount, columns }: ToWorker & { type: 'batch' }): void {
    const { handle, post } = this.#context;
    const group = new BatchGroup(this.#udf.open(rowCount, columns), this.#udf.output(rowCount), rowCount, {
      failures: this.#failures,
      started: () => post({ type: 'accepts', handle, rows: 0, batches: 1 }),
      done: (output, errors) => {
        this.#batches.delete(batch);
        const column = output.finish();
        post({ type: 'batch-done', handle, batch, column, errors }, transferables([column]));
      },
      failed: (failure) => {
        this.#batches.delete(batch);
        const { row } = failure;
        const error = this.#failures.whole(failure);
        post({ type: 'batch-failed', handle, batch, ...(row === undefined ? {} : { row }), error });
      },
    });
    this.#batches.set(batch, group);
    this.#executor.submit(group);
  }

  rows({ ids, columns }: ToWorker & { type: 'rows' }): void {
    this.#outbox.take(ids, this.#udf.open(ids.length, columns));
  }

  cancel(batch: number): void {
    const group = this.#batches.get(batch);
    if (group !== undefined) this.#executor.cancel(group);
  }

  snapshot(): HandleSnapshot {
    const { running, zombies, queued, buffered, started, completed, errors, timeouts } =
      this.#executor.snapshot();
    return {
      inFlight: running + zombies,
      zombies,
      queued,
      buffered,
      started,
      succeeded: completed,
      failed: errors,
      timeouts,
    };
  }

  async stop(graceMs: number): Promise<void> {
    await this.#executor.stop({ drainMs: graceMs });
    this.#outbox.flush();
  }
}

interface BatchEvents {
  readonly failures: FailureWriter;
  /** The last row has been started, or the group has ended before. */
  started(): void;
  done(output: ColumnBuilder, errors: readonly WireRowError[]): void;
  failed(failure: GroupFailure): void;
}

/** A record batch in the executor: results are written by row index, in whichever order they come. */
class BatchGroup implements RowGroup {
  readonly rowCount: number;
  readonly #rows: OpenBatch;
  readonly #output: ColumnBuilder;
  readonly #events: BatchEvents;
  readonly #errors: WireRowError[] = [];
  #unstarted: number;

  constructor(rows: OpenBatch, output: ColumnBuilder, rowCount: number, events: BatchEvents) {
    this.rowCount = rowCount;
    this.#rows = rows;
    this.#output = output;
    this.#events = events;
    this.#unstarted = Math.max(1, rowCount);
  }

  skips(row: number): boolean {
    // The executor asks once for every row, in order, just before it would call.
    if (--this.#unstarted === 0) this.#events.started();
    return this.#rows.skips(row);
  }

  call(row: number, context: UdfContext): unknown {
    return this.#rows.call(row, context);
  }

  succeed(row: number, value: unknown): void {
    this.#output.set(row, value);
  }

  fail(_row: number, failure: RowFailure): void {
    this.#errors.push(this.#events.failures.row(failure));
  }

  leave(): void {
    if (this.#unstarted > 0) this.#events.started();
    this.#events.done(this.#output, this.#errors);
  }

  abort(failure: GroupFailure): void {
    if (this.#unstarted > 0) this.#events.started();
    this.#unstarted = 0;
    this.#events.failed(failure);
  }
}
