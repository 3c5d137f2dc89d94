import { SluiceError, type UdfOptions } from '@sluice/sdk';
import type { ResolvedOptions, UdfModel } from '@sluice/sdk/manifest';
import type { Column, RowErrors, SyncBundleUdf } from '../column/abi.ts';
import { thrown } from '../executor/index.ts';
import { overrideOptions } from '../handle/override-options.ts';
import { damaged } from '../ipc/damaged.ts';
import { type IpcBatch, IpcDecoder } from '../ipc/decoder.ts';
import { viewOf } from '../ipc/flat-reader.ts';
import { messageAt } from '../ipc/message.ts';
import { PingPongMemory } from '../ipc/output-memory.ts';
import { OutputSchema } from '../ipc/output-schema.ts';
import { IpcStreamWriter } from '../ipc/stream-writer.ts';
import { type ColumnBinding, checkBinding, findColumns } from '../layout/find-columns.ts';
import type { SourceArray, SourceField } from '../layout/source.ts';
import type { WireRowError } from '../worker/protocol.ts';
import { FailureWriter } from '../worker/row-failures.ts';
import { fromWireError } from '../worker/wire-error.ts';
import { type ArgumentView, argumentView } from './argument-view.ts';
import { ResultPool } from './result-pool.ts';

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

/** What one schema of the input makes of an adapter. */
interface Plan {
  readonly decoder: IpcDecoder;
  /** The place of each parameter's column. */
  readonly indices: readonly number[];
  readonly views: readonly ArgumentView[];
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
  readonly #results = new ResultPool();
  readonly #errors: RowErrors;
  #rowErrors: WireRowError[] = [];
  #plan: Plan | undefined;
  #view: DataView = viewOf(NOTHING);

  /** @internal Use `InlinePackage.udf`. */
  constructor(bundled: SyncBundleUdf, udf: UdfModel, options: IpcAdapterOptions, packageUrl: string) {
    const { columns = {}, as = udf.name, input = false, ...overrides } = options;
    checkBinding(udf, columns);
    this.udf = udf;
    this.options = overrideOptions(udf, overrides);
    this.#bundled = bundled;
    this.#columns = columns;
    this.#as = as;
    this.#input = input;
    this.#failures = new FailureWriter(udf.name, packageUrl);
    const fatal = this.options.onError === 'fail';
    this.#errors = {
      add: (row, error) => {
        const failure = thrown(error, 'udf-threw', row, 1);
        if (fatal) {
          throw fromWireError(this.#failures.whole(failure), `${udf.name}: row ${row} of the batch: `);
        }
        this.#rowErrors.push(this.#failures.row(failure));
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
    const views = this.udf.parameters.map((field, i) => {
      const given = schema.fields[indices[i] as number] as SourceField; // found there
      return argumentView(this.udf.name, field, given);
    });
    const errors = this.options.onError === 'capture';
    const output = new OutputSchema({ udf: this.udf, as: this.#as, errors, input: this.#input }, schema);
    const writer = new IpcStreamWriter(output.schema, this.#memory);
    this.#plan = { decoder, indices, views, output, writer };
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
    const view = this.#viewOf(bytes);
    let output = NOTHING;
    for (let at = 0; at < bytes.byteLength; ) {
      const message = messageAt(view, at);
      if (message === undefined) break;
      const batch = plan.decoder.read(message, bytes, message.bodyStart);
      if (batch !== undefined) {
        const written = this.#run(plan, batch);
        // More than one batch at a time is rare: these are put together in memory of their own.
        output = output === NOTHING ? written : Buffer.concat([output, written]);
      }
      at = message.bodyStart + message.bodyLength;
    }
    return output;
  }

  /** Who reads one message after the other into the same memory needs one view of it. */
  #viewOf(bytes: Uint8Array): DataView {
    const { buffer, byteOffset, byteLength } = this.#view;
    if (bytes.buffer !== buffer || bytes.byteOffset !== byteOffset || bytes.byteLength !== byteLength) {
      this.#view = viewOf(bytes);
    }
    return this.#view;
  }

  #run({ indices, views, output, writer }: Plan, batch: IpcBatch): Uint8Array {
    const { length, columns } = batch;
    const args = new Array<Column>(views.length);
    for (let i = 0; i < args.length; i++) {
      // One of each a parameter, found in this very schema.
      args[i] = (views[i] as ArgumentView)(columns[indices[i] as number] as SourceArray);
    }
    this.#results.reset();
    if (this.#rowErrors.length > 0) this.#rowErrors = [];
    const result: Column = this.#bundled.run(length, args, this.#errors, this.#results);
    const { messageMetadata } = batch;
    return writer.batch({
      length,
      columns: output.columns(columns, result, this.#rowErrors),
      messageMetadata,
    });
  }
}
