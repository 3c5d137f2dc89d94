import type { SluiceError } from '@sluice/sdk';
import type { UdfModel } from '@sluice/sdk/manifest';
import type { RecordBatch } from 'apache-arrow';
import type { Column } from '../column/abi.ts';
import { type BoundArray, type PackedColumns, packColumns } from '../layout/pack-columns.ts';
import { packDistinct } from '../layout/pack-distinct.ts';
import type { FromWorker, HandleId, StreamNumber, ToWorker, WireRowError } from '../worker/protocol.ts';
import { callsDistinct, type SyncBatch } from '../worker/run-sync.ts';
import { fromWireError } from '../worker/wire-error.ts';
import { Credits } from './credits.ts';
import { SpareBuffers } from './spare-buffers.ts';

/** Whatever holds the rows of a batch: the channel needs their number, and gives it back. */
export interface BatchInput {
  readonly numRows: number;
}

/** A batch whose rows all have their outcome. */
export interface FinishedBatch<Input extends BatchInput = RecordBatch> {
  readonly input: Input;
  readonly column: Column;
  readonly errors: readonly WireRowError[];
}

/** Who waits for a batch. Told while the thread's message is being handled, in the order of the messages. */
export interface BatchListener<Input extends BatchInput = RecordBatch> {
  done(finished: FinishedBatch<Input>): void;
  failed(error: unknown): void;
}

/** Input and listener go together: each batch's listener is told of the input that came with it. */
interface PendingBatch {
  readonly input: BatchInput;
  readonly listener: BatchListener<BatchInput>;
}

/** Batches on their way: sent as far as the thread accepts them, and matched with what comes back. */
export class BatchChannel {
  /** One for each batch that the thread would accept now. */
  readonly credits: Credits = new Credits();
  readonly #udf: string;
  readonly #distinct: boolean;
  readonly #post: (message: ToWorker, transfer?: readonly ArrayBuffer[]) => void;
  readonly #pending = new Map<number, PendingBatch>();
  readonly #spares = new SpareBuffers();
  #next = 1;
  #ended: SluiceError | undefined;

  constructor(udf: UdfModel, post: (message: ToWorker, transfer?: readonly ArrayBuffer[]) => void) {
    this.#udf = udf.name;
    this.#distinct = callsDistinct(udf);
    this.#post = post;
  }

  /**
   * Sends a batch that the thread has accepted (see `credits`). Gives its number.
   *
   * @throws SluiceError `invalid-argument` when its buffers do not hold its rows
   */
  send<Input extends BatchInput>(
    handle: HandleId,
    stream: StreamNumber,
    input: Input,
    arrays: readonly BoundArray[],
    listener: BatchListener<Input>,
  ): number {
    let packed: PackedColumns & Pick<SyncBatch, 'indices'>;
    try {
      const take = (byteLength: number): ArrayBuffer => this.#spares.take(byteLength);
      packed = (this.#distinct ? packDistinct(arrays, take) : undefined) ?? packColumns(arrays, take);
    } catch (error) {
      this.credits.give(1); // what was accepted is not sent
      throw error;
    }
    const { buffer, columns, indices } = packed;
    const distinct = indices === undefined ? {} : { indices };
    const batch = this.expect(input, listener);
    this.#post({ type: 'batch', handle, stream, batch, rowCount: input.numRows, columns, ...distinct }, [
      buffer,
    ]);
    return batch;
  }

  /** A number for a batch that goes to the thread in another way. */
  expect<Input extends BatchInput>(input: Input, listener: BatchListener<Input>): number {
    if (this.#ended) throw this.#ended;
    const batch = this.#next++;
    this.#pending.set(batch, { input, listener: listener as BatchListener<BatchInput> }); // see PendingBatch
    return batch;
  }

  /** Gives a batch up: its listener hears no more. */
  cancel(handle: HandleId, batch: number): void {
    if (this.#pending.delete(batch) && !this.#ended) this.#post({ type: 'cancel', handle, batch });
  }

  receive(message: FromWorker & { type: 'batch-done' | 'batch-failed' }): void {
    if (message.type === 'batch-done') for (const buffer of message.returned) this.#spares.give(buffer);
    const pending = this.#pending.get(message.batch);
    if (pending === undefined) return; // cancelled while its outcome was on the way
    this.#pending.delete(message.batch);
    if (message.type === 'batch-done') {
      pending.listener.done({ input: pending.input, column: message.column, errors: message.errors });
    } else {
      const at = message.row === undefined ? '' : `row ${message.row} of the batch: `;
      pending.listener.failed(fromWireError(message.error, `${this.#udf}: ${at}`));
    }
  }

  end(error: SluiceError): void {
    this.#ended = error;
    this.credits.end(error);
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { listener } of pending) listener.failed(error);
  }
}
