import { SluiceError } from '@sluice/sdk';
import type { UdfModel } from '@sluice/sdk/manifest';
import type { RecordBatch } from 'apache-arrow';
import { idBatch, type ResultNaming } from '../arrow/results.ts';
import type { Column, ColumnBuilder } from '../column/abi.ts';
import { concatColumns, createBuilder } from '../column/generic.ts';
import { type BoundArray, type PackedColumns, packColumns } from '../layout/pack-columns.ts';
import { type HandleId, type ToWorker, transferables, type WireRowError } from '../worker/protocol.ts';
import { resultField } from '../worker/result-field.ts';
import { Credits } from './credits.ts';

interface OutgoingRow {
  readonly id: bigint;
  readonly args: readonly unknown[];
  resolve(): void;
  reject(error: unknown): void;
}

interface FinishedRows {
  readonly ids: BigUint64Array;
  readonly column: Column;
  readonly errors: readonly WireRowError[];
}

const MAX_ID = 2n ** 64n - 1n;

/** The row-at-a-time side of a handle: rows sent in one turn of the event loop travel together. */
export class RowSender {
  /** One for each row that the thread would accept now. */
  readonly credits: Credits = new Credits();
  readonly #udf: UdfModel;
  readonly #naming: ResultNaming;
  readonly #post: (message: ToWorker, transfer: readonly ArrayBuffer[]) => void;
  #handle: HandleId = 0;
  #outgoing: OutgoingRow[] = [];
  #finished: FinishedRows[] = [];
  #failure: SluiceError | undefined;
  #ended = false;
  readonly #watchers: (() => void)[] = [];

  constructor(
    udf: UdfModel,
    naming: ResultNaming,
    post: (message: ToWorker, transfer: readonly ArrayBuffer[]) => void,
  ) {
    this.#udf = udf;
    this.#naming = naming;
    this.#post = post;
  }

  open(handle: HandleId): void {
    this.#handle = handle;
  }

  async send(id: bigint | number, args: readonly unknown[]): Promise<void> {
    const key = this.#checkId(id);
    const { parameters, name } = this.#udf;
    if (args.length !== parameters.length) {
      const expected = parameters.map((field) => field.name).join(', ') || 'none';
      throw this.#invalid(`${name} takes ${parameters.length} arguments (${expected}), got ${args.length}`);
    }
    if (!this.credits.tryTake()) await this.credits.take();
    return new Promise((resolve, reject) => {
      if (this.#outgoing.push({ id: key, args, resolve, reject }) === 1) queueMicrotask(() => this.#flush());
    });
  }

  async sendBatch(
    ids: BigUint64Array,
    rows: (from: number, to: number) => readonly BoundArray[],
  ): Promise<void> {
    for (let from = 0; from < ids.length; ) {
      await this.credits.take();
      let to = from + 1;
      while (to < ids.length && this.credits.tryTake()) to++;
      let packed: PackedColumns;
      try {
        packed = packColumns(rows(from, to));
      } catch (error) {
        this.credits.give(to - from); // what was accepted is not sent
        throw error;
      }
      const { columns, buffer } = packed;
      this.#post({ type: 'rows', handle: this.#handle, ids: ids.slice(from, to), columns }, [buffer]);
      from = to;
    }
  }

  /** Resolves when `drain` has something to say: rows, a failure, or that no more will come. */
  waitForResults(): Promise<void> {
    if (this.#finished.length > 0 || this.#failure !== undefined || this.#ended) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  #notify(): void {
    for (const resolve of this.#watchers.splice(0)) resolve();
  }

  receive(ids: BigUint64Array, column: Column, errors: readonly WireRowError[]): void {
    this.#finished.push({ ids, column, errors });
    this.#notify();
  }

  fail(error: SluiceError): void {
    this.#failure ??= error;
    this.#refuse(error);
    this.#notify();
  }

  end(error: SluiceError): void {
    this.#ended = true;
    this.#refuse(error);
    this.#notify();
  }

  drain(): RecordBatch | null {
    const finished = this.#finished;
    if (finished.length === 0) {
      if (this.#failure === undefined) return null;
      const failure = this.#failure;
      this.#failure = undefined;
      throw failure;
    }
    this.#finished = [];
    const rowCount = finished.reduce((sum, part) => sum + part.ids.length, 0);
    const ids = new BigUint64Array(rowCount);
    const errors: WireRowError[] = [];
    let offset = 0;
    for (const part of finished) {
      ids.set(part.ids, offset);
      for (const error of part.errors) errors.push({ ...error, row: error.row + offset });
      offset += part.ids.length;
    }
    const columns = finished.map((part) => part.column);
    return idBatch(this.#naming, ids, concatColumns(resultField(this.#udf), columns), errors);
  }

  #flush(): void {
    const rows = this.#outgoing;
    this.#outgoing = [];
    // Each row is tried alone first, so that a bad one rejects its own send and no other.
    const accepted = rows.filter((row) => {
      try {
        this.#encode([row]);
        return true;
      } catch (error) {
        this.credits.give(1);
        row.reject(error);
        return false;
      }
    });
    if (accepted.length === 0) return;
    const columns = this.#encode(accepted);
    const ids = BigUint64Array.from(accepted, (row) => row.id);
    try {
      this.#post({ type: 'rows', handle: this.#handle, ids, columns }, transferables(columns));
    } catch (error) {
      for (const row of accepted) row.reject(error);
      return;
    }
    for (const row of accepted) row.resolve();
  }

  #encode(rows: readonly OutgoingRow[]): Column[] {
    return this.#udf.parameters.map((field, p) => {
      // Any row may hold a null: one that the parameter does not admit is a null result, not an error.
      const builder: ColumnBuilder = createBuilder(
        { ...field, nullable: true },
        rows.length,
        'invalid-argument',
      );
      rows.forEach((row, i) => {
        try {
          builder.set(i, row.args[p]);
        } catch (cause) {
          const message = cause instanceof Error ? cause.message : String(cause);
          throw this.#invalid(
            `${this.#udf.name}: argument '${field.name}' of the row with id ${row.id}: ${message}`,
          );
        }
      });
      return builder.finish();
    });
  }

  #checkId(id: bigint | number): bigint {
    if (typeof id === 'bigint' ? id >= 0n && id <= MAX_ID : Number.isSafeInteger(id) && id >= 0)
      return BigInt(id);
    throw this.#invalid(
      `${this.#udf.name}: id ${id} is not an unsigned 64-bit integer (a bigint, or a safe integer from 0)`,
    );
  }

  #invalid(message: string): SluiceError {
    return new SluiceError('invalid-argument', message, { udf: this.#udf.name });
  }

  #refuse(error: SluiceError): void {
    this.credits.end(error);
    for (const row of this.#outgoing.splice(0)) row.reject(error);
  }
}
