import { SluiceError } from '@sluice/sdk';
import type { AggregateUdf, ArrowField, ResolvedOptions } from '@sluice/sdk/manifest';
import type { RecordBatch } from 'apache-arrow';
import { AggregateBinder } from '../arrow/aggregate-binder.ts';
import { exportBatch } from '../arrow/export-columns.ts';
import { named } from '../arrow/results.ts';
import type { Column } from '../column/abi.ts';
import { createBuilder } from '../column/generic.ts';
import type { ColumnBinding } from '../layout/find-columns.ts';
import { packColumns } from '../layout/pack-columns.ts';
import type { HandleListener, WorkerHost } from '../worker/host.ts';
import type { AggregateOutput, AggregateStep, FromWorker, HandleId } from '../worker/protocol.ts';
import { fromWireError } from '../worker/wire-error.ts';
import { SpareBuffers } from './spare-buffers.ts';

/** What a session is about. */
export interface AggregateSessionParts {
  readonly udf: AggregateUdf;
  readonly options: ResolvedOptions;
  readonly columns: ColumnBinding;
  readonly as: string;
  readonly by: readonly string[];
}

/** One row a group. */
type GroupRows = Pick<FromWorker & { type: 'aggregate-result' }, 'rowCount' | 'keys' | 'column' | 'errors'>;

type Answer = FromWorker & { type: 'aggregated' | 'aggregate-result' };

/**
 * An aggregation in the making: its states are on the thread. Calls are worked off in their order; each resolves when the
 * thread is through with it, which is the backpressure. An error under `onError: 'fail'` ends it.
 */
export class AggregateSession implements AsyncDisposable, HandleListener {
  readonly #host: WorkerHost;
  readonly #parts: AggregateSessionParts;
  readonly #binder: AggregateBinder;
  readonly #handle: HandleId;
  readonly #spares = new SpareBuffers();
  readonly #waiting = new Map<number, { resolve(answer: Answer): void; reject(error: unknown): void }>();
  #next = 1;
  #ended: { readonly error: unknown } | undefined;

  /** @internal Use `AggregateHandle.open`. */
  constructor(host: WorkerHost, parts: AggregateSessionParts) {
    const { udf, options, by, columns, as } = parts;
    refuseKey(udf, by, as, "choose another name for it with { as: '…' }");
    this.#host = host;
    this.#parts = parts;
    this.#binder = new AggregateBinder(udf, by, columns);
    this.#handle = host.register(this);
    host.post({ type: 'open', handle: this.#handle, udf: udf.name, options });
  }

  /**
   * Adds the rows of a batch. A row with a null that the function does not admit is left out.
   *
   * @throws SluiceError `schema-mismatch`, `stopped`; under `onError: 'fail'` the error of the row that failed
   */
  async update(batch: RecordBatch): Promise<void> {
    await this.#take('accumulate', batch);
  }

  /**
   * Takes the rows of a batch out again, for windows that move on.
   *
   * @throws SluiceError as `update`; `invalid-argument` when the class has no `retract`
   */
  async retract(batch: RecordBatch): Promise<void> {
    const { name, retracts } = this.#parts.udf;
    if (!retracts) {
      throw new SluiceError(
        'invalid-argument',
        `${name}: its class has no retract(state, …): add it, or aggregate the remaining rows anew`,
        { udf: name },
      );
    }
    await this.#take('retract', batch);
  }

  /**
   * Merges states that `state` gave, of this or another session: each into that of the group with the same keys.
   *
   * @throws SluiceError as `update`
   */
  async merge(states: RecordBatch): Promise<void> {
    await this.#take('merge', states);
  }

  /**
   * The states of all groups: key columns, then `state` (and, under `onError: 'capture'`, `state_error`). The state of a
   * group in which a row failed is null. The session goes on.
   *
   * @throws SluiceError `stopped`; under `onError: 'fail'` the error of a state that does not fit its type
   */
  async state(): Promise<RecordBatch> {
    const { udf, by } = this.#parts;
    refuseKey(udf, by, udf.state.name, 'rename the column before you group by it');
    return this.#result('states');
  }

  /**
   * The result of each group: see `AggregateHandle.run`. The session goes on: what is updated then is added to the same
   * states, which `finish` of the class must not change.
   *
   * @throws SluiceError `stopped`; under `onError: 'fail'` the error of a group
   */
  finish(): Promise<RecordBatch> {
    return this.#result('finish');
  }

  /** Gives the states up. Whoever still waits is told. */
  async close(): Promise<void> {
    const { name } = this.#parts.udf;
    this.end(new SluiceError('stopped', `the aggregation ${name} has been closed`, { udf: name }));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #take(step: AggregateStep, batch: RecordBatch): Promise<void> {
    this.#refuse();
    const { arrays, keys } = step === 'merge' ? this.#binder.bindStates(batch) : this.#binder.bind(batch);
    const { columns, buffer } = packColumns(arrays, (byteLength) => this.#spares.take(byteLength));
    const answer = await this.#ask((request) => {
      const rowCount = batch.numRows;
      const handle = this.#handle;
      this.#host.post({ type: 'aggregate', handle, request, step, rowCount, keys, columns }, [buffer]);
    });
    if (answer.type === 'aggregated') for (const spare of answer.returned) this.#spares.give(spare);
  }

  async #result(of: AggregateOutput): Promise<RecordBatch> {
    this.#refuse();
    const { udf, as, by, options } = this.#parts;
    const [field, name] = of === 'states' ? [udf.state, udf.state.name] : [udf.result, as];
    const { keyFields } = this.#binder;
    const { rowCount, keys, column, errors } =
      keyFields === undefined ? noGroups(udf, of) : await this.#askResult(of);
    const fields =
      keyFields ?? by.map((key) => ({ name: key, nullable: true, type: { kind: 'null' } as const }));
    const naming = { errors: options.onError === 'capture' };
    return exportBatch(rowCount, [
      ...fields.map((key, at) => ({ field: key, column: keys[at] ?? NO_ROWS })),
      ...named(naming, field, name, `${name}_error`, column, errors),
    ]);
  }

