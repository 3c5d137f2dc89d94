import { SluiceError, type UdfContext } from '@sluice/sdk';
import { MAX_YIELDED, tooManyYielded } from '../column/build/yielded.ts';
import { collectYielded } from '../column/collect-yielded.ts';
import { pending } from '../executor/thenable.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/** Calls a function for a row as its adapter would; what it returns otherwise than declared is the row's error. */
export function caller(
  fn: AnyFunction,
  isTable: boolean,
  isAsync: boolean,
  name: string,
): (on: unknown, args: readonly unknown[], context: UdfContext) => unknown {
  const call = (on: unknown, args: readonly unknown[], context: UdfContext): unknown =>
    isAsync ? fn.call(on, ...args, context) : fn.apply(on, [...args]);
  if (!isTable) {
    return (on, args, context) => checkScalar(name, isAsync, call(on, args, context));
  }
  return (on, args, context) => {
    const yielded = call(on, args, context);
    if (isAsync) return collectYielded(asIterable(name, yielded, Symbol.asyncIterator), context.signal);
    const values: unknown[] = [];
    for (const value of asIterable(name, yielded, Symbol.iterator)) {
      if (values.length === MAX_YIELDED) throw tooManyYielded();
      values.push(value);
    }
    return values;
  };
}

function checkScalar(name: string, isAsync: boolean, value: unknown): unknown {
  if (!isAsync && pending(value) !== undefined) {
    void (value as Promise<unknown>).then(undefined, () => {});
    throw invalid(`${name} returned a Promise: add async: true to its options`);
  }
  const iterates = typeof value === 'object' && value !== null && 'next' in value && 'return' in value;
  if (iterates) throw invalid(`${name} returned a generator, it is a table function: use testTable`);
  return value;
}

function asIterable<Key extends typeof Symbol.asyncIterator | typeof Symbol.iterator>(
  name: string,
  value: unknown,
  key: Key,
): Key extends typeof Symbol.asyncIterator ? AsyncIterable<unknown> : Iterable<unknown> {
  if (typeof value === 'object' && value !== null && key in value) return value as never; // as `in` has just shown
  const kind = key === Symbol.iterator ? 'an Iterable' : 'an AsyncIterable';
  throw invalid(
    `${name} returned what is not ${kind}: a table function yields its rows; for others use testUdf`,
  );
}

function invalid(message: string): SluiceError {
  return new SluiceError('invalid-result', message);
}
