import type { RecordBatch } from 'apache-arrow';
import type { SavedBatch, SavedStream, SavedWatermark } from '../checkpoint/saved.ts';
import type { Column } from '../column/abi.ts';
import type { BatchState, RestoredEntry, SavedEntry, StreamNumber } from '../worker/protocol.ts';
import type { BatchListener, FinishedBatch } from './batch-channel.ts';
import { Watermark } from './watermark.ts';

/** What goes into a stream and comes out of it. */
export type StreamItem = RecordBatch | Watermark;

/** Items that come out: batches with their result appended, watermarks as they went in. */
export type StreamOutput<Item extends StreamItem> = RecordBatch | Extract<Item, Watermark>;

/** A stream's way to its handle and the thread behind it. */
export interface StreamPort {
  /** Resolves when the thread accepts a batch. */
  accept(signal: AbortSignal): Promise<void>;
  /** Sends nothing after all, though a batch was accepted. */
  decline(): void;
  open(id: string, restored: readonly RestoredEntry[]): StreamNumber;
  send(stream: StreamNumber, batch: RecordBatch, listener: BatchListener): number;
  /** A saved batch as the thread takes it up again. */
  restore(batch: RecordBatch, state: BatchState, listener: BatchListener): RestoredEntry;
  watermark(stream: StreamNumber, mark: number): void;
  /** Hears of watermarks that come out. */
  onWatermark(stream: StreamNumber, listener: (mark: number) => void): void;
  cancel(batch: number): void;
  end(stream: StreamNumber): void;
  checkpoint(stream: StreamNumber): Promise<readonly SavedEntry[]>;
  /** The input with its result beside it. */
  output(finished: FinishedBatch): RecordBatch;
  /** Results of rows that have none yet. */
  emptyResults(rowCount: number): Column;
  encode(saved: SavedStream): Uint8Array;
  /** Keeps the process alive while something is in flight. */
  hold(): void;
  release(): void;
}

type Ready = FinishedBatch | Watermark;

/** Results that may wait for a slow consumer before no further item is read. */
const MAX_READY = 2;
/** Watermarks on their way through the thread before no further item is read. */
const MAX_MARKS = 64;

/**
 * Batches through a function, as an async generator: reads its input as far as the thread accepts it, and gives each
 * batch with its result. Whatever ends it (the input, an error, the consumer's `break`, a signal) leaves nothing running.
 */