  async #askResult(of: AggregateOutput): Promise<GroupRows> {
    const answer = await this.#ask((request) => {
      this.#host.post({ type: 'aggregate-result', handle: this.#handle, request, of });
    });
    return answer as FromWorker & { type: 'aggregate-result' }; // so such a request is answered
  }

  #ask(post: (request: number) => void): Promise<Answer> {
    const request = this.#next++;
    this.#host.hold();
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      post(request);
    });
    return answer.finally(() => this.#host.release());
  }

  #refuse(): void {
    if (this.#ended) throw this.#ended.error;
  }

  /** @internal */
  receive(message: FromWorker): void {
    if (message.type === 'aggregated' || message.type === 'aggregate-result') {
      this.#waiting.get(message.request)?.resolve(message);
      this.#waiting.delete(message.request);
    } else if (message.type === 'aggregate-failed') {
      const at = message.row === undefined ? '' : `row ${message.row} of the batch: `;
      // What is left of the aggregation lacks rows: no result of it may be taken for the whole.
      this.end(fromWireError(message.error, `${this.#parts.udf.name}: ${at}`));
    }
  }

  /** @internal */
  fail(error: SluiceError): void {
    this.#end(error);
  }

  /** @internal Ends the session; whoever waits, now or later, is given the error. */
  end(error: unknown): void {
    if (this.#ended) return;
    this.#host.unregister(this.#handle);
    this.#host.post({ type: 'stop', handle: this.#handle, graceMs: 0 });
    this.#end(error);
  }

  #end(error: unknown): void {
    if (this.#ended) return;
    this.#ended = { error };
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

const NO_ROWS: Column = {
  length: 0,
  nullCount: 0,
  validity: null,
  values: null,
  offsets: null,
  children: [],
};

/** The groups of rows of which none has come. */
function noGroups({ state, result }: AggregateUdf, of: AggregateOutput): GroupRows {
  const empty = (field: ArrowField): Column => createBuilder({ ...field, nullable: true }, 0).finish();
  return { rowCount: 0, keys: [], column: empty(of === 'states' ? state : result), errors: [] };
}

/** A key and the column beside it cannot have one name. */
function refuseKey({ name: udf }: AggregateUdf, by: readonly string[], name: string, edit: string): void {
  const clash = by.find((key) => key === name || key === `${name}_error`);
  if (clash === undefined) return;
  throw new SluiceError(
    'schema-mismatch',
    `${udf}: '${clash}' is the name of a key and of what stands beside the keys: ${edit}`,
    { udf },
  );
}
