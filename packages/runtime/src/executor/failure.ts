import { type ErrorCode, isSluiceError } from '@sluice/sdk';

/** Why a row has no result. Plain data: making one costs no stack trace. */
export interface RowFailure {
  /** `udf-threw`, `timeout`, `invalid-result`, or the code that the thrown error carries. */
  readonly code: ErrorCode;
  /** The thrown error's name: `TypeError`. `Error` where what was thrown is none. */
  readonly name: string;
  readonly message: string;
  /** The row's index in its group. */
  readonly row: number;
  /** How often the function was called for the row. */
  readonly attempts: number;
  /** What was thrown, as it was thrown. */
  readonly cause: unknown;
}

/** Why a group ends without results. */
export interface GroupFailure extends Omit<RowFailure, 'row'> {
  /** The failed row's index in the group that is told; undefined where the cause lies outside that group. */
  readonly row: number | undefined;
  /** Rows that failed as well before this could be reported: at most eight of them. */
  readonly suppressed: readonly RowFailure[];
}

const valueError = Symbol.for('sluice.value-error');

/** What the author's function, or the writing of its result, threw. Nothing that was thrown makes this throw. */
export function thrown(error: unknown, code: ErrorCode, row: number, attempts: number): RowFailure {
  try {
    if (typeof error === 'object' && error !== null && 'message' in error) {
      const { name, message } = error as Partial<Error>;
      const owned = isSluiceError(error) || valueError in error;
      return {
        code: owned ? (error as { code: ErrorCode }).code : code,
        name: typeof name === 'string' ? name : 'Error',
        message: String(message),
        row,
        attempts,
        cause: error,
      };
    }
    return { code, name: 'Error', message: describe(error), row, attempts, cause: error };
  } catch {
    return {
      code,
      name: 'Error',
      message: 'threw an object that cannot be read',
      row,
      attempts,
      cause: error,
    };
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  return `threw ${text}, which is not an Error`;
}

/** A call that took longer than it may. `option` is the one to change: `timeout`, `timeout.total`. */
export function timedOut(
  udf: string,
  option: string,
  limitMs: number,
  row: number,
  attempts: number,
): RowFailure {
  return {
    code: 'timeout',
    name: 'TimeoutError',
    message: `${udf} took longer than its ${option} of ${formatMs(limitMs)}: make it faster, or raise \`${option}\``,
    row,
    attempts,
    cause: undefined,
  };
}

export function formatMs(ms: number): string {
  return ms >= 1000 && ms % 100 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

/** The failure of a group whose own row did not fail. */
export function givenUp(code: 'cancelled' | 'stopped', message: string, cause: unknown): GroupFailure {
  return { code, name: 'Error', message, row: undefined, attempts: 0, cause, suppressed: [] };
}
