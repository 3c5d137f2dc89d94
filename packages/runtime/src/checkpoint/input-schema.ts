import { SluiceError } from '@sluice/sdk';
import type { UdfModel } from '@sluice/sdk/manifest';
import { Field, type RecordBatch, Schema } from 'apache-arrow';
import { describeType, writtenType } from './input-types.ts';
import { ROW_COLUMNS } from './rows.ts';
import { HEADER_KEY } from './seal.ts';

/**
 * The schema under which the inputs of all batches are written. Its metadata, other than that of its fields, is the
 * first batch's: an Arrow stream has one. A field may be null where it may in any batch: `apache-arrow` says so of
 * each batch by what is in it.
 *
 * @throws SluiceError `schema-mismatch` when a column has one of our names, or is not the same in all batches
 */
export function inputSchema(udf: UdfModel, batches: readonly RecordBatch[], header: string): Schema {
  const [first] = batches;
  const given = first?.schema.fields ?? [];
  batches.forEach((batch, at) => {
    checkBatch(udf, batch);
    checkSame(udf, given, batch.schema.fields, at);
  });
  const fields = given.map((field, column) => {
    const type = writtenType(field.type, column);
    if (type === undefined) {
      throw mismatch(
        udf,
        `column '${field.name}' has type ${describeType(field.type)}, which a checkpoint cannot hold: ` +
          'give its members names of their own, or drop it',
      );
    }
    const nullable = batches.some((batch) => batch.schema.fields[column]?.nullable);
    return new Field(field.name, type, nullable, field.metadata);
  });
  // Batches that were themselves read from a checkpoint's bytes may have such an entry, which is of no use here.
  return new Schema(fields, new Map([...(first?.schema.metadata ?? []), [HEADER_KEY, header]]));
}

function checkBatch(udf: UdfModel, batch: RecordBatch): void {
  batch.schema.fields.forEach(({ name, type }, at) => {
    if ((ROW_COLUMNS as readonly string[]).includes(name)) {
      throw mismatch(
        udf,
        `the batch has a column '${name}', a name that checkpoints use themselves: rename it`,
      );
    }
    // apache-arrow finds fields by name when it makes a batch, and gives all of one name the last one's type.
    const data = batch.data.children[at];
    if (data === undefined) throw mismatch(udf, `column '${name}' has a field but no data`);
    if (describeType(data.type) !== describeType(type)) {
      throw mismatch(
        udf,
        `column '${name}' is ${describeType(type)} in the batch's schema and ${describeType(data.type)} in its ` +
          'data: give each column a name of its own',
      );
    }
  });
}

function checkSame(udf: UdfModel, first: readonly Field[], other: readonly Field[], at: number): void {
  const column = Array.from({ length: Math.max(first.length, other.length) }).findIndex(
    (_, index) => describe(first[index]) !== describe(other[index]),
  );
  if (column < 0) return;
  throw mismatch(
    udf,
    `the stream's batches must have one schema to be checkpointed, and their column ${column} differs: it is ` +
      `${describe(first[column])} in the first batch that is in flight and ${describe(other[column])} in batch ` +
      `${at + 1}. Select and cast the columns alike before the stream`,
  );
}

function describe(field: Field | undefined): string {
  if (field === undefined) return 'missing';
  const metadata = [...field.metadata].sort(([a], [b]) => (a < b ? -1 : 1));
  const note = metadata.length === 0 ? '' : ` with metadata ${JSON.stringify(Object.fromEntries(metadata))}`;
  return `'${field.name}' ${describeType(field.type)}${note}`;
}

function mismatch(udf: UdfModel, message: string): SluiceError {
  return new SluiceError('schema-mismatch', `${udf.name}: ${message}`, { udf: udf.name });
}
