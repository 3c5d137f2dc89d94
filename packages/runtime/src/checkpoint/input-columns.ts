import type { UdfModel } from '@sluice/sdk/manifest';
import {
  type Data,
  DataType,
  Dictionary,
  type Field,
  Int32,
  makeData,
  type RecordBatch,
  type Schema,
  Vector,
} from 'apache-arrow';
import { appendColumns, exportColumn } from '../arrow/export-columns.ts';
import { sourceArray } from '../arrow/source.ts';
import type { Column } from '../column/abi.ts';
import type { Origin } from '../layout/damaged.ts';
import { packColumns } from '../layout/pack-columns.ts';
import { copyable } from './input-types.ts';

/**
 * Makes a stream's batches such as `apache-arrow` writes without loss: under one schema, aligned, with all rows behind
 * the buffers, and dictionaries that it knows to be different. One for each checkpoint.
 */
export class InputWriter {
  readonly #udf: UdfModel;
  readonly #schema: Schema;
  /** The last dictionary of each column, as it was given and as it is written. */
  readonly #dictionaries = new Map<number, { readonly given: readonly Data[]; readonly written: Vector }>();

  constructor(udf: UdfModel, schema: Schema) {
    this.#udf = udf;
    this.#schema = schema;
  }

  /**
   * The batch's columns, in the order of the schema's first fields.
   *
   * @throws SluiceError `invalid-argument` when the buffers of a column do not hold its rows
   */
  columns(batch: RecordBatch): Data[] {
    // Without further columns: it puts in the arrays that apache-arrow leaves out where there are no rows.
    const { children } = appendColumns(batch, []).data;
    return children.map((data, column) => {
      const { name, type } = this.#schema.fields[column] as Field; // `inputSchema` has seen that all batches have it
      const origin = { udf: this.#udf.name, path: name };
      return DataType.isDictionary(type)
        ? this.#encoded(type, column, data, origin)
        : copy(type, data, origin);
    });
  }

  #encoded(type: Dictionary, column: number, data: Data, origin: Origin): Data {
    const { length, nullCount, nullBitmap, values } = copy(type.indices, data.clone(type.indices), origin);
    const dictionary = this.#dictionary(type, column, data.dictionary?.data ?? [], origin);
    return makeData({ type, length, nullCount, nullBitmap, data: values, dictionary });
  }

  /**
   * The writer takes two dictionaries for the same, or for one that has grown, when they start with the same array: so
   * each gets a fresh one, unless it is the last one unchanged.
   */
  #dictionary(type: Dictionary, column: number, given: readonly Data[], origin: Origin): Vector {
    const last = this.#dictionaries.get(column);
    if (last?.given.length === given.length && last.given.every((array, at) => array === given[at])) {
      return last.written;
    }
    const from = { udf: origin.udf, path: `${origin.path}.dictionary` };
    const written = new Vector(dictionaryArrays(type, given, from));
    this.#dictionaries.set(column, { given, written });
    return written;
  }
}

function dictionaryArrays(type: Dictionary, given: readonly Data[], origin: Origin): Data[] {
  const values = type.dictionary;
  const parts = given.length > 0 ? given : [makeData({ type: values, length: 0, nullCount: 0 })];
  // Not every reader takes a dictionary in parts: what can be copied becomes one.
  if (copyable(values) === undefined) return parts.map((array) => copy(values, array.clone(), origin));
  const length = parts.reduce((sum, array) => sum + array.length, 0);
  const every = makeData({
    type: new Dictionary(values, new Int32()),
    length,
    nullCount: 0,
    data: Int32Array.from({ length }, (_, at) => at),
    dictionary: new Vector(parts),
  });
  return [copy(values, every, origin)];
}

/** The array with its rows at the start of its buffers. The names inside are for the schema to keep. */
function copy(type: DataType, data: Data, origin: Origin): Data {
  const known = copyable(type);
  // Two members of one name: Sluice finds members by name, and apache-arrow writes such types right.
  if (known === undefined) return data;
  const field = { name: origin.path, type: known, nullable: true };
  const { columns } = packColumns([{ field, array: sourceArray(data), origin }]);
  return exportColumn(field, columns[0] as Column); // one for each array
}
