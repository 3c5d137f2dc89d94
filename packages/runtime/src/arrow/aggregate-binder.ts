import { SluiceError } from '@sluice/sdk';
import type { AggregateUdf, ArrowField } from '@sluice/sdk/manifest';
import type { RecordBatch } from 'apache-arrow';
import { declaredType, describeType } from '../layout/describe-type.ts';
import type { ColumnBinding } from '../layout/find-columns.ts';
import type { BoundArray } from '../layout/pack-columns.ts';
import { ERROR_TYPE } from '../worker/error-column.ts';
import { BatchBinder } from './bind-batch.ts';
import { sourceField } from './source.ts';

/** The columns that an aggregation takes of a batch: keys first. */
export interface BoundRows {
  readonly keys: readonly ArrowField[];
  readonly arrays: readonly BoundArray[];
}

/** Finds the columns by which rows are grouped, and those that are aggregated. */
export class AggregateBinder {
  readonly #udf: AggregateUdf;
  readonly #by: readonly string[];
  readonly #arguments: BatchBinder;
  readonly #states: BatchBinder;
  readonly #statesWithErrors: BatchBinder;
  #keys: { readonly fields: readonly ArrowField[]; readonly binder: BatchBinder } | undefined;

  /** @throws SluiceError `schema-mismatch` when the binding names a parameter that the function has not */
  constructor(udf: AggregateUdf, by: readonly string[], columns: ColumnBinding) {
    const state = { ...udf.state, nullable: true };
    const error = { name: `${state.name}_error`, nullable: true, type: ERROR_TYPE };
    this.#udf = udf;
    this.#by = by;
    this.#arguments = new BatchBinder(udf, columns);
    this.#states = new BatchBinder({ ...udf, parameters: [state] }, {});
    this.#statesWithErrors = new BatchBinder({ ...udf, parameters: [state, error] }, {});
  }

  /** The keys' fields; undefined before the first batch, which says of what type they are. */
  get keyFields(): readonly ArrowField[] | undefined {
    return this.#by.length === 0 ? [] : this.#keys?.fields;
  }

  /** @throws SluiceError `schema-mismatch` naming the column, the expected and the given type */
  bind(batch: RecordBatch): BoundRows {
    return this.#withKeys(batch, this.#arguments.bind(batch));
  }

  /** The same of a batch of states, and of their errors where they come with them. */
  bindStates(batch: RecordBatch): BoundRows {
    const withErrors = batch.schema.fields.some(({ name }) => name === `${this.#udf.state.name}_error`);
    return this.#withKeys(batch, (withErrors ? this.#statesWithErrors : this.#states).bind(batch));
  }

  #withKeys(batch: RecordBatch, given: readonly BoundArray[]): BoundRows {
    const fields = this.#by.map((name) => {
      const field = batch.schema.fields.find((candidate) => candidate.name === name);
      if (field !== undefined) return field;
      const names = batch.schema.fields.map((candidate) => candidate.name).join(', ') || 'none';
      throw this.#mismatch(`the batch has no column '${name}' to group by; its columns: ${names}`);
    });
    if (this.#keys === undefined) {
      const keys = fields.map((field): ArrowField => {
        const { name } = field;
        const given = sourceField(field).type;
        const known = declaredType(given);
        if (known !== undefined) return { name, type: known, nullable: true };
        throw this.#mismatch(`cannot group by column '${name}': its type is ${describeType(given)}`);
      });
      this.#keys = { fields: keys, binder: new BatchBinder({ ...this.#udf, parameters: keys }, {}) };
    }
    return { keys: this.#keys.fields, arrays: [...this.#keys.binder.bind(batch), ...given] };
  }

  #mismatch(message: string): SluiceError {
    return new SluiceError('schema-mismatch', `${this.#udf.name}: ${message}`, { udf: this.#udf.name });
  }
}
