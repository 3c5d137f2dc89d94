import type { UdfContext } from '@sluice/sdk';
import type { GroupFailure, RowFailure, RowGroup } from '../executor/index.ts';
import { byteSize } from '../worker/byte-size.ts';
import { cacheKey } from '../worker/cache-key.ts';
import type { Recorder } from './recorder.ts';

/** What the rows of a run share. */
export interface RowsOf {
  readonly recorder: Recorder;
  readonly skips: (args: readonly unknown[]) => boolean;
  readonly call: (args: readonly unknown[], context: UdfContext) => unknown;
  /** Writes a result as the column would, where its type is known. May throw. */
  readonly check: (value: unknown) => void;
  /** The place of the `orderBy` parameter. */
  readonly key: number | undefined;
  readonly cached: boolean;
}

/** Rows of a test in the executor: those of one record batch. */
export class TestRows implements RowGroup {
  readonly rowCount: number;
  readonly key?: (row: number) => unknown;
  readonly cacheKey?: (row: number) => unknown;
  readonly #rows: readonly number[];
  readonly #args: readonly (readonly unknown[])[];
  readonly #of: RowsOf;

  constructor(args: readonly (readonly unknown[])[], of: RowsOf) {
    this.rowCount = args.length;
    this.#args = args;
    this.#of = of;
    this.#rows = args.map(() => of.recorder.enter());
    const { key } = of;
    if (key !== undefined) this.key = (row) => keyOf(this.args(row)[key]);
    if (of.cached) this.cacheKey = (row) => cacheKey(this.args(row));
  }

  args(row: number): readonly unknown[] {
    return this.#args[row] as readonly unknown[]; // a row of the group
  }

  /** Its number in the run. */
  number(row: number): number {
    return this.#rows[row] as number;
  }

  skips(row: number): boolean {
    const skipped = this.#of.skips(this.args(row));
    if (skipped) this.#of.recorder.skip(this.number(row));
    return skipped;
  }

  call(row: number, context: UdfContext): unknown {
    const { recorder, call } = this.#of;
    return recorder.call([this.number(row)], context, () => call(this.args(row), context));
  }

  argumentBytes(row: number): number {
    return byteSize(this.args(row));
  }

  resultBytes(_row: number, value: unknown): number {
    return byteSize(value);
  }

  succeed(row: number, value: unknown): void {
    this.#of.check(value);
    this.#of.recorder.succeed(this.number(row), value);
  }

  fail(row: number, failure: RowFailure): void {
    this.#of.recorder.fail(this.number(row), failure);
  }

  leave(): void {
    this.#of.recorder.leave(this.#rows);
  }

  abort(failure: GroupFailure): void {
    this.#of.recorder.abort(this.#rows, failure);
  }
}

/** Equal values are equal keys: those that are objects, dates for one, by what they hold. */
function keyOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? cacheKey([value]) : (value ?? null);
}
