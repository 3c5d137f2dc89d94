import { isSluiceError, type UdfContext } from '@sluice/sdk';
import type { TestCall, TestClock, TestError, TestFailure, TestRow, TestRun } from '@sluice/sdk/testing';
import type { GroupFailure, RowFailure } from '../executor/index.ts';
import { pending } from '../executor/thenable.ts';
import { fromWireError, toWireError } from '../worker/wire-error.ts';

type Written<T> = { -readonly [Key in keyof T]: T[Key] };

type RowRecord = Written<TestRow<unknown>> & { calls: TestCall[] };

/** Writes down what happens to the rows of a run, and when. */
export class Recorder {
  readonly rows: RowRecord[] = [];
  readonly emitted: number[] = [];
  readonly calls: TestCall[] = [];
  failure: TestFailure | undefined;
  readonly #udf: string;
  readonly #clock: TestClock;
  readonly #startedAt: number;
  readonly #inFlight: { at: number; calls: number }[] = [];
  #running = 0;
  #peak = 0;

  constructor(udf: string, clock: TestClock) {
    this.#udf = udf;
    this.#clock = clock;
    this.#startedAt = clock.now;
  }

  /** A row comes in. @returns its number */
  enter(): number {
    const row = this.rows.length;
    this.rows.push({
      row,
      status: 'cancelled', // until something else becomes of it
      value: null,
      error: undefined,
      attempts: 0,
      calls: [],
      cached: false,
      startedAt: undefined,
      settledAt: undefined,
      emittedAt: undefined,
    });
    return row;
  }

  /** Makes a call for some rows, and gives what it gives. */
  call(rows: readonly number[], context: UdfContext | undefined, make: () => unknown): unknown {
    const call: Written<TestCall> = {
      rows,
      attempt: context?.attempt ?? 1,
      startedAt: this.#clock.now,
      settledAt: undefined,
      givenUpAt: undefined,
      outcome: 'pending',
      idempotencyKey: context?.idempotencyKey ?? '',
    };
    this.calls.push(call);
    for (const row of rows) {
      const record = this.#row(row);
      record.calls.push(call);
      record.attempts++;
      record.startedAt ??= call.startedAt;
    }
    this.#count(1);
    const settle = (outcome: 'returned' | 'threw'): void => {
      call.settledAt = this.#clock.now;
      if (call.outcome === 'pending') call.outcome = outcome;
      this.#count(-1);
    };
    try {
      const value = make();
      const promise = pending(value);
      if (promise === undefined) {
        settle('returned');
        return value;
      }
      const signal = context?.signal;
      signal?.addEventListener('abort', () => {
        if (call.outcome !== 'pending') return;
        call.givenUpAt = this.#clock.now;
        const { reason } = signal;
        call.outcome = isSluiceError(reason) && reason.code === 'timeout' ? 'timed-out' : 'cancelled';
      });
      return Promise.resolve(promise).then(
        (result) => {
          settle('returned');
          return result;
        },
        (error) => {
          settle('threw');
          throw error;
        },
      );
    } catch (error) {
      settle('threw');
      throw error;
    }
  }

  skip(row: number): void {
    Object.assign(this.#row(row), { status: 'skipped', settledAt: this.#clock.now });
  }

  succeed(row: number, value: unknown): void {
    const record = this.#row(row);
    record.status = 'value';
    record.value = value ?? null;
    record.settledAt = this.#clock.now;
    record.cached = record.attempts === 0;
  }

  fail(row: number, failure: RowFailure): void {
    const { code, name, message, cause } = failure;
    const error: TestError = { code, name, message, cause };
    Object.assign(this.#row(row), { status: 'error', error, settledAt: this.#clock.now });
  }

  leave(rows: readonly number[]): void {
    for (const row of rows) {
      this.emitted.push(row);
      this.#row(row).emittedAt = this.#clock.now;
    }
  }

  /** The rows end without results; `failure.row` is one of them, where it failed. */
  abort(rows: readonly number[], failure: GroupFailure): void {
    for (const row of rows) Object.assign(this.#row(row), { status: 'cancelled', value: null });
    const row = failure.row === undefined ? undefined : rows[failure.row];
    if (row !== undefined) this.fail(row, { ...failure, row });
    if (this.failure !== undefined && (row === undefined || this.failure.row !== undefined)) return;
    const { code, name, message, attempts, cause } = failure;
    this.failure = { row, code, name, message, attempts, cause };
  }

  finish(): TestRun<unknown> {
    const { rows, emitted, calls, failure } = this;
    const udf = this.#udf;
    return {
      rows,
      emitted,
      calls,
      inFlight: this.#inFlight,
      peakInFlight: this.#peak,
      failure,
      startedAt: this.#startedAt,
      endedAt: this.#clock.now,
      get values() {
        if (failure !== undefined) throw errorOf(udf, failure);
        return rows.map(({ value }) => value);
      },
    };
  }

  #count(change: 1 | -1): void {
    this.#running += change;
    this.#peak = Math.max(this.#peak, this.#running);
    const at = this.#clock.now;
    const now = this.#inFlight.at(-1);
    if (now?.at === at) now.calls = this.#running;
    else this.#inFlight.push({ at, calls: this.#running });
  }

  #row(row: number): RowRecord {
    return this.rows[row] as RowRecord; // rows are numbered by `enter`
  }
}

/** The error that a stream of an engine would end with. */
function errorOf(udf: string, { row, code, message, cause }: TestFailure): Error {
  const wire = cause === undefined ? { code, message, name: 'Error' } : toWireError(cause, code);
  const at = row === undefined ? '' : `row ${row}: `;
  return fromWireError({ ...wire, code, message, udf }, at);
}
