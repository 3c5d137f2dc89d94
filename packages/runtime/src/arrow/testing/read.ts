import type { ArrowField } from '@sluice/sdk/manifest';
import type { Data } from 'apache-arrow';
import type { Column } from '../../column/abi.ts';
import { createReader } from '../../column/generic.ts';
import { packColumns } from '../import-columns.ts';

/** The array's values by way of `packColumns`, as a function would get them. */
export function imported(field: ArrowField, data: Data): unknown[] {
  return values(field, importedColumn(field, data));
}

export function importedColumn(field: ArrowField, data: Data): Column {
  const { columns } = packColumns([{ field, data, origin: { udf: 'f', path: field.name } }]);
  return columns[0] as Column; // one for each array
}

export function values(field: ArrowField, column: Column): unknown[] {
  const reader = createReader(field, column);
  return Array.from({ length: column.length }, (_, row) => reader.get(row));
}
