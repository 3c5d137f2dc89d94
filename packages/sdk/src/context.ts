/** What an asynchronous UDF may take as its last parameter. */
export interface UdfContext {
  /** The SQL name of the function that is called. */
  readonly udf: string;
  /** 1 for the first call of a row, one more for each retry. */
  readonly attempt: number;
  /**
   * The same text for every call of a row, be it a retry or a call after a restore from a checkpoint, and another for
   * every other row: give it to a service that takes an idempotency key, and the row takes effect once. For a batch
   * function it is that of the rows that the call is given: other rows, another key.
   */
  readonly idempotencyKey: string;
  /**
   * Aborted when the call times out, its batch is cancelled or the handle stops. Made only when it is read:
   * a function that never reads it costs no AbortController.
   */
  readonly signal: AbortSignal;
}

/** What `open` is given. */
export interface UdfOpenContext {
  /** The SQL names of the class's functions, sorted. */
  readonly udfs: readonly string[];
  /** Aborted when the worker is stopped before `open` has ended. */
  readonly signal: AbortSignal;
}

/**
 * What a class whose instance methods are UDFs may have beside them. There is one instance in each worker thread, and
 * both are called once on it. A class need not say that it `implements UdfLifecycle`; one that does has its signatures
 * checked.
 *
 * @example
 * ```ts
 * export class Users implements UdfLifecycle {
 *   #pool: Pool | undefined;
 *   async open({ signal }: UdfOpenContext): Promise<void> {
 *     this.#pool = await connect({ signal });
 *   }
 *   async close(): Promise<void> {
 *     await this.#pool?.end();
 *   }
 *   @udf({ async: true })
 *   async email(id: bigint): Promise<string | null> { … }
 * }
 * ```
 */
export interface UdfLifecycle {
  /** Called before the first row. An error that it throws is that of everything that needs the instance. */
  open?(context: UdfOpenContext): Promise<void> | void;
  /** Called after the last row, in the reverse order of `open`, where `open` succeeded. */
  close?(): Promise<void> | void;
}
