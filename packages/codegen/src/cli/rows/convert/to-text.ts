import type { ArrowType } from '@sluice/sdk/manifest';
import { type Json, toJson } from './to-json.ts';

/** The text of a cell of CSV; null where it is empty. */
export type ToText = (value: unknown) => string | null;

/** Writes values of a type as cells: as `toJson` does, lists and the like as JSON, text without quotes. */
export function toText(type: ArrowType): ToText {
  const json = toJson(type);
  // The value null of JSON is no empty cell.
  if (type.kind === 'json') return (value) => (value === undefined ? null : JSON.stringify(value));
  return (value) => cellText(json(value));
}

/** A value of JSON as a cell. */
export function cellText(value: Json): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
