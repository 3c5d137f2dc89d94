import type { UnionVariant } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';

/** Where a row of a union is: its variant, and the row of that one's child; -1 where there is none. */
export interface UnionPlace {
  readonly variant: number;
  readonly place: number;
}

/** The place of a row of a union; `missing` for one that a null around the union hides, which may have none. */
export function placeOf(column: Column, row: number, missing: UnionPlace): UnionPlace {
  const variant = column.values?.[row] as number; // a union has variants and places, as many as rows
  const place = column.offsets?.[row] as number;
  const child = column.children[variant];
  return child !== undefined && place >= child.length ? missing : { variant, place };
}

/**
 * Where the nulls of a union stand, which has no bitmap of its own: the first variant that has a value. Of one without
 * content every value is the null of Arrow's type Null.
 */
export function nullVariant(variants: readonly UnionVariant[]): number {
  return Math.max(
    0,
    variants.findIndex(({ content }) => content !== 'none'),
  );
}
