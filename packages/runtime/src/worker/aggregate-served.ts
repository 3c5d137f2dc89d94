import { SluiceError } from '@sluice/sdk';
import type { AggregateUdf, ArrowField } from '@sluice/sdk/manifest';
import type { AggregateBundleUdf, AggregateStates, Column, RowErrors } from '../column/abi.ts';
import { createReader } from '../column/generic.ts';
import { takeColumn } from '../column/take.ts';
import { isNull } from '../column/validity.ts';
import { type RowFailure, thrown } from '../executor/index.ts';
import { ERROR_TYPE } from './error-column.ts';
import { GroupIndex } from './group-index.ts';
import { type ToWorker, transferables, type WireRowError } from './protocol.ts';
import { FailureWriter } from './row-failures.ts';
import type { ServedContext } from './served.ts';
import { toWireError } from './wire-error.ts';

/** Ends the aggregation under `onError: 'fail'`. */
class AggregationFailed extends Error {
  readonly failure: RowFailure;
  /** The row of what came, where it was one; undefined for a group. */
  readonly row: number | undefined;

  constructor(failure: RowFailure, row?: number) {
    super(failure.message);
    this.failure = failure;
    this.row = row;
  }
}

/** One aggregation, on the thread of the bundle: groups, their states, and what went wrong in them. */
export class AggregateServed {
  readonly #model: AggregateUdf;
  readonly #context: ServedContext;
  readonly #states: AggregateStates;
  readonly #failures: FailureWriter;
  readonly #groups = new GroupIndex();
  /** The first error of each group that has one: its result is null, for it lacks a row. */
  readonly #failed = new Map<number, WireRowError>();

  constructor(udf: AggregateBundleUdf, model: AggregateUdf, context: ServedContext) {
    this.#model = model;
    this.#context = context;
    this.#states = udf.open();
    this.#failures = new FailureWriter(udf.name, context.frames);
  }

  take(message: ToWorker & { type: 'aggregate' }): void {
    const { handle, post } = this.#context;
    const { request, columns } = message;
    this.#answer(request, () => {
      this.#step(message);
      const returned = transferables(columns);
      post({ type: 'aggregated', handle, request, returned }, returned);
    });
  }

  result({ request, of }: ToWorker & { type: 'aggregate-result' }): void {
    const { handle, post } = this.#context;
    this.#answer(request, () => {
      const { count } = this.#groups;
      const errors: RowErrors = { add: (group, error) => this.#fail(group, error) };
      const given = this.#states[of](count, errors);
      const field = of === 'states' ? this.#model.state : this.#model.result;
      const column = this.#withoutFailed(field, given);
      const keys = this.#groups.columns();
      // Copies: the aggregation goes on, and its keys with it.
      const message = { type: 'aggregate-result' as const, handle, request, rowCount: count, keys, column };
      post({ ...message, errors: [...this.#failed.values()] }, transferables([column]));
    });
  }

  #step({ step, rowCount, keys, columns }: ToWorker & { type: 'aggregate' }): void {
    const groups = this.#groups.assign(rowCount, keys, columns);
    const args = columns.slice(keys.length);
    const errors: RowErrors = {
      add: (row, error) => this.#fail(groups[row] as number, error, row),
    };
    switch (step) {
      case 'accumulate':
        this.#states.accumulate(rowCount, args, groups, errors);
        break;
      case 'retract':
        this.#states.retract?.(rowCount, args, groups, errors); // the host asks only where there is one
        break;
      case 'merge': {
        const [states, given] = args;
        if (states === undefined) return;
        this.#carry(states, given, groups);
        this.#states.merge(states, groups, errors);
        break;
      }
    }
  }

  /** A state that is null is that of a group in which a row failed, where it was computed. */
  #carry(states: Column, errors: Column | undefined, groups: Int32Array): void {
    if (states.validity === null) return;
    const reader = errors === undefined ? undefined : createReader(ERROR_FIELD, errors);
    for (let row = 0; row < states.length; row++) {
      if (!isNull(states.validity, row)) continue;
      const group = groups[row] as number; // row is one of groups
      const given = reader?.get(row) as (Omit<WireRowError, 'row' | 'at'> & { at: string | null }) | null;
      if (!given || this.#context.options.onError === 'fail') {
        this.#fail(group, noState(given?.message), row);
        continue;
      }
      const { at, ...error } = given;
      this.#keep({ row: group, ...error, ...(at === null ? {} : { at }) });
    }
  }

  /** @param row of what came; left out where the group itself failed */
  #fail(group: number, error: unknown, row?: number): void {
    const failure = thrown(error, 'udf-threw', group, 1);
    if (this.#context.options.onError !== 'fail') {
      if (!this.#failed.has(group)) this.#keep(this.#failures.row(failure));
      return;
    }
    if (row !== undefined) throw new AggregationFailed(failure, row);
    const message = `${this.#groups.describe(group)}: ${failure.message}`;
    throw new AggregationFailed({ ...failure, message });
  }

  #keep(error: WireRowError): void {
    if (!this.#failed.has(error.row)) this.#failed.set(error.row, error);
  }

  #withoutFailed(field: ArrowField, column: Column): Column {
    if (this.#failed.size === 0) return column;
    const groups = Int32Array.from({ length: column.length }, (_, group) =>
      this.#failed.has(group) ? -1 : group,
    );
    return takeColumn(field, column, groups);
  }

  /** Whatever goes wrong is the answer to the request. */
  #answer(request: number, work: () => void): void {
    const { handle, post, frames } = this.#context;
    try {
      work();
    } catch (error) {
      if (error instanceof AggregationFailed) {
        const row = error.row === undefined ? {} : { row: error.row };
        const wire = this.#failures.whole(error.failure);
        post({ type: 'aggregate-failed', handle, request, ...row, error: wire });
      } else {
        const wire = toWireError(error, 'invalid-argument', frames);
        post({ type: 'aggregate-failed', handle, request, error: wire });
      }
    }
  }
}

const ERROR_FIELD: ArrowField = { name: 'error', nullable: true, type: ERROR_TYPE };

function noState(message: string | undefined): SluiceError {
  const why = message === undefined ? '' : `: ${message}`;
  return new SluiceError(
    'invalid-argument',
    `its state is null: a row of its group failed where the state was computed${why}`,
  );
}
