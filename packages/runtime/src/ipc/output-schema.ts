import { SluiceError } from '@sluice/sdk';
import type { ArrowField, UdfModel } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import type { SourceArray, SourceField } from '../layout/source.ts';
import { ERROR_TYPE, errorColumn } from '../worker/error-column.ts';
import type { WireRowError } from '../worker/protocol.ts';
import { NO_METADATA, type SourceSchema } from './read-schema.ts';
import { resultArray, resultField } from './result-array.ts';
import { dictionariesOf } from './wire-layout.ts';

/** What a function's output is made of. */
export interface OutputOptions {
  readonly udf: UdfModel;
  /** The result column; errors are in `<as>_error`. */
  readonly as: string;
  /** Whether an error column follows the result. */
  readonly errors: boolean;
  /** Whether the input's columns come before the result. */
  readonly input: boolean;
}

/** The schema of a function's output over one input, and the arrays of its batches. */
export class OutputSchema {
  readonly schema: SourceSchema;
  readonly #input: boolean;
  readonly #errors: boolean;
  readonly #resultField: ArrowField;
  readonly #errorField: ArrowField;
  readonly #resultType: SourceField['type'];
  readonly #errorType: SourceField['type'];
  /** The error column of a batch without errors: for as long as batches have so many rows. */
  #noErrors: SourceArray | undefined;

  /** @throws SluiceError `schema-mismatch` when the input has a column of the result's name */
  constructor({ udf, as, errors, input }: OutputOptions, given: SourceSchema) {
    this.#input = input;
    this.#errors = errors;
    // Always nullable: whether a null occurs depends on the data (a null argument, a failed row), a schema must not.
    this.#resultField = { ...udf.result, name: as, nullable: true };
    this.#errorField = { name: `${as}_error`, nullable: true, type: ERROR_TYPE };
    const kept = input ? given.fields : [];
    let id = [...dictionariesOf(kept).keys()].reduce((last, known) => (known > last ? known : last), -1n);
    const added = (errors ? [this.#resultField, this.#errorField] : [this.#resultField]).map((field) => {
      if (kept.some(({ name }) => name === field.name)) throw clash(udf, field.name);
      return resultField(field, () => ++id);
    });
    const [result, error] = added;
    this.#resultType = (result as SourceField).type; // one of each field above
    this.#errorType = (error ?? (result as SourceField)).type;
    this.schema = { fields: [...kept, ...added], metadata: input ? given.metadata : NO_METADATA };
  }

  /** The arrays of a batch: those of the input, by reference, where they are kept. */
  columns(
    input: readonly SourceArray[],
    result: Column,
    rowErrors: readonly WireRowError[],
  ): readonly SourceArray[] {
    const value = resultArray(this.#resultField, this.#resultType, result);
    const columns = this.#input ? [...input, value] : [value];
    if (this.#errors) columns.push(this.#errorArray(result.length, rowErrors));
    return columns;
  }

  #errorArray(rowCount: number, rowErrors: readonly WireRowError[]): SourceArray {
    if (rowErrors.length === 0 && this.#noErrors?.length === rowCount) return this.#noErrors;
    const array = resultArray(this.#errorField, this.#errorType, errorColumn(rowCount, rowErrors));
    if (rowErrors.length === 0) this.#noErrors = array;
    return array;
  }
}

function clash(udf: UdfModel, name: string): SluiceError {
  return new SluiceError(
    'schema-mismatch',
    `${udf.name}: the stream already has a column '${name}', the result's name: choose another with { as: '…' }`,
    { udf: udf.name },
  );
}
