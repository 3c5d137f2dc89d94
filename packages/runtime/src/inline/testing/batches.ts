import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import { flatTypes, slot } from '../../arrow/testing/fields.ts';
import type { Column } from '../../column/abi.ts';
import { createBuilder } from '../../column/generic.ts';
import { resultArray, resultField } from '../../ipc/result-array.ts';
import { IpcStreamWriter } from '../../ipc/stream-writer.ts';
import type { SourceField } from '../../layout/source.ts';
import { isPlain } from '../plain-type.ts';

export const wireField = (field: ArrowField): SourceField => resultField(field, () => 0n);

export const plainTypes: readonly ArrowType[] = flatTypes.filter((type) =>
  isPlain(wireField(slot('v', type)).type),
);

export function columnOf(type: ArrowType, rows: readonly unknown[]): Column {
  const builder = createBuilder(slot('v', type, true), rows.length);
  rows.forEach((value, row) => {
    if (value !== null) builder.set(row, value);
  });
  return builder.finish();
}

/** The message of a batch, written the general way. */
export function messageOf(fields: readonly ArrowField[], columns: readonly Column[]): Uint8Array {
  const wire = fields.map(wireField);
  const arrays = fields.map(
    (field, at) => resultArray(field, (wire[at] as SourceField).type, columns[at] as Column), // one each
  );
  const writer = new IpcStreamWriter({ fields: wire, metadata: new Map() });
  return writer.batch({ length: columns[0]?.length ?? 0, columns: arrays });
}

/** What a column says of its rows, whatever lies behind the last. */
export function contentOf({ length, nullCount, validity, values, offsets }: Column): unknown {
  return {
    length,
    nullCount,
    validity: validity && [...validity],
    offsets: offsets && [...offsets],
    kind: values?.constructor === Buffer ? 'Uint8Array' : values?.constructor.name,
    values: values && Array.from(offsets === null ? values : values.subarray(0, offsets[length])),
  };
}
