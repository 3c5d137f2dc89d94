import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import {
  type Data,
  type DataType,
  type Dictionary,
  type Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Type,
  Vector,
} from 'apache-arrow';
import type { Column } from '../column/abi.ts';
import { nullVariant } from '../layout/union-rows.ts';
import { type WireBytes, wireBytes, wireOffsets } from '../layout/wire-bytes.ts';
import { wireUnion } from '../layout/wire-union.ts';
import { DictionaryIds, toField } from './types.ts';

/** An `apache-arrow` array over a column's own buffers: what lies there as it does on the wire is not copied. */
export function exportColumn(field: ArrowField, column: Column): Data {
  return exportData(field, column, toField(field).type);
}

/** Parts of an array as `makeData` takes them: those that a type does not use are ignored. */
interface DataParts {
  readonly data?: ArrayBufferView | undefined;
  readonly valueOffsets?: Int32Array | BigInt64Array | undefined;
  readonly views?: Uint8Array | undefined;
  readonly variadicBuffers?: readonly Uint8Array[];
  readonly typeIds?: Int8Array;
  readonly child?: Data | undefined;
  readonly children?: readonly Data[];
  readonly dictionary?: Vector;
}

/** `makeData`, whose own type lists one type of array at a time. */
function make(type: DataType, { length, nullCount, validity }: Column, parts: DataParts): Data {
  const nullBitmap =
    nullCount === 0 || validity === null
      ? undefined
      : new Uint8Array(validity.buffer, validity.byteOffset, validity.byteLength);
  const props = { type, length, nullCount, nullBitmap, ...parts };
  return makeData(props as unknown as Parameters<typeof makeData>[0]) as Data;
}

function exportData({ type, nullable }: ArrowField, column: Column, dataType: DataType): Data {
  const fields = (dataType.children ?? []) as readonly Field[];
  /** The array of a field inside, over the column's child at the same place. */
  const inside = (field: ArrowField, at: number): Data =>
    exportData(field, column.children[at] as Column, (fields[at] as Field).type); // one of each a field
  switch (type.kind) {
    case 'utf8':
    case 'binary':
      return make(dataType, column, dataBytes(wireBytes(type.layout, column)));
    case 'list':
      return make(dataType, column, {
        valueOffsets: wireOffsets(type.layout, column),
        child: inside(type.element, 0),
      });
    case 'fixed-list':
      return make(dataType, column, { child: inside(type.element, 0) });
    case 'struct':
      return make(dataType, column, { children: type.fields.map(inside) });
    case 'map': {
      const entries = fields[0] as Field<Struct>;
      const pair: ArrowField = { name: 'entries', nullable: false, type: entriesType(type) };
      const child = exportData(pair, column.children[0] as Column, entries.type); // structs of key and value
      return make(dataType, column, { valueOffsets: column.offsets ?? undefined, child });
    }
    case 'dictionary': {
      const { dictionary } = dataType as Dictionary;
      return make(dataType, column, {
        data: column.values ?? undefined,
        dictionary: exportDictionary(type, column.children[0] as Column, dictionary), // a dictionary's values
      });
    }
    case 'union': {
      const nulls = nullable ? nullVariant(type.variants) : -1;
      const { typeIds, offsets, children } = wireUnion(type, column, nulls);
      return make(dataType, column, {
        typeIds,
        valueOffsets: offsets,
        children: children.map((child, at) => {
          const { field } = type.variants[at] as (typeof type.variants)[number]; // one child a variant
          return exportData(field, child, (fields[at] as Field).type);
        }),
      });
    }
    default:
      return make(dataType, column, {
        data: column.values ?? undefined,
        valueOffsets: column.offsets ?? undefined,
      });
  }
}

function entriesType({ key, value }: ArrowType & { kind: 'map' }): ArrowType {
  return { kind: 'struct', fields: [key, value] };
}

function dataBytes(bytes: WireBytes): DataParts {
  return bytes.layout === 'view'
    ? { views: bytes.views, variadicBuffers: bytes.variadic }
    : { data: bytes.values, valueOffsets: bytes.offsets };
}

/** The dictionaries of unions of literals, by their types: that all batches have the same lets files hold them. */
const literals = new WeakMap<ArrowType, { column: Column; vector: Vector }>();

function exportDictionary(
  type: ArrowType & { kind: 'dictionary' },
  values: Column,
  dataType: DataType,
): Vector {
  const seen = literals.get(type);
  if (seen !== undefined && sameBytes(seen.column, values)) return seen.vector;
  const field: ArrowField = { name: 'dictionary', type: type.value, nullable: false };
  const vector = new Vector([exportData(field, values, dataType)]);
  if (type.values !== undefined) literals.set(type, { column: values, vector });
  return vector;
}

function sameBytes(a: Column, b: Column): boolean {
  const bytes = ({ values }: Column): Uint8Array => values as Uint8Array; // of text
  return (
    a.length === b.length &&
    (a.offsets as Int32Array).every((offset, at) => offset === b.offsets?.[at]) &&
    bytes(a).every((byte, at) => byte === bytes(b)[at])
  );
}

/** A record batch of columns that all have `rowCount` rows. */
export function exportBatch(
  rowCount: number,
  columns: readonly { readonly field: ArrowField; readonly column: Column }[],
): RecordBatch {
  const ids = new DictionaryIds();
  const fields = columns.map(({ field }) => toField(field, ids));
  return makeBatch(rowCount, fields, exportAll(columns, fields));
}

function exportAll(
  columns: readonly { readonly field: ArrowField; readonly column: Column }[],
  fields: readonly Field[],
): Data[] {
  return columns.map(({ field, column }, at) => exportData(field, column, (fields[at] as Field).type)); // one each
}

/** The columns of `batch`, followed by more. The metadata of its schema, its fields and the batch itself stay. */
export function appendColumns(
  batch: RecordBatch,
  columns: readonly { readonly field: ArrowField; readonly column: Column }[],
): RecordBatch {
  const ids = new DictionaryIds(batch.schema.fields);
  const added = columns.map(({ field }) => toField(field, ids));
  const given = batch.data.children.map((data) => (isWhole(data) ? data : emptyArray(data.type)));
  return makeBatch(
    batch.numRows,
    [...batch.schema.fields, ...added],
    [...given, ...exportAll(columns, added)],
    batch,
  );
}

/**
 * Whether an array has the arrays inside it. `apache-arrow` leaves them out where there are no rows, as it does for a
 * stream without batches, and then cannot write them.
 */
function isWhole({ length, type, children }: Data): boolean {
  // A dictionary's values have arrays of their own.
  if (length > 0 || type.typeId === Type.Dictionary) return true;
  const fields = type.children as readonly Field[] | undefined;
  return (fields ?? []).every((_, at) => children[at] !== undefined && isWhole(children[at]));
}

function emptyArray(type: DataType): Data {
  const children = ((type.children as readonly Field[] | undefined) ?? []).map((field) =>
    emptyArray(field.type),
  );
  const valueOffsets = new type.OffsetArrayType(1);
  return makeData({
    type,
    length: 0,
    nullCount: 0,
    valueOffsets,
    children,
    child: children[0],
  } as unknown as Parameters<typeof makeData>[0]) as Data;
}

function makeBatch(
  rowCount: number,
  fields: readonly Field[],
  arrays: readonly Data[],
  origin?: RecordBatch,
): RecordBatch {
  const struct = makeData({
    type: new Struct(fields as Field[]),
    length: rowCount,
    nullCount: 0,
    children: arrays as Data[],
  });
  return new RecordBatch(new Schema(fields as Field[], origin?.schema.metadata), struct, origin?.metadata);
}
