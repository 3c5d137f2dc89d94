/**
 * Codes of the errors that Sluice throws or records beside a row. Kebab-case, never renamed, never reused.
 *
 * - `invalid-options`: an option is unknown, out of range, or needs another one.
 * - `invalid-bundle`: the manifest or the bundle cannot be read, or they disagree.
 * - `abi-mismatch`: the bundle was built for another version of the contract.
 * - `integrity-mismatch`: the bundle's bytes are not those that the manifest names.
 * - `schema-mismatch`: a record batch has not the columns that the function takes.
 * - `unknown-udf`: no function of that name is in the package.
 * - `not-started`, `stopped`: the handle does not accept rows.
 * - `udf-threw`: the author's function threw or rejected.
 * - `timeout`: the call took longer than its deadline.
 * - `invalid-result`: the function returned what its declared type does not admit.
 * - `invalid-argument`: a value given or read does not fit the parameter's declared type.
 * - `cancelled`: the call was given up because its batch or handle ended.
 * - `worker-failed`: the worker thread ended by itself.
 * - `checkpoint-invalid`: the bytes of a checkpoint are damaged, of another version, or of another function.
 */
export type ErrorCode =
  | 'invalid-options'
  | 'invalid-bundle'
  | 'abi-mismatch'
  | 'integrity-mismatch'
  | 'schema-mismatch'
  | 'unknown-udf'
  | 'not-started'
  | 'stopped'
  | 'udf-threw'
  | 'timeout'
  | 'invalid-result'
  | 'invalid-argument'
  | 'cancelled'
  | 'worker-failed'
  | 'checkpoint-invalid';

const brand = Symbol.for('sluice.error');

/**
 * Every error that Sluice itself raises. Two copies of the sdk may be loaded (the author's, bundled, and the host's):
 * test with `isSluiceError`, not with `instanceof`.
 */
export class SluiceError extends Error {
  readonly code: ErrorCode;
  /** The SQL name of the function concerned, where there is one. */
  readonly udf: string | undefined;

  constructor(code: ErrorCode, message: string, details: { udf?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SluiceError';
    this.code = code;
    this.udf = details.udf;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether a value is an error raised by Sluice, from whichever copy of the sdk. */
export function isSluiceError(value: unknown): value is SluiceError {
  return typeof value === 'object' && value !== null && brand in value;
}
