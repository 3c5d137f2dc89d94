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
  type Utf8View,
  Vector,
} from 'apache-arrow';
import { appendColumns, exportColumn } from '../arrow/export-columns.ts';
import { sourceArray } from '../arrow/source.ts';
import type { Column } from '../column/abi.ts';
import { createBuilder } from '../column/generic.ts';
import { Arena } from '../layout/arena.ts';
import { bitmapOf } from '../layout/coverage.ts';
import { damaged, type Origin } from '../layout/damaged.ts';
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
  if (known === undefined) return realign(data, origin);
  const field = { name: origin.path, type: known, nullable: true };
  // Without rows there may be nothing to pack: apache-arrow leaves out arrays in which there is no row.
  const column =
    data.length === 0
      ? createBuilder(field, 0).finish()
      : packColumns([{ field, array: sourceArray(data), origin }]).columns[0];
  return exportColumn(field, column as Column); // one for each array
}

/** Types that Sluice does not read. `apache-arrow` writes them right, but for slices of views. */
function realign(data: Data, origin: Origin): Data {
  const { type, length, offset, valueOffsets } = data;
  const needed = DataType.isUnion(type) ? length : length + 1;
  if (length > 0 && valueOffsets !== undefined && valueOffsets.length < needed) {
    throw damaged(origin, `it has ${valueOffsets.length} offsets, and ${length} rows need ${needed}`);
  }
  if (offset === 0 || !(DataType.isUtf8View(type) || DataType.isBinaryView(type))) return data;
  const bitmap = bitmapOf(sourceArray(data), origin);
  const arena = new Arena();
  const write = bitmap && arena.bits(bitmap, offset, length, length);
  const words = write?.(new ArrayBuffer(arena.byteLength));
  return makeData({
    type: type as Utf8View, // or a BinaryView, which lies in memory alike
    length,
    nullCount: data.nullCount,
    nullBitmap: words && new Uint8Array(words.buffer, words.byteOffset, words.byteLength),
    views: data.values,
    variadicBuffers: data.variadicBuffers,
  });
}
