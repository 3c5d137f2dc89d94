import { MAX_YIELDED, tooManyYielded } from './build/yielded.ts';

/**
 * Everything that an asynchronous table function yields for a row. The generator is left, and its `finally` blocks run,
 * as soon as it yields once more after the call was given up, and when it yields too much.
 */
export async function collectYielded<T>(rows: AsyncIterable<T>, signal: AbortSignal): Promise<T[]> {
  const values: T[] = [];
  for await (const value of rows) {
    if (signal.aborted) throw signal.reason;
    if (values.length === MAX_YIELDED) throw tooManyYielded();
    values.push(value);
  }
  return values;
}
