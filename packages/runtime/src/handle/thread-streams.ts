import type { RecordBatch } from 'apache-arrow';
import type { BatchBinder } from '../arrow/bind-batch.ts';
import { appendResult, checkInput, type ResultNaming, resultBatch } from '../arrow/results.ts';
import { encodeCheckpoint } from '../checkpoint/codec.ts';
import type { SavedStream } from '../checkpoint/saved.ts';
import type { Column } from '../column/abi.ts';
import { createBuilder } from '../column/generic.ts';
import { type BoundArray, packColumns } from '../layout/pack-columns.ts';
import type { WorkerHost } from '../worker/host.ts';
import type {
  BatchState,
  FromWorker,
  HandleId,
  RestoredEntry,
  SavedEntry,
  StreamNumber,
} from '../worker/protocol.ts';
import type { BatchChannel, BatchInput, BatchListener, FinishedBatch } from './batch-channel.ts';
import type { StreamPort } from './stream.ts';

/** What the streams of a handle have in common. */
export interface StreamParts {
  readonly host: WorkerHost;
  readonly channel: BatchChannel;
  readonly binder: BatchBinder;
  readonly naming: ResultNaming;
  /** Starts the handle where it has not been started. */
  start(): HandleId;
}

/** The streams of one handle, on the host's side. */
export class ThreadStreams implements StreamPort {
  readonly #parts: StreamParts;
  readonly #watermarks = new Map<StreamNumber, (mark: number) => void>();
  readonly #checkpoints = new Map<
    number,
    { resolve(entries: readonly SavedEntry[]): void; reject(error: unknown): void }
  >();
  #next = 1;

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  accept(signal: AbortSignal): Promise<void> {
    this.#parts.start();
    return this.#parts.channel.credits.take(signal);
  }

  decline(): void {
    this.#parts.channel.credits.give(1);
  }

  open(id: string, restored: readonly RestoredEntry[]): StreamNumber {
    const { host, start } = this.#parts;
    const handle = start();
    const stream = this.#next++;
    host.post({ type: 'open-stream', handle, stream, id, restored });
    return stream;
  }

  send(stream: StreamNumber, batch: RecordBatch, listener: BatchListener): number {
    const { channel, start } = this.#parts;
    let arrays: readonly BoundArray[];
    try {
      arrays = this.#bind(batch);
    } catch (error) {
      channel.credits.give(1); // what was accepted is not sent
      throw error;
    }
    return channel.send(start(), stream, batch, arrays, listener);
  }

  sendArrays<Input extends BatchInput>(
    stream: StreamNumber,
    input: Input,
    arrays: readonly BoundArray[],
    listener: BatchListener<Input>,
  ): number {
    return this.#parts.channel.send(this.#parts.start(), stream, input, arrays, listener);
  }

  #bind(batch: RecordBatch): readonly BoundArray[] {
    const arrays = this.#parts.binder.bind(batch);
    checkInput(batch, this.#parts.naming);
    return arrays;
  }

  restore(batch: RecordBatch, state: BatchState, listener: BatchListener): RestoredEntry {
    const { channel, start } = this.#parts;
    start();
    const { columns } = packColumns(this.#bind(batch));
    const { id, nextRow, unfinished, column, errors } = state;
    const number = channel.expect(batch, listener);
    const rowCount = batch.numRows;
    return { kind: 'batch', batch: number, rowCount, columns, id, nextRow, unfinished, column, errors };
  }

  watermark(stream: StreamNumber, mark: number): void {
    const { host, start } = this.#parts;
    host.post({ type: 'watermark', handle: start(), stream, mark });
  }

  onWatermark(stream: StreamNumber, listener: (mark: number) => void): void {
    this.#watermarks.set(stream, listener);
  }

  cancel(batch: number): void {
    this.#parts.channel.cancel(this.#parts.start(), batch);
  }

  end(stream: StreamNumber): void {
    const { host, start } = this.#parts;
    host.post({ type: 'end-stream', handle: start(), stream });
  }

  checkpoint(stream: StreamNumber): Promise<readonly SavedEntry[]> {
    const { host, start } = this.#parts;
    const request = this.#next++;
    host.hold();
    const answer = new Promise<readonly SavedEntry[]>((resolve, reject) => {
      this.#checkpoints.set(request, { resolve, reject });
    });
    host.post({ type: 'checkpoint', handle: start(), stream, request });
    return answer.finally(() => host.release());
  }

  output({ input, column, errors }: FinishedBatch): RecordBatch {
    return appendResult(input, resultBatch(this.#parts.naming, column, errors));
  }

  emptyResults(rowCount: number): Column {
    return createBuilder({ ...this.#parts.naming.udf.result, nullable: true }, rowCount).finish();
  }

  encode(saved: SavedStream): Uint8Array {
    return encodeCheckpoint(this.#parts.naming.udf, saved);
  }

  hold(): void {
    this.#parts.host.hold();
  }

  release(): void {
    this.#parts.host.release();
  }

  receive(message: FromWorker & { type: 'watermark' | 'checkpoint' }): void {
    if (message.type === 'watermark') {
      this.#watermarks.get(message.stream)?.(message.mark);
    } else {
      this.#checkpoints.get(message.request)?.resolve(message.entries);
      this.#checkpoints.delete(message.request);
    }
  }

  fail(error: unknown): void {
    const waiting = [...this.#checkpoints.values()];
    this.#checkpoints.clear();
    for (const { reject } of waiting) reject(error);
  }
}
