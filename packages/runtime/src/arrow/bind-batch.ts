import { SluiceError } from '@sluice/sdk';
import { type ArrowField, formatType, type UdfModel } from '@sluice/sdk/manifest';
import type { RecordBatch, Schema } from 'apache-arrow';
import type { BoundArray } from '../layout/pack-columns.ts';
import { sourceArray } from './source.ts';
import { fitsType, formatDataType, fromDataType } from './types.ts';

/** Which column of a batch feeds which parameter: `{ parameter: 'column' }`. Default: the column of that name. */
export type ColumnBinding = Readonly<Record<string, string>>;

/** Finds the columns that a function takes, once for each schema. */
export class BatchBinder {
  readonly #udf: UdfModel;
  readonly #binding: ColumnBinding;
  #schema: Schema | undefined;
  #indices: readonly number[] = [];

  /** @throws SluiceError `schema-mismatch` when the binding names a parameter that the function has not */
  constructor(udf: UdfModel, binding: ColumnBinding) {
    for (const parameter of Object.keys(binding)) {
      if (!udf.parameters.some((field) => field.name === parameter)) {
        const known = udf.parameters.map((field) => field.name).join(', ') || 'none';
        throw mismatch(udf, `has no parameter '${parameter}' to bind a column to; its parameters: ${known}`);
      }
    }
    this.#udf = udf;
    this.#binding = binding;
  }

  /** @throws SluiceError `schema-mismatch` naming the column, the expected and the given type */
  bind(batch: RecordBatch): readonly BoundArray[] {
    if (!sameFields(batch.schema, this.#schema)) {
      this.#indices = this.#udf.parameters.map((parameter) => this.#findColumn(parameter, batch.schema));
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

  #findColumn(parameter: ArrowField, schema: Schema): number {
    // A parameter may be named `constructor`, which every object has.
    const bound = Object.hasOwn(this.#binding, parameter.name) ? this.#binding[parameter.name] : undefined;
    const name = bound ?? parameter.name;
    const indices = schema.fields.flatMap((field, index) => (field.name === name ? [index] : []));
    const [index] = indices;
    const names = schema.fields.map((field) => field.name).join(', ') || 'none';
    if (index === undefined) {
      throw mismatch(
        this.#udf,
        `the batch has no column '${name}' for parameter '${parameter.name}'; its columns: ${names}. ` +
          `Say which one to use: { columns: { ${parameter.name}: '…' } }`,
      );
    }
    if (indices.length > 1) {
      throw mismatch(
        this.#udf,
        `the batch has ${indices.length} columns named '${name}': rename all but one`,
      );
    }
    const given = schema.fields[index]?.type;
    if (given === undefined || !fitsType(parameter.type, given)) {
      const type = given === undefined ? 'no type' : formatDataType(given);
      const known = given === undefined ? undefined : fromDataType(given);
      const edit = known === undefined ? '' : `, or declare the parameter as ${formatType(known)}`;
      throw mismatch(
        this.#udf,
        `column '${name}' has type ${type}, but parameter '${parameter.name}' takes ${formatType(parameter.type)}: ` +
          `cast the column${edit}`,
      );
    }
    return index;
  }
}

/** Each batch may have a schema object of its own, over the same fields. */
function sameFields(a: Schema, b: Schema | undefined): boolean {
  if (b === undefined || a.fields.length !== b.fields.length) return false;
  return a === b || a.fields.every((field, index) => field === b.fields[index]);
}

function mismatch(udf: UdfModel, message: string): SluiceError {
  return new SluiceError('schema-mismatch', `${udf.name}: ${message}`, { udf: udf.name });
}
