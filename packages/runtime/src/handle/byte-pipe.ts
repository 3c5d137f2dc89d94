import { SluiceError } from '@sluice/sdk';
import type { IpcBatch } from '../ipc/decoder.ts';
import { type OutputOptions, OutputSchema } from '../ipc/output-schema.ts';
import { IpcStreamReader } from '../ipc/stream-reader.ts';
import { END_OF_STREAM, IpcStreamWriter } from '../ipc/stream-writer.ts';
import { type ColumnBinding, findColumns } from '../layout/find-columns.ts';
import type { BoundArray } from '../layout/pack-columns.ts';
import type { SourceArray } from '../layout/source.ts';
import type { StreamNumber } from '../worker/protocol.ts';
import type { BatchInput, BatchListener, FinishedBatch } from './batch-channel.ts';

/** A pipe's way to its handle and the thread behind it. */
export interface PipePort {
  /** Resolves when the thread accepts a batch. */
  accept(signal: AbortSignal): Promise<void>;
  /** Sends nothing after all, though a batch was accepted. */
  decline(): void;
  open(id: string, restored: readonly never[]): StreamNumber;
  sendArrays<Input extends BatchInput>(
    stream: StreamNumber,
    input: Input,
    arrays: readonly BoundArray[],
    listener: BatchListener<Input>,
  ): number;
  cancel(batch: number): void;
  end(stream: StreamNumber): void;
  /** Keeps the process alive while something is in flight. */
  hold(): void;
  release(): void;
}

/** A batch of the stream, as the channel knows it. */
interface PipedBatch extends BatchInput {
  readonly batch: IpcBatch;
}

/** What the input's schema makes of a pipe. */
interface Plan {
  /** The place of each parameter's column. */
  readonly indices: readonly number[];
  readonly output: OutputSchema;
  readonly writer: IpcStreamWriter;
}

/** What waits to be given out: the schema's message, and batches with their results. */
type Ready = Uint8Array | FinishedBatch<PipedBatch>;

/** Results that may wait for a slow consumer before no further chunk is read. */
const MAX_READY = 2;

/** An Arrow IPC stream through a function, as bytes: reads its input as far as the thread accepts it. */
export class BytePipe {
  readonly #port: PipePort;
  readonly #options: OutputOptions;
  readonly #binding: ColumnBinding;
  readonly #reader = new IpcStreamReader();
  readonly #abort = new AbortController();
  readonly #ready: Ready[] = [];
  readonly #inFlight = new Set<number>();
  #plan: Plan | undefined;
  #reading = false;
  #inputDone = false;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wakeConsumer = (): void => {};
  #wakeFeeder = (): void => {};

  constructor(port: PipePort, options: OutputOptions, binding: ColumnBinding) {
    this.#port = port;
    this.#options = options;
    this.#binding = binding;
  }

