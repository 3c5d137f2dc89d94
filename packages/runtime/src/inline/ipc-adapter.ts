import { SluiceError, type UdfOptions } from '@sluice/sdk';
import type { ResolvedOptions, UdfModel } from '@sluice/sdk/manifest';
import type { Column, ResultMemory, SyncBundleUdf } from '../column/abi.ts';
import { thrown } from '../executor/index.ts';
import { overrideOptions } from '../handle/override-options.ts';
import { damaged } from '../ipc/damaged.ts';
import { type IpcBatch, IpcDecoder } from '../ipc/decoder.ts';
import { viewOf } from '../ipc/flat-reader.ts';
import { messageAt } from '../ipc/message.ts';
import { PingPongMemory } from '../ipc/output-memory.ts';
import { OutputSchema } from '../ipc/output-schema.ts';
import { NO_METADATA } from '../ipc/read-schema.ts';
import { IpcStreamWriter } from '../ipc/stream-writer.ts';
import { type ColumnBinding, checkBinding, findColumns } from '../layout/find-columns.ts';
import { viewColumns } from '../layout/pack-columns.ts';
import { viewDistinct } from '../layout/pack-distinct.ts';
import type { SourceArray } from '../layout/source.ts';
import type { AuthorFrames } from '../worker/author-frames.ts';
import type { WireRowError } from '../worker/protocol.ts';
import { FailureWriter } from '../worker/row-failures.ts';
import {
  type CallErrors,
  callsDistinct,
  type DictionaryResults,
  runSync,
  type SyncBatch,
} from '../worker/run-sync.ts';
import { fromWireError } from '../worker/wire-error.ts';
import { PlainArguments } from './plain-arguments.ts';
import { PlainOutput } from './plain-output.ts';
import { ResultArea } from './result-area.ts';

/** Options of one adapter. Those of the function hold where nothing is said here. */
export interface IpcAdapterOptions extends Pick<UdfOptions, 'onError'> {
  /** Which column feeds which parameter: `{ parameter: 'column' }`. @default the column of the parameter's name */
  readonly columns?: ColumnBinding;
  /** The name of the result column; errors are in `<as>_error` under `onError: 'capture'`. @default the SQL name */
  readonly as?: string;
  /** Whether the input's columns come before the result. @default false */
  readonly input?: boolean;
}

const NOTHING: Uint8Array = new Uint8Array(0);
const NO_ARRAYS: readonly SourceArray[] = [];

/** What one schema of the input makes of an adapter. */
interface Plan {
  readonly decoder: IpcDecoder;
  /** The place of each parameter's column. */
  readonly indices: readonly number[];
  /** The short ways in and out, where the columns are such that there are. */
  readonly plainInput: PlainArguments | undefined;
  readonly plainOutput: PlainOutput | undefined;
  readonly output: OutputSchema;
  readonly writer: IpcStreamWriter;
}

/**
 * A synchronous function over the messages of an Arrow IPC stream, on the caller's own thread. One stream at a time:
 * `schema` begins the next.
 */
export class IpcAdapter {
  readonly udf: UdfModel;
  /** The options in force: the function's, with this adapter's over them. */
  readonly options: ResolvedOptions;
  readonly #bundled: SyncBundleUdf;
  readonly #columns: ColumnBinding;
  readonly #as: string;
  readonly #input: boolean;
  readonly #failures: FailureWriter;
  readonly #memory = new PingPongMemory();
  /** For results that are copied into their message. */
  readonly #area = new ResultArea();
  readonly #dictionaries: DictionaryResults = new WeakMap();
  readonly #errors: CallErrors;
  #rowErrors: WireRowError[] = [];
  #plan: Plan | undefined;

