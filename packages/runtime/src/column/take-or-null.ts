import type { ArrowField } from '@sluice/sdk/manifest';
import type { Column } from './abi.ts';
import { concatColumns } from './concat.ts';
import { createBuilder } from './generic.ts';
import { takeColumn } from './take-rows.ts';

/**
 * The rows that are named, and nulls.
 *
 * @param rows -1 where a null stands, whether the field admits one or not
 */
export function takeOrNull(field: ArrowField, column: Column, rows: Int32Array): Column {
  if (!rows.includes(-1)) return takeColumn(field, column, rows);
  const nullable = { ...field, nullable: true };
  // One row more, which is null: every type has its own way to say so.
  const ending = concatColumns(nullable, [column, createBuilder(nullable, 1).finish()]);
  const { length } = column;
  return takeColumn(
    nullable,
    ending,
    rows.map((row) => (row === -1 ? length : row)),
  );
}
