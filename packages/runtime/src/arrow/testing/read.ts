import type { ArrowField } from '@sluice/sdk/manifest';
import type { Data } from 'apache-arrow';
import { expect } from 'vitest';
import type { Column } from '../../column/abi.ts';
import { createReader } from '../../column/generic.ts';
import { packColumns, viewColumns } from '../../layout/pack-columns.ts';
import { sourceArray } from '../source.ts';

/** The array's values by way of `packColumns`, as a function would get them; `viewColumns` must give the same. */
export function imported(field: ArrowField, data: Data): unknown[] {
  const packed = values(field, importedColumn(field, data));
  expect(values(field, viewedColumn(field, data))).toEqual(packed);
  return packed;
}

export function viewedColumn(field: ArrowField, data: Data): Column {
  const bound = { field, array: sourceArray(data), origin: { udf: 'f', path: field.name } };
  return viewColumns([bound])[0] as Column; // one for each array
}

export function importedColumn(field: ArrowField, data: Data): Column {
  const { columns } = packColumns([
    { field, array: sourceArray(data), origin: { udf: 'f', path: field.name } },
  ]);
  return columns[0] as Column; // one for each array
}

export function values(field: ArrowField, column: Column): unknown[] {
  const reader = createReader(field, column);
  return Array.from({ length: column.length }, (_, row) => reader.get(row));
}
