import { SluiceError, type UdfOptions } from '@sluice/sdk';
import type { AggregateUdf, ResolvedOptions } from '@sluice/sdk/manifest';
import type { RecordBatch } from 'apache-arrow';
import type { ColumnBinding } from '../layout/find-columns.ts';
import type { WorkerHost } from '../worker/host.ts';
import { AggregateSession } from './aggregate-session.ts';
import type { RunOptions } from './handle.ts';
import { overrideOptions } from './override-options.ts';

/** Options of one use of an aggregate. Those of its class hold where nothing is said here. */
export interface AggregateHandleOptions extends Pick<UdfOptions, 'onError'> {
  /** Which column feeds which parameter: `{ parameter: 'column' }`. @default the column of the parameter's name */
  readonly columns?: ColumnBinding;
  /** The name of the result column; errors are in `<as>_error` under `onError: 'capture'`. @default the SQL name */
  readonly as?: string;
}

/** How rows are grouped. */
export interface GroupOptions {
  /**
   * The columns whose values make a group, of any type that a parameter may have. Nulls are a group, NaN is one, and -0
   * is with 0. @default none: all rows are one group
   */
  readonly by?: readonly string[];
}

/** One aggregate, ready to run. */
export class AggregateHandle {
  readonly udf: AggregateUdf;
  /** The options in force: the class's, with this handle's over them. */
  readonly options: ResolvedOptions;
  readonly #host: WorkerHost;
  readonly #columns: ColumnBinding;
  readonly #as: string;

  /** @internal Use `UdfPackage.aggregate`. */
  constructor(host: WorkerHost, udf: AggregateUdf, options: AggregateHandleOptions) {
    const { columns = {}, as = udf.name, ...overrides } = options;
    this.udf = udf;
    this.options = overrideOptions(udf, overrides);
    this.#host = host;
    this.#columns = columns;
    this.#as = as;
  }

  /**
   * Aggregates batches of one schema.
   *
   * @returns The key columns, then the result (and its errors under `onError: 'capture'`): one row a group, in the order
   *   in which groups first came up. Without `by` exactly one row, whatever the input; with `by` and no batch none, and
   *   keys of type Null, of which nothing is known.
   * @throws SluiceError `schema-mismatch`, `stopped`; under `onError: 'fail'` the error of the row that failed. Under
   *   `'null'` and `'capture'` the result of a group with a failed row is null.
   */
  async run(
    batches: AsyncIterable<RecordBatch> | Iterable<RecordBatch>,
    { by, signal }: GroupOptions & RunOptions = {},
  ): Promise<RecordBatch> {
    signal?.throwIfAborted();
    const session = this.open(by === undefined ? {} : { by });
    const abort = (): void => session.end(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      // One batch is on its way while the thread works on the one before.
      let previous: Promise<void> = Promise.resolve();
      for await (const batch of batches) {
        const sent = session.update(batch);
        sent.catch(() => {}); // it is waited for in the next turn
        await previous;
        previous = sent;
      }
      await previous;
      return await session.finish();
    } finally {
      signal?.removeEventListener('abort', abort);
      await session.close();
    }
  }

  /**
   * Opens an aggregation that is fed and asked step by step, as engines do it: partial states from several of them are
   * merged in another.
   */
  open({ by = [] }: GroupOptions = {}): AggregateSession {
    const twice = by.find((name, at) => by.indexOf(name) !== at);
    if (twice !== undefined) {
      throw new SluiceError(
        'invalid-options',
        `${this.udf.name}: \`by\` names '${twice}' twice: name it once`,
        {
          udf: this.udf.name,
        },
      );
    }
    return new AggregateSession(this.#host, {
      udf: this.udf,
      options: this.options,
      columns: this.#columns,
      as: this.#as,
      by,
    });
  }
}
