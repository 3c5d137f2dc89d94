/** What an asynchronous UDF may take as its last parameter. */
export interface UdfContext {
  /** The SQL name of the function that is called. */
  readonly udf: string;
  /** 1 for the first call of a row, one more for each retry. */
  readonly attempt: number;
  /**
   * Aborted when the call times out, its batch is cancelled or the handle stops. Made only when it is read:
   * a function that never reads it costs no AbortController.
   */
  readonly signal: AbortSignal;
}
