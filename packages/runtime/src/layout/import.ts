import type { ArrowField } from '@sluice/sdk/manifest';
import type { Column } from '../column/abi.ts';
import type { Origin } from './damaged.ts';
import type { Memory, Write } from './memory.ts';
import type { SourceArray } from './source.ts';

/** Rows of an array on their way into a column. */
export interface Import {
  readonly field: ArrowField;
  /** Undefined where the producer left out what no row needs: the element of a list without lists. */
  readonly array: SourceArray | undefined;
  readonly origin: Origin;
  /** The first row of the array. */
  readonly start: number;
  /** How many rows the column gets. */
  readonly length: number;
  /** Rows from here on are hidden by a null around them. */
  readonly visible: number;
}

/** Rows of an array that is there. */
export type Given = Import & { readonly array: SourceArray };

/** `planColumn`, for those of its parts that call it again. */
export type PlanColumn = (rows: Import, memory: Memory) => Write<Column>;
