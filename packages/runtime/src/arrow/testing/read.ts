import type { ArrowField } from '@sluice/sdk/manifest';
import type { Data } from 'apache-arrow';
import { expect } from 'vitest';
import type { Column } from '../../column/abi.ts';
import { type BoundArray, packColumns, viewColumns } from '../../layout/pack-columns.ts';
import type { SourceArray } from '../../layout/source.ts';
import { sourceArray } from '../source.ts';
import { columnRows } from './column-rows.ts';

/** The array's values by way of `packColumns`, as a function would get them; `viewColumns` must give the same. */
export function imported(field: ArrowField, data: Data): unknown[] {
  return importedRows(field, sourceArray(data));
}

export function importedRows(field: ArrowField, array: SourceArray, rows?: BoundArray['rows']): unknown[] {
  const origin = { udf: 'f', path: field.name };
  const bound: BoundArray = { field, array, origin, ...(rows === undefined ? {} : { rows }) };
  const [packed, viewed] = [packColumns([bound]).columns, viewColumns([bound])].map((columns) =>
    values(field, columns[0] as Column),
  );
  expect(viewed).toEqual(packed);
  return packed as unknown[];
}

export function importedColumn(field: ArrowField, data: Data): Column {
  const bound = { field, array: sourceArray(data), origin: { udf: 'f', path: field.name } };
  return packColumns([bound]).columns[0] as Column; // one for each array
}

export function viewedColumn(field: ArrowField, data: Data): Column {
  const bound = { field, array: sourceArray(data), origin: { udf: 'f', path: field.name } };
  return viewColumns([bound])[0] as Column; // one for each array
}

export function values(field: ArrowField, column: Column): unknown[] {
  return columnRows(field.type, column);
}
