import type { ArrowField } from '@sluice/sdk/manifest';
import type { Column } from './abi.ts';
import { createBuilder, createReader } from './generic.ts';

/** The rows that are named, in that order; -1 gives a null. */
export function takeColumn(field: ArrowField, column: Column, rows: Int32Array): Column {
  const reader = createReader(field, column);
  const builder = createBuilder({ ...field, nullable: true }, rows.length);
  rows.forEach((row, at) => {
    if (row >= 0) builder.set(at, reader.get(row));
  });
  return builder.finish();
}
