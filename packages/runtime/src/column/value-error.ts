import { describeMisfit, isThenable } from './describe-value.ts';

/** `invalid-result`: what a function returned does not fit its declared type. `invalid-argument`: what it was given. */
export type ValueErrorCode = 'invalid-result' | 'invalid-argument';

const brand = Symbol.for('sluice.value-error');

/** A value that does not fit its Arrow type. The message says what was given, what is expected, and where. */
export class UdfValueError extends Error {
  readonly code: ValueErrorCode;
  /** Where inside the value: `''`, `'.items[3].price'`. */
  readonly path: string;
  private readonly reason: string;

  constructor(code: ValueErrorCode, reason: string, path = '') {
    super(path === '' ? reason : `${path}: ${reason}`);
    this.name = 'UdfValueError';
    this.code = code;
    this.path = path;
    this.reason = reason;
    Object.defineProperty(this, brand, { value: true });
  }

  /** The same error, seen from the value that holds this one under `step`: `'.price'`, `'[3]'`. */
  within(step: string): UdfValueError {
    return new UdfValueError(this.code, this.reason, step + this.path);
  }
}

/** Whether a value is a `UdfValueError`, from whichever copy of this module: a bundle carries its own. */
export function isUdfValueError(value: unknown): value is UdfValueError {
  return typeof value === 'object' && value !== null && brand in value;
}

/**
 * The error for a result that does not fit `expected`, an Arrow type as `formatType` writes it.
 *
 * @param path where the value stands inside the function's result, `whole`
 */
export function invalidResult(
  value: unknown,
  expected: string,
  path = '',
  whole: unknown = value,
): UdfValueError {
  // A promise lacks the first member; what is wrong is not that.
  if (path !== '' && isThenable(whole)) return invalidResult(whole, expected);
  return new UdfValueError('invalid-result', describeMisfit(value, expected, 'returned', path !== ''), path);
}

/** Reports a null inside an argument whose type admits none there: `path` names the member, `items[].price`. */
export function unexpectedNull(path: string, expected: string): never {
  throw new UdfValueError(
    'invalid-argument',
    `\`${path}\` is null, which ${expected} does not admit: declare it \`| null\` to receive nulls`,
  );
}
