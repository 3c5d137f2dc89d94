import type { ArrowField, UdfModel } from '@sluice/sdk/manifest';

/** The column in which a function's results travel, one row for each row of the input: a table function's is a List. */
export function resultField({ kind, result }: UdfModel): ArrowField {
  if (kind !== 'table') return result;
  return { ...result, nullable: false, type: { kind: 'list', element: { ...result, name: 'item' } } };
}
