import type { AsyncBundleUdf } from '../column/abi.ts';
import { Executor, type ExecutorOptions, type RowStream, systemClock } from '../executor/index.ts';
import { BatchGroup } from './batch-group.ts';
import { Durations } from './durations.ts';
import { executorOptions } from './executor-options.ts';
import {
  type HandleSnapshot,
  type SavedEntry,
  type StreamNumber,
  type ToWorker,
  transferables,
} from './protocol.ts';
import { resultField } from './result-field.ts';
import { FailureWriter } from './row-failures.ts';
import { RowOutbox } from './row-outbox.ts';
import { callRows } from './row-source.ts';
import type { Served, ServedContext } from './served.ts';

/** Batches that the host may have on their way or waiting, beside those whose rows have all been started. */
const BATCHES_AHEAD = 2;

/** A handle on an asynchronous function: an executor, and groups over the adapter's batches. */
export class AsyncServed implements Served {
  readonly #udf: AsyncBundleUdf;
  readonly #context: ServedContext;
  readonly #failures: FailureWriter;
  readonly #durations: Durations;
  readonly #executor: Executor;
  readonly #outbox: RowOutbox;
  readonly #streams = new Map<StreamNumber, RowStream>();
  readonly #batches = new Map<number, BatchGroup>();

  constructor(udf: AsyncBundleUdf, context: ServedContext) {
    const { handle, post } = context;
    this.#udf = udf;
    this.#context = context;
    this.#failures = new FailureWriter(udf.name, context.frames);
    this.#durations = new Durations((milliseconds) => {
      post({ type: 'durations', handle, milliseconds }, [milliseconds.buffer as ArrayBuffer]);
    });
    this.#executor = new Executor(optionsOf(udf, context), systemClock);
    this.#outbox = new RowOutbox(udf, this.#executor, this.#failures, this.#durations, context);
    post({ type: 'accepts', handle, rows: 0, batches: BATCHES_AHEAD });
  }

  batch(message: ToWorker & { type: 'batch' }): void {
    const { handle, post } = this.#context;
    const accept = (): void => post({ type: 'accepts', handle, rows: 0, batches: 1 });
    const target = message.stream === 0 ? this.#executor : this.#streams.get(message.stream);
    // A batch of a stream that has ended was on its way when its consumer left: nobody waits for it.
    if (target === undefined) accept();
    else target.submit(this.#group(message, accept));
  }

  #group(
    { batch, rowCount, columns }: Pick<ToWorker & { type: 'batch' }, 'batch' | 'rowCount' | 'columns'>,
    started: () => void,
  ): BatchGroup {
    const { handle, post, model } = this.#context;
    const returned = transferables(columns);
    const group = new BatchGroup({
      model,
      rows: this.#udf.open(rowCount, columns),
      output: this.#udf.output(rowCount),
      rowCount,
      byteLength: returned.reduce((sum, buffer) => sum + buffer.byteLength, 0),
      failures: this.#failures,
      durations: this.#durations,
      events: {
        started,
        done: (column, errors) => {
          this.#batches.delete(batch);
          // Nothing refers to the arguments any more: calls have read theirs, and what they read are copies.
          const message = { type: 'batch-done' as const, handle, batch, column, errors, returned };
          post(message, [...transferables([column]), ...returned]);
        },
        failed: (failure) => {
          this.#batches.delete(batch);
          const { row } = failure;
          const error = this.#failures.whole(failure);
          const tell = (): void =>
            post({ type: 'batch-failed', handle, batch, ...(row === undefined ? {} : { row }), error });
          // Groups of a stream end together: the one whose row failed is told first.
          if (row === undefined) queueMicrotask(tell);
          else tell();
        },
      },
    });
    this.#batches.set(batch, group);
    return group;
  }

  rows({ ids, columns }: ToWorker & { type: 'rows' }): void {
    this.#outbox.take(ids, this.#udf.open(ids.length, columns));
  }

  openStream({ stream, id, restored }: ToWorker & { type: 'open-stream' }): void {
    const { handle, post, model } = this.#context;
    const lane = this.#executor.open({
      id,
      failureScope: 'stream',
      onWatermark: (mark) => post({ type: 'watermark', handle, stream, mark: mark as number }),
    });
    this.#streams.set(stream, lane);
    if (restored.length === 0) return;
    const entries = restored.map((entry) => {
      if (entry.kind === 'watermark') return { kind: 'watermark' as const, value: entry.mark };
      // Restored batches were accepted once already: no credit is given back for them.
      const group = this.#group(entry, () => {});
      group.restore(resultField(model), entry);
      const { id, nextRow, unfinished } = entry;
      return { kind: 'group' as const, group, id, nextRow, unfinished };
    });
    lane.restore({ entries });
  }

  watermark(stream: StreamNumber, mark: number): void {
    this.#streams.get(stream)?.watermark(mark);
  }

  endStream(stream: StreamNumber): void {
    const ended = this.#streams.get(stream);
    if (ended === undefined) return;
    // The input of a stream ends long before its service has recovered: retries keep their delays.
    ended.end({ waitForRetries: true });
    // A checkpoint may be asked for until the last batch has left.
    void ended.drain().then(() => this.#streams.delete(stream));
  }

  checkpoint(stream: StreamNumber, request: number): void {
    const { handle, post } = this.#context;
    const numbers = new Map([...this.#batches].map(([batch, group]) => [group as unknown, batch]));
    const saved = this.#streams.get(stream)?.checkpoint().entries ?? [];
    const entries = saved.map((entry): SavedEntry => {
      if (entry.kind === 'watermark') return { kind: 'watermark', mark: entry.value as number };
      const batch = numbers.get(entry.group) as number; // every group of a stream is one of #batches
      const { id, nextRow, unfinished } = entry;
      return { kind: 'batch', batch, id, nextRow, unfinished, ...(entry.group as BatchGroup).progress };
    });
    // Cloned, not transferred: the batches go on.
    post({ type: 'checkpoint', handle, request, entries });
  }

  cancel(batch: number): void {
    const group = this.#batches.get(batch);
    if (group !== undefined) this.#executor.cancel(group);
  }

  observe(durations: boolean): void {
    this.#durations.enabled = durations;
    if (!durations) this.#durations.flush();
  }

  snapshot(): HandleSnapshot {
    this.#durations.flush(); // who looks now wants all that there is
    const { completed, errors, running, zombies, ...rest } = this.#executor.snapshot();
    const { queued, blocked, longestKeyQueue, backoff, buffered, started, retries, timeouts } = rest;
    const { cacheHits, cacheEntries, oldestAgeMs } = rest;
    return {
      inFlight: running + zombies,
      running,
      zombies,
      queued,
      blocked,
      longestKeyQueue,
      backoff,
      buffered,
      started,
      retries,
      succeeded: completed,
      failed: errors,
      timeouts,
      failedByCode: this.#failures.counts(),
      cacheHits,
      cacheEntries,
      oldestAgeMs,
    };
  }

  async stop(graceMs: number): Promise<void> {
    await this.#executor.stop({ drainMs: graceMs });
    this.#outbox.flush();
    this.#durations.flush();
  }
}

function optionsOf(udf: AsyncBundleUdf, { options, model, rateLimit }: ServedContext): ExecutorOptions {
  const { name, fn } = udf;
  return executorOptions({
    name,
    fn,
    options,
    rateLimit,
    callRows: (rows, ctx) =>
      callRows(rows, model.parameters.length, (columns) => udf.callBatch?.(columns, ctx)),
  });
}
