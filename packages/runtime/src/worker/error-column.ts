import type { ArrowField } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { createBuilder } from '../column/generic.ts';
import type { WireRowError } from './protocol.ts';

/** What went wrong in a row: null where nothing did. */
export const ERROR_TYPE: ArrowField['type'] = {
  kind: 'struct',
  fields: [
    { name: 'code', nullable: false, type: { kind: 'utf8' } },
    { name: 'message', nullable: false, type: { kind: 'utf8' } },
    { name: 'attempts', nullable: false, type: { kind: 'int', bitWidth: 32, signed: true, as: 'number' } },
    { name: 'at', nullable: true, type: { kind: 'utf8' } },
  ],
};

/** The errors of a batch as a column of their own. */
export function errorColumn(rowCount: number, errors: readonly WireRowError[]): Column {
  const builder = createBuilder(
    { name: 'error', nullable: true, type: ERROR_TYPE },
    rowCount,
    'invalid-result',
  );
  for (const { row, code, message, attempts, at } of errors) {
    builder.set(row, { code, message, attempts, at: at ?? null });
  }
  return builder.finish();
}
