import { type ArrowType, formatType } from '@sluice/sdk/manifest';

/** A value of a file that is not of the type that a parameter takes. The message is about the value alone. */
export class Misfit extends Error {
  /** @param form how such a value is written, where the type's name does not say it */
  constructor(value: unknown, type: ArrowType, form?: string) {
    super(`${showValue(value)} is no ${formatType(type)}${form === undefined ? '' : `: ${form}`}`);
    this.name = 'Misfit';
  }
}

/** A value as it stands in a message: JSON, cut where it is long. */
export function showValue(value: unknown): string {
  const text =
    typeof value === 'bigint'
      ? String(value)
      : (JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ??
        'null');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
