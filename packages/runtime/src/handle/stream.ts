import type { RecordBatch } from 'apache-arrow';

/** Accepts a batch, waiting for room, and gives the promise of its result. */
export type Submit = (batch: RecordBatch, signal: AbortSignal) => Promise<{ result: Promise<RecordBatch> }>;

/** Results that may wait for a slow consumer before no further batch is read. */
const MAX_READY = 2;

/**
 * Feeds a stream of batches to `submit` as far as it accepts them, and yields the results in the order in which they
 * come. Reading the input runs ahead of the consumer by what is in flight and at most `MAX_READY` results.
 * Whatever ends the loop (the input, an error, the consumer's `break`, the signal) leaves nothing running.
 */
export async function* drainStream(
  batches: AsyncIterable<RecordBatch> | Iterable<RecordBatch>,
  submit: Submit,
  signal: AbortSignal | undefined,
): AsyncGenerator<RecordBatch, void, undefined> {
  signal?.throwIfAborted();
  const abort = new AbortController();
  const forward = (): void => abort.abort(signal?.reason);
  signal?.addEventListener('abort', forward, { once: true });
  const iterator =
    Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();

  const ready: RecordBatch[] = [];
  let failure: { error: unknown } | undefined;
  let inputDone = false;
  let reading = false;
  let pending = 0;
  let wakeConsumer = (): void => {};
  let wakeFeeder = (): void => {};
  const fail = (error: unknown): void => {
    failure ??= { error };
    abort.abort(error);
    wakeConsumer();
    wakeFeeder();
  };
  abort.signal.addEventListener('abort', () => fail(abort.signal.reason), { once: true });

  const feed = async (): Promise<void> => {
    try {
      while (!failure) {
        if (ready.length >= MAX_READY) {
          await new Promise<void>((resolve) => {
            wakeFeeder = resolve;
          });
          continue;
        }
        reading = true;
        const next = await iterator.next();
        reading = false;
        if (next.done || failure) break;
        const { result } = await submit(next.value, abort.signal);
        pending++;
        result.then(
          (output) => {
            pending--;
            ready.push(output);
            wakeConsumer();
          },
          (error: unknown) => {
            pending--;
            fail(error);
          },
        );
      }
    } catch (error) {
      reading = false;
      inputDone = true;
      fail(error);
    }
    inputDone = true;
    wakeConsumer();
  };

  let ended = false;
  try {
    void feed();
    for (;;) {
      // Under 'fail' an error surfaces at once, before results that are ready.
      if (failure) throw failure.error;
      const output = ready.shift();
      if (output !== undefined) {
        wakeFeeder();
        yield output;
      } else if (inputDone && pending === 0) {
        ended = true;
        return;
      } else {
        await new Promise<void>((resolve) => {
          wakeConsumer = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', forward);
    if (!ended) {
      fail(new DOMException('the stream was left', 'AbortError'));
      // An input that never answers must not hold up whoever leaves: its end is then its own affair.
      const closed = Promise.resolve(inputDone ? undefined : iterator.return?.());
      if (reading) closed.catch(() => {});
      else await closed;
    }
  }
}
