import { isThenable } from './describe-value.ts';
import { UdfValueError } from './value-error.ts';

/**
 * What a method of an aggregate returned in place of the state that it was given.
 *
 * @throws UdfValueError `invalid-result` for a promise, which would be no state but the wait for one
 */
export function newState(value: unknown): unknown {
  if (!isThenable(value)) return value;
  // Nobody will await it: without a handler its rejection would end the thread.
  value.then(undefined, () => undefined);
  throw new UdfValueError(
    'invalid-result',
    'returned a Promise: the methods of an aggregate are synchronous',
  );
}
