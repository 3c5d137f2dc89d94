import type { ArrowType } from '@sluice/sdk/manifest';
import type { ArrayOver } from './abi.ts';

/** How values of a fixed width lie in memory: so many elements of a typed array for each. */
export interface FixedWidth {
  readonly Elements: ArrayOver;
  readonly stride: number;
}

const FLOATS = { 16: Uint16Array, 32: Float32Array, 64: Float64Array } as const;

/** The array in which values of the type are kept: see the table at `Column`. */
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
      return { Elements: integerArray(type.bitWidth, true), stride: 1 };
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

export type Integers =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** The typed array of integers of a width. */
export function integerArray(bitWidth: 8 | 16 | 32 | 64, signed: boolean): ArrayOver<Integers> {
  switch (bitWidth) {
    case 8:
      return signed ? Int8Array : Uint8Array;
    case 16:
      return signed ? Int16Array : Uint16Array;
    case 32:
      return signed ? Int32Array : Uint32Array;
    case 64:
      return signed ? BigInt64Array : BigUint64Array;
  }
}
