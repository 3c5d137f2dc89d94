import type { ArrowField } from '@sluice/sdk/manifest';
import {
  type Data,
  type DataType,
  type Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Type,
} from 'apache-arrow';
import type { Column } from '../column/abi.ts';
import { toDataType, toField } from './types.ts';

/** An `apache-arrow` array over a column's own buffers: nothing is copied. */
export function exportColumn(field: ArrowField, column: Column): Data {
  return exportData(field, column, toDataType(field.type));
}

function exportData({ type }: ArrowField, column: Column, dataType: DataType): Data {
  const { length, nullCount, validity } = column;
  const nullBitmap =
    nullCount === 0 || validity === null
      ? undefined
      : new Uint8Array(validity.buffer, validity.byteOffset, validity.byteLength);
  const children =
    type.kind === 'list'
      ? [exportColumn(type.element, column.children[0] as Column)]
      : type.kind === 'struct'
        ? type.fields.map((member, i) => exportColumn(member, column.children[i] as Column))
        : type.kind === 'map'
          ? [exportEntries(type, column.children[0] as Column, dataType)]
          : [];
  // The properties that a type does not use are ignored by makeData, whose own type lists one type at a time.
  return makeData({
    type: dataType,
    length,
    nullCount,
    nullBitmap,
    data: column.values ?? undefined,
    valueOffsets: column.offsets ?? undefined,
    ...(type.kind === 'struct' ? { children } : { child: children[0] }),
  } as unknown as Parameters<typeof makeData>[0]) as Data;
}

function exportEntries(type: ArrowField['type'] & { kind: 'map' }, entries: Column, map: DataType): Data {
  const children = [
    exportColumn(type.key, entries.children[0] as Column),
    exportColumn(type.value, entries.children[1] as Column),
  ];
  return makeData({
    type: (map.children[0] as Field).type as Struct,
    length: entries.length,
    nullCount: 0,
    children,
  }) as Data;
}

/** A record batch of columns that all have `rowCount` rows. */
export function exportBatch(
  rowCount: number,
  columns: readonly { readonly field: ArrowField; readonly column: Column }[],
): RecordBatch {
  return makeBatch(
    rowCount,
    columns.map(({ field }) => toField(field)),
    columns.map(({ field, column }) => exportColumn(field, column)),
  );
}

/** The columns of `batch`, followed by more. The metadata of its schema, its fields and the batch itself stay. */
export function appendColumns(
  batch: RecordBatch,
  columns: readonly { readonly field: ArrowField; readonly column: Column }[],
): RecordBatch {
  const fields = [...batch.schema.fields, ...columns.map(({ field }) => toField(field))];
  const given = batch.data.children.map((data) => (isWhole(data) ? data : emptyArray(data.type)));
  const arrays = [...given, ...columns.map(({ field, column }) => exportColumn(field, column))];
  return makeBatch(batch.numRows, fields, arrays, batch);
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