  /** The output's bytes, message by message. Leaving them cancels what is in flight. */
  async *run(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    signal?.throwIfAborted();
    const input = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    const abort = (): void => this.#fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const stream = this.#port.open(crypto.randomUUID(), []);
    void this.#feed(stream, input);
    try {
      for (let bytes = await this.#next(); bytes !== undefined; bytes = await this.#next()) yield bytes;
      yield END_OF_STREAM;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#fail(new DOMException('the pipe was left', 'AbortError'));
      this.#end(stream);
      // An input that never answers must not hold up whoever leaves: its end is then its own affair.
      const closed = Promise.resolve(this.#inputDone ? undefined : input.return?.());
      if (this.#reading) closed.catch(() => {});
      else await closed;
    }
  }

  async #next(): Promise<Uint8Array | undefined> {
    this.#port.hold();
    try {
      for (;;) {
        // An error surfaces at once, before results that are ready.
        if (this.#failure) throw this.#failure.error;
        const item = this.#ready.shift();
        if (item !== undefined) {
          this.#wakeFeeder();
          return item instanceof Uint8Array ? item : this.#write(item);
        }
        if (this.#ended && this.#inFlight.size === 0) return undefined;
        await new Promise<void>((resolve) => {
          this.#wakeConsumer = resolve;
        });
      }
    } finally {
      this.#port.release();
    }
  }

  #write({ input, column, errors }: FinishedBatch<PipedBatch>): Uint8Array {
    const { output, writer } = this.#plan as Plan; // a batch comes behind its schema
    const { length, columns, messageMetadata } = input.batch;
    return writer.batch({ length, columns: output.columns(columns, column, errors), messageMetadata });
  }

  /** Never rejects: what goes wrong is the consumer's. */
  async #feed(stream: StreamNumber, input: AsyncIterator<Uint8Array> | Iterator<Uint8Array>): Promise<void> {
    try {
      while (!this.#failure) {
        this.#reading = true;
        const next = await input.next();
        this.#reading = false;
        if (next.done) {
          this.#inputDone = true;
          break;
        }
        this.#reader.push(next.value);
        await this.#drain(stream);
      }
      if (!this.#failure) {
        this.#reader.end();
        this.#end(stream);
      }
    } catch (error) {
      if (this.#reading) this.#inputDone = true; // it has failed
      this.#reading = false;
      this.#fail(error);
    }
    this.#wakeConsumer();
  }

  /** Tells the thread that no more comes: rows that wait for others to go with them go now. */
  #end(stream: StreamNumber): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#port.end(stream);
  }

  /** Sends every batch that has come. */
  async #drain(stream: StreamNumber): Promise<void> {
    for (;;) {
      const batch = this.#reader.next();
      if (this.#plan === undefined && this.#reader.schema !== undefined) this.#begin();
      if (batch === undefined) return;
      while (this.#ready.length >= MAX_READY && !this.#failure) {
        await new Promise<void>((resolve) => {
          this.#wakeFeeder = resolve;
        });
      }
      if (this.#failure) return;
      await this.#port.accept(this.#abort.signal);
      if (this.#failure) {
        this.#port.decline(); // left between the acceptance and here
        return;
      }
      this.#send(stream, batch);
    }
  }

  #begin(): void {
    const { schema } = this.#reader;
    if (schema === undefined) throw new Error('a pipe begins behind its schema; please report');
    const indices = findColumns(this.#options.udf, this.#binding, schema.fields);
    const output = new OutputSchema(this.#options, schema);
    const writer = new IpcStreamWriter(output.schema);
    this.#plan = { indices, output, writer };
    this.#push(writer.begin());
  }

  #send(stream: StreamNumber, batch: IpcBatch): void {
    const { indices } = this.#plan as Plan; // a batch comes behind its schema
    const { udf } = this.#options;
    const arrays = udf.parameters.map((field, i) => {
      const index = indices[i] as number; // one a parameter, found in this very schema
      const path = batch.fields[index]?.name ?? field.name;
      return { field, array: batch.columns[index] as SourceArray, origin: { udf: udf.name, path } };
    });
    let number = 0;
    const listener: BatchListener<PipedBatch> = {
      done: (finished) => {
        this.#inFlight.delete(number);
        this.#push(finished);
      },
      failed: (error) => {
        this.#inFlight.delete(number);
        this.#fail(error);
      },
    };
    number = this.#port.sendArrays(stream, { numRows: batch.length, batch }, arrays, listener);
    this.#inFlight.add(number);
  }

  #push(item: Ready): void {
    this.#ready.push(item);
    this.#wakeConsumer();
  }

  #fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = { error };
    for (const number of this.#inFlight) this.#port.cancel(number);
    this.#inFlight.clear();
    this.#abort.abort(error);
    this.#wakeConsumer();
    this.#wakeFeeder();
  }
}

/** The error for a table function. */
export function notForPipes(udf: string): SluiceError {
  return new SluiceError(
    'invalid-options',
    `${udf} is a table function, and a pipe gives one row for each that it takes: use stream() with record batches`,
    { udf },
  );
}
