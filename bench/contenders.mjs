// What a user would run the same rows with instead. Each gets the rows as it likes them best, and gives the results.
import { Readable } from 'node:stream';
import { Effect } from 'effect';
import pMap from 'p-map';
import PQueue from 'p-queue';

const BATCH = 1024;

/** No bound, no order, no deadline: the least that must be done. */
export function bareLoop(values, call, output) {
  for (let i = 0; i < values.length; i++) output[i] = call(values[i]);
  return output;
}

/** `await` row by row: the least for promises that have resolved already. */
export async function bareAwait(values, call, output) {
  for (let i = 0; i < values.length; i++) output[i] = await call(values[i]);
  return output;
}

/** Many are started, then awaited one after the other: the least for promises that take their time. */
export async function bareAwaitAhead(values, call, output) {
  const pending = new Array(BATCH);
  for (let start = 0; start < values.length; start += BATCH) {
    const end = Math.min(start + BATCH, values.length);
    for (let i = start; i < end; i++) pending[i - start] = call(values[i]);
    for (let i = start; i < end; i++) output[i] = await pending[i - start];
  }
  return output;
}

export async function promiseAll(values, call, output) {
  for (let start = 0; start < values.length; start += BATCH) {
    const end = Math.min(start + BATCH, values.length);
    const pending = new Array(end - start);
    for (let i = start; i < end; i++) pending[i - start] = call(values[i]);
    const results = await Promise.all(pending);
    for (let i = start; i < end; i++) output[i] = results[i - start];
  }
  return output;
}

export const viaPMap = (values, call, concurrency) => pMap(values, (x) => call(x), { concurrency });

export async function viaReadable(values, call, concurrency) {
  const output = new Array(values.length);
  let i = 0;
  for await (const result of Readable.from(values).map((x) => call(x), { concurrency })) output[i++] = result;
  return output;
}

export function viaPQueue(values, call, concurrency) {
  const queue = new PQueue({ concurrency });
  return queue.addAll(values.map((x) => () => call(x)));
}

export function viaEffect(values, call, concurrency, isPromise) {
  const step = isPromise ? (x) => Effect.promise(() => call(x)) : (x) => Effect.sync(() => call(x));
  return Effect.runPromise(Effect.forEach(values, step, { concurrency }));
}
