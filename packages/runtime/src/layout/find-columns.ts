import { SluiceError } from '@sluice/sdk';
import { type ArrowField, formatType, type UdfModel } from '@sluice/sdk/manifest';
import { declaredColumn, describeColumn } from './describe-type.ts';
import { fitsType } from './fits-type.ts';
import type { SourceField } from './source.ts';

/** Which column of a batch feeds which parameter: `{ parameter: 'column' }`. Default: the column of that name. */
export type ColumnBinding = Readonly<Record<string, string>>;

/** @throws SluiceError `schema-mismatch` when the binding names a parameter that the function has not */
export function checkBinding(udf: UdfModel, binding: ColumnBinding): void {
  for (const parameter of Object.keys(binding)) {
    if (!udf.parameters.some((field) => field.name === parameter)) {
      const known = udf.parameters.map((field) => field.name).join(', ') || 'none';
      throw mismatch(udf, `has no parameter '${parameter}' to bind a column to; its parameters: ${known}`);
    }
  }
}

/**
 * The place of each parameter's column in a batch.
 *
 * @throws SluiceError `schema-mismatch` naming the column, the expected and the given type
 */
export function findColumns(
  udf: UdfModel,
  binding: ColumnBinding,
  fields: readonly SourceField[],
): readonly number[] {
  return udf.parameters.map((parameter) => findColumn(udf, binding, parameter, fields));
}

function findColumn(
  udf: UdfModel,
  binding: ColumnBinding,
  parameter: ArrowField,
  fields: readonly SourceField[],
): number {
  // A parameter may be named `constructor`, which every object has.
  const bound = Object.hasOwn(binding, parameter.name) ? binding[parameter.name] : undefined;
  const name = bound ?? parameter.name;
  const indices = fields.flatMap((field, index) => (field.name === name ? [index] : []));
  const [index] = indices;
  const field = index === undefined ? undefined : fields[index];
  if (index === undefined || field === undefined) {
    const names = fields.map((other) => other.name).join(', ') || 'none';
    throw mismatch(
      udf,
      `the batch has no column '${name}' for parameter '${parameter.name}'; its columns: ${names}. ` +
        `Say which one to use: { columns: { ${parameter.name}: '…' } }`,
    );
  }
  if (indices.length > 1) {
    throw mismatch(udf, `the batch has ${indices.length} columns named '${name}': rename all but one`);
  }
  if (!fitsType(parameter.type, field.type)) {
    const declared = declaredColumn(field);
    const edit = declared === undefined ? '' : `, or declare the parameter as ${formatType(declared)}`;
    throw mismatch(
      udf,
      `column '${name}' has type ${describeColumn(field)}, but parameter '${parameter.name}' takes ` +
        `${formatType(parameter.type)}: cast the column${edit}`,
    );
  }
  return index;
}

/** The error for a batch whose columns are not those that the function takes. */
export function mismatch(udf: UdfModel, message: string): SluiceError {
  return new SluiceError('schema-mismatch', `${udf.name}: ${message}`, { udf: udf.name });
}
