import type { UdfModel } from '@sluice/sdk/manifest';
import type { RecordBatch, Schema } from 'apache-arrow';
import { type ColumnBinding, checkBinding, findColumns, mismatch } from '../layout/find-columns.ts';
import type { BoundArray } from '../layout/pack-columns.ts';
import { sourceArray, sourceField } from './source.ts';

/** Finds the columns that a function takes, once for each schema. */
export class BatchBinder {
  readonly #udf: UdfModel;
  readonly #binding: ColumnBinding;
  #schema: Schema | undefined;
  #indices: readonly number[] = [];

  /** @throws SluiceError `schema-mismatch` when the binding names a parameter that the function has not */
  constructor(udf: UdfModel, binding: ColumnBinding) {
    checkBinding(udf, binding);
    this.#udf = udf;
    this.#binding = binding;
  }

  /** @throws SluiceError `schema-mismatch` naming the column, the expected and the given type */
  bind(batch: RecordBatch): readonly BoundArray[] {
    if (!sameFields(batch.schema, this.#schema)) {
      this.#indices = findColumns(this.#udf, this.#binding, batch.schema.fields.map(sourceField));
      this.#schema = batch.schema;
    }
    return this.#udf.parameters.map((field, i) => {
      // #indices has one valid index a parameter, found in this very schema.
      const index = this.#indices[i] as number;
      const data = batch.data.children[index];
      const path = batch.schema.fields[index]?.name ?? field.name;
      if (data === undefined) throw mismatch(this.#udf, `column '${path}' has a field but no data`);
      return { field, array: sourceArray(data), origin: { udf: this.#udf.name, path } };
    });
  }
}

/** Each batch may have a schema object of its own, over the same fields. */
function sameFields(a: Schema, b: Schema | undefined): boolean {
  if (b === undefined || a.fields.length !== b.fields.length) return false;
  return a === b || a.fields.every((field, index) => field === b.fields[index]);
}
