import type { ArrowField } from '@sluice/sdk/manifest';

/** What went wrong in a row, as a column: null where nothing did. */
export const ERROR_TYPE: ArrowField['type'] = {
  kind: 'struct',
  fields: [
    { name: 'code', nullable: false, type: { kind: 'utf8' } },
    { name: 'message', nullable: false, type: { kind: 'utf8' } },
    { name: 'attempts', nullable: false, type: { kind: 'int', bitWidth: 32, signed: true, as: 'number' } },
    { name: 'at', nullable: true, type: { kind: 'utf8' } },
  ],
};
