import type { UdfContext } from '@sluice/sdk';
import type { ArrowField, UdfModel } from '@sluice/sdk/manifest';
import type { Column, ColumnBuilder, OpenBatch } from '../column/abi.ts';
import { createReader } from '../column/generic.ts';
import { isNull } from '../column/validity.ts';
import type { GroupFailure, RowFailure, RowGroup } from '../executor/index.ts';
import type { Durations } from './durations.ts';
import type { BatchState, WireRowError } from './protocol.ts';
import type { FailureWriter } from './row-failures.ts';
import { RowSource } from './row-source.ts';

/** What happens to a batch. */
export interface BatchEvents {
  /** The last row has been started, or the batch has ended before. Once. */
  started(): void;
  done(column: Column, errors: readonly WireRowError[]): void;
  failed(failure: GroupFailure): void;
}

/** What a batch is made of. */
export interface BatchParts {
  readonly model: UdfModel;
  readonly rows: OpenBatch;
  readonly output: ColumnBuilder;
  readonly rowCount: number;
  /** Of its arguments, which stay in memory until it leaves. */
  readonly byteLength: number;
  readonly failures: FailureWriter;
  readonly durations: Durations;
  readonly events: BatchEvents;
}

/** A record batch in the executor: results are written by row index, in whichever order they come. */
export class BatchGroup extends RowSource implements RowGroup {
  readonly rowCount: number;
  readonly byteLength: number;
  readonly #output: ColumnBuilder;
  readonly #failures: FailureWriter;
  readonly #events: BatchEvents;
  readonly #errors: WireRowError[] = [];
  #unstarted: number;
  /** When rows were first called, while somebody wants to know. */
  #calledAt: Float64Array | undefined;

  constructor({ model, rows, output, rowCount, byteLength, failures, durations, events }: BatchParts) {
    super(rows, model, durations);
    this.rowCount = rowCount;
    this.byteLength = byteLength;
    this.#output = output;
    this.#failures = failures;
    this.#events = events;
    this.#unstarted = rowCount;
  }

  /** Puts back what was finished when the batch was saved. */
  restore(result: ArrowField, { column, errors, nextRow }: BatchState): void {
    const reader = createReader(result, column);
    for (let row = 0; row < column.length; row++) {
      if (column.validity === null || !isNull(column.validity, row)) this.#output.set(row, reader.get(row));
    }
    this.#errors.push(...errors);
    this.#unstarted -= nextRow;
  }

  /** The results and errors so far; more may follow. */
  get progress(): { readonly column: Column; readonly errors: readonly WireRowError[] } {
    return { column: this.#output.finish(), errors: [...this.#errors] };
  }

  override skips(row: number): boolean {
    // The executor asks once for every row, in order, just before it would call.
    if (--this.#unstarted === 0) this.#events.started();
    return super.skips(row);
  }

  override call(row: number, context: UdfContext): unknown {
    if (this.durations.enabled) this.#noteCall(row);
    return super.call(row, context);
  }

  override args(row: number): unknown[] {
    if (this.durations.enabled) this.#noteCall(row);
    return super.args(row);
  }

  succeed(row: number, value: unknown): void {
    this.#output.set(row, value);
    if (this.#calledAt !== undefined) this.#noteOutcome(row);
  }

  fail(row: number, failure: RowFailure): void {
    this.#errors.push(this.#failures.row(failure));
    if (this.#calledAt !== undefined) this.#noteOutcome(row);
  }

  leave(): void {
    this.#start();
    this.#events.done(this.#output.finish(), this.#errors);
  }

  abort(failure: GroupFailure): void {
    this.#start();
    this.#events.failed(failure);
  }

  #start(): void {
    if (this.#unstarted <= 0 && this.rowCount > 0) return;
    this.#unstarted = 0;
    this.#events.started();
  }

  protected sourceRow(row: number): number {
    return row;
  }

  #noteCall(row: number): void {
    this.#calledAt ??= new Float64Array(this.rowCount);
    if (this.#calledAt[row] === 0) this.#calledAt[row] = performance.now();
  }

  #noteOutcome(row: number): void {
    const calledAt = this.#calledAt?.[row] ?? 0;
    if (calledAt > 0) this.durations.record(performance.now() - calledAt);
  }
}