  /** @internal Use `InlinePackage.udf`. */
  constructor(bundled: SyncBundleUdf, udf: UdfModel, options: IpcAdapterOptions, frames: AuthorFrames) {
    const { columns = {}, as = udf.name, input = false, ...overrides } = options;
    checkBinding(udf, columns);
    this.udf = udf;
    this.options = overrideOptions(udf, overrides);
    this.#bundled = bundled;
    this.#columns = columns;
    this.#as = as;
    this.#input = input;
    this.#failures = new FailureWriter(udf.name, frames);
    const fatal = this.options.onError === 'fail';
    this.#errors = {
      add: (row, error) => {
        const failure = thrown(error, 'udf-threw', row, 1);
        if (fatal) {
          throw fromWireError(this.#failures.whole(failure), `${udf.name}: row ${row} of the batch: `);
        }
        this.#rowErrors.push(this.#failures.row(failure));
      },
      whole: (error) => {
        if (!fatal) return;
        throw fromWireError(this.#failures.whole(thrown(error, 'udf-threw', 0, 1)), `${udf.name}: `);
      },
    };
  }

  /**
   * Takes the schema's message of a stream, and gives that of the output.
   *
   * @throws SluiceError `schema-mismatch` when it has not the columns that the function takes; `invalid-argument`
   */
  schema(bytes: Uint8Array): Uint8Array {
    const decoder = new IpcDecoder();
    this.#plan = undefined;
    const message = messageAt(viewOf(bytes), 0);
    if (message !== undefined) decoder.read(message, bytes, message.bodyStart);
    const { schema } = decoder;
    if (schema === undefined) throw damaged('it does not begin with a schema');
    const indices = findColumns(this.udf, this.#columns, schema.fields);
    const errors = this.options.onError === 'capture';
    const output = new OutputSchema({ udf: this.udf, as: this.#as, errors, input: this.#input }, schema);
    const writer = new IpcStreamWriter(output.schema, this.#memory);
    const plainInput = PlainArguments.of(this.udf.parameters, indices, schema.fields);
    const [first, second] = output.schema.fields;
    const plainOutput = first !== undefined && second === undefined ? PlainOutput.of(first.type) : undefined;
    this.#plan = { decoder, indices, plainInput, plainOutput, output, writer };
    return writer.begin();
  }

  /**
   * Takes messages of the stream, whole: a record batch, and before it the dictionaries that are new. Gives the output's.
   * What it gives is good until the call after the next; what it was given is not needed any more.
   *
   * @throws SluiceError `invalid-argument`; under `onError: 'fail'` the error of the row that failed
   */
  batch(bytes: Uint8Array): Uint8Array {
    const plan = this.#plan;
    if (plan === undefined) {
      throw new SluiceError('not-started', `${this.udf.name}: no schema yet: call schema() first`, {
        udf: this.udf.name,
      });
    }
    let output = NOTHING;
    const { length } = bytes; // costs V8 a tenth of what `byteLength` does
    for (let at = 0; at < length; ) {
      const args = plan.plainInput?.read(bytes, at);
      let written: Uint8Array | undefined;
      if (plan.plainInput !== undefined && args !== undefined && !this.#input) {
        at = plan.plainInput.end;
        written = this.#run(plan, { rowCount: plan.plainInput.rowCount, columns: args });
      } else {
        const message = messageAt(viewOf(bytes), at);
        if (message === undefined) break;
        at = message.bodyStart + message.bodyLength;
        const batch = plan.decoder.read(message, bytes, message.bodyStart);
        if (batch !== undefined) written = this.#run(plan, this.#decoded(plan, batch, args), batch);
      }
      // More than one batch at a time is rare: these are put together in memory of their own.
      if (written !== undefined) output = output === NOTHING ? written : Buffer.concat([output, written]);
    }
    return output;
  }

  /** The arguments of any batch, which costs a few microseconds where they have not been found already. */
  #decoded({ indices }: Plan, { length, columns, fields }: IpcBatch, args?: readonly Column[]): SyncBatch {
    if (args !== undefined) return { rowCount: length, columns: args };
    const arrays = this.udf.parameters.map((field, i) => {
      const index = indices[i] as number; // one a parameter, found in this very schema
      const origin = { udf: this.udf.name, path: fields[index]?.name ?? field.name };
      return { field, array: columns[index] as SourceArray, origin };
    });
    const distinct = callsDistinct(this.udf) ? viewDistinct(arrays) : undefined;
    return { rowCount: length, ...(distinct ?? { columns: viewColumns(arrays) }) };
  }

  /** @param batch as it was decoded, where it is more than its arguments */
  #run({ plainOutput, output, writer }: Plan, input: SyncBatch, batch?: IpcBatch): Uint8Array {
    if (this.#rowErrors.length > 0) this.#rowErrors = [];
    const messageMetadata = batch?.messageMetadata ?? NO_METADATA;
    if (plainOutput !== undefined && messageMetadata.size === 0) {
      return plainOutput.write(this.#call(input, plainOutput.begin()));
    }
    this.#area.reset(0, 0);
    const result = this.#call(input, this.#area);
    const columns = output.columns(batch?.columns ?? NO_ARRAYS, result, this.#rowErrors);
    return writer.batch({ length: input.rowCount, columns, messageMetadata });
  }

  #call(input: SyncBatch, memory: ResultMemory): Column {
    if (this.udf.kind === 'vectorized' || input.indices !== undefined) {
      return runSync(this.#bundled, this.udf, input, this.#errors, this.#dictionaries);
    }
    return this.#bundled.run(input.rowCount, input.columns, this.#errors, memory);
  }
}
