import type { ArrowField, ArrowType, UnionVariant } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import { isNull } from '../column/validity.ts';
import { borrowed, NO_BUFFER } from './borrowed.ts';
import { planInside } from './take.ts';
import { placeOf, type UnionPlace } from './union-rows.ts';

/** A union as it lies on the wire: nulls are those of its children. */
export interface WireUnion {
  readonly typeIds: Int8Array;
  /** Of a dense union. */
  readonly offsets: Int32Array | undefined;
  readonly children: readonly Column[];
}

/**
 * The column as a union of the type's mode. Its own buffers are used where they are right already: where every null row
 * is one of its child, and the rows of each child are in order or, in a sparse union, one beside each row.
 *
 * @param nulls The variant for null rows that are none of their child. -1 where there can be none: the field admits
 *   no null, and what a null around the union hides may be any value.
 */
export function wireUnion(
  { mode, variants }: ArrowType & { kind: 'union' },
  column: Column,
  nulls: number,
): WireUnion {
  const fits = mode === 'dense' ? isDense : isSparse;
  if (fits(column) && (nulls < 0 || nullsAreInside(column, variants, nulls))) {
    const typeIds = column.values as Int8Array; // a union's
    return {
      typeIds,
      offsets: mode === 'dense' ? (column.offsets ?? undefined) : undefined,
      children: column.children,
    };
  }
  const fields = variants.map(({ field }, at) => (at === nulls ? { ...field, nullable: true } : field));
  const places = Array.from({ length: column.length }, (_, row) => wirePlace(column, row, variants, nulls));
  return mode === 'dense' ? makeDense(fields, column, places) : makeSparse(fields, column, places);
}

/** Whether every row has its place in a child, and those of each child rise. */
function isDense({ length, values, offsets, children }: Column): boolean {
  const next = new Int32Array(children.length);
  for (let row = 0; row < length; row++) {
    const variant = values?.[row] as number;
    const place = offsets?.[row] as number;
    if (!(place >= (next[variant] ?? 0) && place < (children[variant]?.length ?? 0))) return false;
    next[variant] = place;
  }
  return true;
}

/** Whether every row's place in its child is the row's own, and all children have as many rows. */
function isSparse({ length, values, offsets, children }: Column): boolean {
  if (children.some((child) => child.length !== length)) return false;
  for (let row = 0; row < length; row++) {
    if (offsets?.[row] !== row || children[values?.[row] as number] === undefined) return false;
  }
  return true;
}

function nullsAreInside(column: Column, variants: readonly UnionVariant[], nulls: number): boolean {
  if (column.validity === null) return true;
  for (let row = 0; row < column.length; row++) {
    if (isNull(column.validity, row) && !isNullInside(column, row, variants, nulls)) return false;
  }
  return true;
}

/** Whether the row is null in its child, and of a variant of which a null can be told from a value. */
function isNullInside(
  { values, offsets, children }: Column,
  row: number,
  variants: readonly UnionVariant[],
  nulls: number,
): boolean {
  const at = values?.[row] as number;
  const variant = variants[at];
  const mayBeNull = at === nulls || (variant?.field.nullable === true && variant.content !== 'none');
  return mayBeNull && isNull(children[at]?.validity ?? null, offsets?.[row] as number);
}

function wirePlace(
  column: Column,
  row: number,
  variants: readonly UnionVariant[],
  nulls: number,
): UnionPlace {
  const missing = { variant: Math.max(0, nulls), place: -1 };
  const isMoved = isNull(column.validity, row) && !isNullInside(column, row, variants, nulls);
  const known = isMoved ? missing : placeOf(column, row, missing);
  return known.variant < 0 ? missing : known;
}

function makeDense(fields: readonly ArrowField[], column: Column, places: readonly UnionPlace[]): WireUnion {
  const offsets = new Int32Array(column.length);
  const chosen: number[][] = fields.map(() => []);
  places.forEach(({ variant, place }, row) => {
    offsets[row] = (chosen[variant] as number[]).push(place) - 1; // one a variant
  });
  const children = chosen.map((rows, at) => take(fields, column, at, Int32Array.from(rows)));
  return { typeIds: Int8Array.from(places, ({ variant }) => variant), offsets, children };
}

function makeSparse(fields: readonly ArrowField[], column: Column, places: readonly UnionPlace[]): WireUnion {
  const chosen = fields.map(() => new Int32Array(column.length).fill(-1));
  places.forEach(({ variant, place }, row) => {
    (chosen[variant] as Int32Array)[row] = place; // one a variant
  });
  const children = chosen.map((rows, at) => take(fields, column, at, rows));
  return { typeIds: Int8Array.from(places, ({ variant }) => variant), offsets: undefined, children };
}

function take(fields: readonly ArrowField[], column: Column, at: number, rows: Int32Array): Column {
  const field = fields[at] as ArrowField; // one a child
  const child = column.children[at] as Column;
  return planInside(
    { field, column: child, rows, origin: { udf: '', path: field.name } },
    borrowed,
  )(NO_BUFFER);
}
