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

/** Rows of an array whose nulls are known. */
export type Part = Given & {
  readonly bitmap: Uint8Array | undefined;
  /** How many rows the buffers have; those behind are null. */
  readonly readable: number;
};

/** What a column says of its nulls. */
export type Nulls = Pick<Column, 'length' | 'nullCount' | 'validity'>;

/** `planColumn`, for those of its parts that call it again. */
export type PlanColumn = (rows: Import, memory: Memory) => Write<Column>;
