import { SluiceError } from '@sluice/sdk';
import type { ArrowField, UdfModel } from '@sluice/sdk/manifest';
import { DataType, type RecordBatch } from 'apache-arrow';
import type { Column } from '../column/abi.ts';
import { ERROR_TYPE, errorColumn } from '../worker/error-column.ts';
import type { WireRowError } from '../worker/protocol.ts';
import { appendColumns, exportBatch } from './export-columns.ts';

/** How a handle's results are called. */
export interface ResultNaming {
  readonly udf: UdfModel;
  /** The result column beside the input's own. */
  readonly as: string;
  /** Whether an error column follows the result. */
  readonly errors: boolean;
}

/** A result column and, under `onError: 'capture'`, its errors. */
export interface ResultColumns {
  readonly naming: ResultNaming;
  readonly rowCount: number;
  readonly columns: readonly { readonly field: ArrowField; readonly column: Column }[];
}

const ID: ArrowField = {
  name: 'id',
  nullable: false,
  type: { kind: 'int', bitWidth: 64, signed: false, as: 'bigint' },
};

function named(
  naming: ResultNaming,
  value: string,
  error: string,
  column: Column,
  errors: readonly WireRowError[],
) {
  // Always nullable: whether a null occurs depends on the data (a null argument, a failed row), a schema must not.
  const columns = [{ field: { ...naming.udf.result, name: value, nullable: true }, column }];
  if (naming.errors) {
    columns.push({
      field: { name: error, nullable: true, type: ERROR_TYPE },
      column: errorColumn(column.length, errors),
    });
  }
  return columns;
}

/** The columns that follow the input's. */
export function resultBatch(
  naming: ResultNaming,
  column: Column,
  errors: readonly WireRowError[],
): ResultColumns {
  const columns = named(naming, naming.as, `${naming.as}_error`, column, errors);
  return { naming, rowCount: column.length, columns };
}

/**
 * Refuses a batch beside whose columns the result cannot stand.
 *
 * @throws SluiceError `schema-mismatch` when it has a column of the result's name, or two of one name and different
 *   types, or was made by another copy of `apache-arrow`
 */
export function checkInput(input: RecordBatch, { udf, as, errors }: ResultNaming): void {
  const { fields } = input.schema;
  // What is made of both, neither copy can write or walk through.
  if (fields.some(({ type }) => !(type instanceof DataType))) {
    throw clash(
      udf,
      'the batch was made by another copy of apache-arrow than the one that @sluice/runtime imports (another version, ' +
        'or its CommonJS build): import that one, or hand the batch over as bytes, with tableToIPC and tableFromIPC',
    );
  }
  for (const name of errors ? [as, `${as}_error`] : [as]) {
    if (fields.some((field) => field.name === name)) {
      throw clash(
        udf,
        `the batch already has a column '${name}', the result's name: choose another with { as: '…' }`,
      );
    }
  }
  fields.forEach(({ name, type }, index) => {
    // apache-arrow finds fields by name when it makes a batch, and gives all of one name the last one's type.
    const given = input.data.children[index]?.type;
    if (given !== undefined && given !== type && String(given) !== String(type)) {
      throw clash(
        udf,
        `column '${name}' is ${type} in the batch's schema and ${given} in its data: give each column a name of its own`,
      );
    }
  });
}

function clash(udf: UdfModel, message: string): SluiceError {
  return new SluiceError('schema-mismatch', `${udf.name}: ${message}`, { udf: udf.name });
}

/** The input with its result beside it. */
export function appendResult(input: RecordBatch, result: ResultColumns): RecordBatch {
  checkInput(input, result.naming);
  return appendColumns(input, result.columns);
}

/** Drained rows: `id`, `value` and, under `onError: 'capture'`, `error`. */
export function idBatch(
  naming: ResultNaming,
  ids: BigUint64Array,
  column: Column,
  errors: readonly WireRowError[],
): RecordBatch {
  const id: Column = {
    length: ids.length,
    nullCount: 0,
    validity: null,
    values: ids,
    offsets: null,
    children: [],
  };
  return exportBatch(ids.length, [
    { field: ID, column: id },
    ...named(naming, 'value', 'error', column, errors),
  ]);
}
