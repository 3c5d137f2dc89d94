// The executor as the runtime drives it: groups over the batches of a column, values read from a typed array by row,
// results written to a Float64Array by row, the next batch submitted as soon as the executor accepts it.
import { Executor } from '@sluice/runtime/executor';

/**
 * One batch of a Float64 column. `rows` is what an emitted adapter is to the runtime: it reads the row's argument and
 * calls the function, by a method of a class of its own.
 */
export class BatchGroup {
  rowCount;
  #rows;
  #output;
  #onLeave;

  constructor(rowCount, rows, output, onLeave) {
    this.rowCount = rowCount;
    this.#rows = rows;
    this.#output = output;
    this.#onLeave = onLeave;
  }

  skips() {
    return false;
  }

  call(row, context) {
    return this.#rows.call(row, context);
  }

  succeed(row, value) {
    this.#output[row] = value;
  }

  fail(row, failure) {
    throw new Error(`row ${row} failed`, { cause: failure });
  }

  leave() {
    this.#onLeave();
  }

  abort(failure) {
    throw new Error(failure.message, { cause: failure.cause });
  }
}

/** Every limit spelled out, so that a figure does not change with a default. `windowRows` is the default of 64 × C. */
export function executorOptions(maxInFlight, changes = {}) {
  return {
    udf: 'bench',
    ordered: false,
    maxInFlight,
    windowRows: 64 * maxInFlight,
    windowBytes: 64 * 1024 * 1024,
    timeoutMs: Number.POSITIVE_INFINITY,
    onError: 'fail',
    ...changes,
  };
}

/**
 * Makes one executor, and gives a function that sends all batches through it and resolves when the last has left.
 *
 * @param makeGroup (batch index, onLeave) → RowGroup
 */
export function driver(options, clock, batchCount, makeGroup) {
  let next = 0;
  let left = 0;
  let finished = () => {};
  const onLeave = () => {
    if (++left === batchCount) finished();
  };
  const feed = () => {
    while (executor.accepts && next < batchCount) executor.submit(makeGroup(next++, onLeave));
  };
  const executor = new Executor(options, clock, { onAccept: feed });
  return () =>
    new Promise((resolve) => {
      next = 0;
      left = 0;
      finished = resolve;
      feed();
    });
}