export class UdfStream<Item extends StreamItem = RecordBatch>
  implements AsyncGenerator<StreamOutput<Item>, void, undefined>
{
  readonly #port: StreamPort;
  readonly #input: AsyncIterator<Item> | Iterator<Item>;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = new AbortController();
  readonly #forward = (): void => this.#fail(this.#signal?.reason);
  readonly #id = crypto.randomUUID();
  readonly #restored: SavedStream | undefined;
  #stream: StreamNumber | undefined;
  #ready: Ready[] = [];
  /** With the thread, in the order of sending. */
  readonly #batches = new Map<number, RecordBatch>();
  readonly #marks = new Map<number, Watermark>();
  /** Taken from the input and not yet accepted. */
  #held: Item | undefined;
  #position: number;
  #inputDone = false;
  #reading = false;
  #failure: { readonly error: unknown } | undefined;
  #over = false;
  #wakeConsumer = (): void => {};
  #wakeFeeder = (): void => {};
  /** Consumers that ask before the last answer has come wait for their turn. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #recorders = new Set<Ready[]>();

  /** @internal Use `UdfHandle.stream`. */
  constructor(
    port: StreamPort,
    input: AsyncIterable<Item> | Iterable<Item>,
    signal: AbortSignal | undefined,
    restored: SavedStream | undefined,
  ) {
    this.#port = port;
    this.#input = Symbol.asyncIterator in input ? input[Symbol.asyncIterator]() : input[Symbol.iterator]();
    this.#signal = signal;
    this.#restored = restored;
    this.#position = restored?.position ?? 0;
  }

  next(): Promise<IteratorResult<StreamOutput<Item>, void>> {
    // Whoever waits for a result keeps the process alive; a stream that nobody asks does not.
    this.#port.hold();
    const result = this.#turn.then(() => this.#next()).finally(() => this.#port.release());
    this.#turn = result.catch(() => {});
    return result;
  }

  /** Leaves the stream: calls in flight are aborted, the input is closed. */
  async return(): Promise<IteratorResult<StreamOutput<Item>, void>> {
    await this.#leave(new DOMException('the stream was left', 'AbortError'));
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<StreamOutput<Item>, void>> {
    await this.#leave(error);
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /**
   * Everything that has been taken from the input and not been given out, at the moment of the call: arguments of
   * unfinished rows, results of finished ones, watermarks, attempts used. The stream goes on. Pass the bytes to
   * `stream(input, { restore })`, with an input that continues at `checkpointPosition(bytes)`: every row comes out
   * exactly once, and unfinished rows are called again.
   *
   * @returns An Arrow IPC stream with a checksum behind it.
   * @throws SluiceError `schema-mismatch` when the batches in flight have different schemas
   */
  async checkpoint(): Promise<Uint8Array> {
    if (this.#failure) throw this.#failure.error;
    const stream = this.#open();
    const done = [...this.#ready];
    const batches = new Map(this.#batches);
    const marks = new Map(this.#marks);
    const held = this.#held;
    const position = this.#position;
    // What finishes until the thread has answered is no longer in its answer.
    const finished: Ready[] = [];
    this.#recorders.add(finished);
    let saved: readonly SavedEntry[];
    try {
      saved = await this.#port.checkpoint(stream);
    } finally {
      this.#recorders.delete(finished);
    }
    const entries = [...done, ...finished].map((item) => this.#saveFinished(item, position));
    for (const entry of saved) {
      if (entry.kind === 'watermark') {
        const mark = marks.get(entry.mark);
        if (mark !== undefined) entries.push({ kind: 'watermark', value: mark.value });
      } else {
        const batch = batches.get(entry.batch);
        if (batch !== undefined) entries.push({ ...entry, batch });
      }
    }
    if (held !== undefined) entries.push(this.#saveHeld(held, position));
    return this.#port.encode({ streamId: this.#id, position, entries });
  }

  #saveFinished(item: Ready, position: number): SavedBatch | SavedWatermark {
    if (item instanceof Watermark) return { kind: 'watermark', value: item.value };
    const { input, column, errors } = item;
    const id = `${this.#id}/done-${position}`; // its rows are never called again
    return { kind: 'batch', batch: input, id, nextRow: input.numRows, unfinished: [], column, errors };
  }

  #saveHeld(item: Item, position: number): SavedBatch | SavedWatermark {
    if (item instanceof Watermark) return { kind: 'watermark', value: item.value };
    const batch: RecordBatch = item;
    const column = this.#port.emptyResults(batch.numRows);
    return {
      kind: 'batch',
      batch,
      id: `${this.#id}/${position}`,
      nextRow: 0,
      unfinished: [],
      column,
      errors: [],
    };
  }

  async #next(): Promise<IteratorResult<StreamOutput<Item>, void>> {
    if (this.#over) return { done: true, value: undefined };
    try {
      this.#open();
      for (;;) {
        // Under 'fail' an error surfaces at once, before results that are ready.
        if (this.#failure) throw this.#failure.error;
        const item = this.#ready.shift();
        if (item !== undefined) {
          this.#wakeFeeder();
          return { done: false, value: this.#out(item) };
        }
        if (this.#inputDone && this.#batches.size === 0 && this.#marks.size === 0) break;
        await new Promise<void>((resolve) => {
          this.#wakeConsumer = resolve;
        });
      }
    } catch (error) {
      await this.#leave(error);
      throw error;
    }
    this.#close();
    return { done: true, value: undefined };
  }

  #out(item: Ready): StreamOutput<Item> {
    // Only watermarks that came in go out.
    return item instanceof Watermark ? (item as Extract<Item, Watermark>) : this.#port.output(item);
  }

  /** Opens the stream in the thread the first time, and starts to read. */
  #open(): StreamNumber {
    if (this.#stream !== undefined) return this.#stream;
    this.#signal?.throwIfAborted();
    this.#signal?.addEventListener('abort', this.#forward, { once: true });
    const entries = [...(this.#restored?.entries ?? [])];
    while (entries[0] !== undefined && isFinished(entries[0])) this.#ready.push(toReady(entries[0]));
    this.#stream = this.#port.open(
      this.#id,
      entries.map((entry) => this.#restore(entry)),
    );
    this.#port.onWatermark(this.#stream, (number) => {
      const mark = this.#marks.get(number);
      this.#marks.delete(number);
      if (mark !== undefined) this.#push(mark);
      this.#wakeFeeder();
    });
    void this.#feed(this.#stream);
    return this.#stream;

    function isFinished(entry: SavedBatch | SavedWatermark): boolean {
      return (
        entry.kind === 'watermark' || (entry.nextRow === entry.batch.numRows && entry.unfinished.length === 0)
      );
    }
    function toReady(entry: SavedBatch | SavedWatermark): Ready {
      entries.shift();
      if (entry.kind === 'watermark') return new Watermark(entry.value);
      return { input: entry.batch, column: entry.column, errors: entry.errors };
    }
  }

  #restore(entry: SavedBatch | SavedWatermark): RestoredEntry {
    if (entry.kind === 'watermark')
      return { kind: 'watermark', mark: this.#mark(new Watermark(entry.value)) };
    const listener = this.#listener();
    const restored = this.#port.restore(entry.batch, entry, listener);
    if (restored.kind === 'batch') listener.sent(restored.batch, entry.batch);
    return restored;
  }

  #mark(watermark: Watermark): number {
    this.#markCount++;
    this.#marks.set(this.#markCount, watermark);
    return this.#markCount;
  }
  #markCount = 0;

  async #feed(stream: StreamNumber): Promise<void> {
    try {
      while (!this.#failure) {
        if (this.#ready.length >= MAX_READY || this.#marks.size >= MAX_MARKS) {
          await new Promise<void>((resolve) => {
            this.#wakeFeeder = resolve;
          });
          continue;
        }
        this.#reading = true;
        const next = await this.#input.next();
        this.#reading = false;
        if (next.done || this.#failure) break;
        this.#position++;
        if (next.value instanceof Watermark) {
          this.#port.watermark(stream, this.#mark(next.value));
          continue;
        }
        this.#held = next.value;
        await this.#port.accept(this.#abort.signal);
        this.#held = undefined;
        if (this.#failure) {
          this.#port.decline(); // left between the acceptance and here
          break;
        }
        const batch: RecordBatch = next.value;
        const listener = this.#listener();
        listener.sent(this.#port.send(stream, batch, listener), batch);
      }
      if (!this.#failure) this.#port.end(stream);
    } catch (error) {
      this.#reading = false;
      this.#inputDone = true;
      this.#fail(error);
    }
    this.#inputDone = true;
    this.#wakeConsumer();
  }

  /** Notes a batch that is with the thread, and what becomes of it. */
  #listener(): BatchListener & { sent(number: number, batch: RecordBatch): void } {
    let number = 0;
    return {
      sent: (given, batch) => {
        number = given;
        this.#batches.set(number, batch);
      },
      done: (finished) => {
        this.#batches.delete(number);
        this.#push(finished);
      },
      failed: (error) => {
        this.#batches.delete(number);
        this.#fail(error);
      },
    };
  }

  #push(item: Ready): void {
    this.#ready.push(item);
    for (const recorder of this.#recorders) recorder.push(item);
    this.#wakeConsumer();
  }

  #fail(error: unknown): void {
    if (this.#failure || this.#over) return;
    this.#failure = { error };
    for (const number of this.#batches.keys()) this.#port.cancel(number);
    this.#batches.clear();
    this.#abort.abort(error);
    this.#wakeConsumer();
    this.#wakeFeeder();
  }

  /** Ends a stream that is not through. */
  async #leave(error: unknown): Promise<void> {
    if (this.#over) return;
    this.#fail(error);
    if (this.#stream !== undefined) this.#port.end(this.#stream);
    this.#close();
    // An input that never answers must not hold up whoever leaves: its end is then its own affair.
    const closed = Promise.resolve(this.#inputDone ? undefined : this.#input.return?.());
    if (this.#reading) closed.catch(() => {});
    else await closed;
  }

  #close(): void {
    this.#over = true;
    this.#ready = [];
    this.#signal?.removeEventListener('abort', this.#forward);
  }
}
