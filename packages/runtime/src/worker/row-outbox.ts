import type { UdfContext } from '@sluice/sdk';
import type { UdfModel } from '@sluice/sdk/manifest';
import type { AsyncBundleUdf, Column, ColumnBuilder, OpenBatch } from '../column/abi.ts';
import { concatColumns } from '../column/concat.ts';
import type { Executor, GroupFailure, RowFailure, RowGroup, RowStream } from '../executor/index.ts';
import type { Durations } from './durations.ts';
import { transferables, type WireRowError } from './protocol.ts';
import { resultField } from './result-field.ts';
import type { FailureWriter } from './row-failures.ts';
import { RowSource } from './row-source.ts';
import type { ServedContext } from './served.ts';

interface FinishedRow {
  readonly id: bigint;
  readonly column: Column;
  readonly failure: RowFailure | undefined;
}

/**
 * Rows that were sent one by one: each a group of its own in one stream. What has left in one turn of the event loop
 * goes to the host together, with the number of rows that it may send from now on.
 */
export class RowOutbox {
  readonly model: UdfModel;
  readonly durations: Durations;
  readonly #udf: AsyncBundleUdf;
  readonly #executor: Executor;
  readonly #failures: FailureWriter;
  readonly #context: ServedContext;
  readonly #stream: RowStream;
  #finished: FinishedRow[] = [];
  /** Rows that the host has been told it may send, and has not yet sent. */
  #granted = 0;
  #scheduled = false;
  #failed = false;

  constructor(
    udf: AsyncBundleUdf,
    executor: Executor,
    failures: FailureWriter,
    durations: Durations,
    context: ServedContext,
  ) {
    this.#udf = udf;
    this.durations = durations;
    this.model = context.model;
    this.#executor = executor;
    this.#failures = failures;
    this.#context = context;
    this.#stream = executor.open({ failureScope: 'stream' });
    this.#grant();
  }

  take(ids: BigUint64Array, rows: OpenBatch): void {
    this.#granted -= ids.length;
    ids.forEach((id, row) => {
      this.#stream.submit(new SentRow(this, id, rows, row, this.#udf.output(1)));
    });
    this.schedule();
  }

  finish(id: bigint, column: Column, failure: RowFailure | undefined): void {
    this.#finished.push({ id, column, failure });
    this.schedule();
  }

  /** Something has changed that the host should hear of, once this turn's other changes are in. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
      this.#grant();
    });
  }

  /** A row failed under `onError: 'fail'`: what has left goes first, then the failure, then nothing. */
  abort(id: bigint, failure: GroupFailure): void {
    if (failure.row === undefined || this.#failed) return;
    this.#failed = true;
    this.flush();
    const { handle, post } = this.#context;
    post({ type: 'rows-failed', handle, id, error: this.#failures.whole(failure) });
  }

  flush(): void {
    if (this.#finished.length === 0) return;
    const rows = this.#finished;
    this.#finished = [];
    const { handle, post } = this.#context;
    const ids = BigUint64Array.from(rows, (row) => row.id);
    const column = concatColumns(
      resultField(this.model),
      rows.map((row) => row.column),
    );
    const errors: WireRowError[] = rows.flatMap(({ failure }, row) =>
      failure === undefined ? [] : [this.#failures.row({ ...failure, row })],
    );
    post({ type: 'rows-done', handle, ids, column, errors }, [
      ids.buffer as ArrayBuffer,
      ...transferables([column]),
    ]);
  }

  /** So many rows that every slot is taken and one more row waits: Arroyo's `allowed_in_flight` and its channel of 1. */
  #grant(): void {
    if (this.#failed) return;
    const { running, zombies, queued, buffered } = this.#executor.snapshot();
    const { maxInFlight, windowRows } = this.#context.options;
    const startable = Math.max(0, Math.min(maxInFlight - running - zombies, windowRows - running - buffered));
    const rows = startable + 1 - queued - this.#granted;
    if (rows <= 0) return;
    this.#granted += rows;
    this.#context.post({ type: 'accepts', handle: this.#context.handle, rows, batches: 0 });
  }
}

/** One row as a group. */
class SentRow extends RowSource implements RowGroup {
  readonly rowCount = 1;
  readonly #outbox: RowOutbox;
  readonly #id: bigint;
  readonly #row: number;
  readonly #output: ColumnBuilder;
  #failure: RowFailure | undefined;
  #calledAt = 0;

  constructor(outbox: RowOutbox, id: bigint, rows: OpenBatch, row: number, output: ColumnBuilder) {
    super(rows, outbox.model, outbox.durations);
    this.#outbox = outbox;
    this.#id = id;
    this.#row = row;
    this.#output = output;
  }

  protected sourceRow(): number {
    return this.#row;
  }

  override call(row: number, context: UdfContext): unknown {
    if (this.durations.enabled && this.#calledAt === 0) this.#calledAt = performance.now();
    return super.call(row, context);
  }

  succeed(_row: number, value: unknown): void {
    this.#output.set(0, value);
    this.#settled();
  }

  fail(_row: number, failure: RowFailure): void {
    this.#failure = failure;
    this.#settled();
  }

  #settled(): void {
    if (this.#calledAt > 0) this.durations.record(performance.now() - this.#calledAt);
    this.#outbox.schedule(); // a slot is free, even if the result must wait for its turn
  }

  leave(): void {
    this.#outbox.finish(this.#id, this.#output.finish(), this.#failure);
  }

  abort(failure: GroupFailure): void {
    this.#outbox.abort(this.#id, failure);
  }
}
