import type { ArrowType } from '@sluice/sdk/manifest';
import type { ArrayOver } from '../column/abi.ts';
import { integerArray } from './integers.ts';

/** How the values of a column lie in memory: so many elements of a typed array a row. */
export interface FixedWidth {
  readonly Elements: ArrayOver;
  readonly stride: number;
}

const FLOATS = { 16: Uint16Array, 32: Float32Array, 64: Float64Array } as const;

/** The layout of a fixed-width type: see the table at `Column`. */
export function fixedWidth(type: ArrowType): FixedWidth {
  switch (type.kind) {
    case 'int':
      return { Elements: integerArray(type.bitWidth, type.signed), stride: 1 };
    case 'float':
      return { Elements: FLOATS[type.bitWidth], stride: 1 };
    case 'fixed-binary':
      return { Elements: Uint8Array, stride: type.byteWidth };
    case 'uuid':
      return { Elements: Uint8Array, stride: 16 };
    case 'decimal':
      return type.bitWidth === 32
        ? { Elements: Int32Array, stride: 1 }
        : { Elements: BigInt64Array, stride: type.bitWidth / 64 };
    case 'date':
      return { Elements: type.bitWidth === 32 ? Int32Array : BigInt64Array, stride: 1 };
    case 'time':
      return { Elements: type.unit === 's' || type.unit === 'ms' ? Int32Array : BigInt64Array, stride: 1 };
    case 'timestamp':
    case 'duration':
      return { Elements: BigInt64Array, stride: 1 };
    case 'interval':
      return {
        Elements: Int32Array,
        stride: { 'year-month': 1, 'day-time': 2, 'month-day-nano': 4 }[type.unit],
      };
    default:
      throw new Error(`${type.kind} has no fixed width; please report`);
  }
}
