import type { ArrowType } from '@sluice/sdk/manifest';
import type { ColumnValues } from './abi.ts';

/** How values of a fixed width are kept. */
export interface FixedWidth {
  /** Elements of the array for each value. */
  readonly stride: number;
  /** Gives them all as 0. */
  readonly allocate: (length: number) => ColumnValues;
}

/** Kinds of types whose values have a fixed number of bytes. */
export type FixedWidthType = ArrowType & {
  readonly kind:
    | 'int'
    | 'float'
    | 'fixed-binary'
    | 'uuid'
    | 'decimal'
    | 'date'
    | 'time'
    | 'timestamp'
    | 'duration'
    | 'interval';
};

/** The array in which values of the type are kept, as `Column` lists them. */
export function fixedWidth(type: FixedWidthType): FixedWidth {
  switch (type.kind) {
    case 'int':
      return { stride: 1, allocate: integers(type.bitWidth, type.signed) };
    case 'float':
      return { stride: 1, allocate: floats(type.bitWidth) };
    case 'fixed-binary':
      return { stride: type.byteWidth, allocate: (length) => new Uint8Array(length) };
    case 'uuid':
      return { stride: 16, allocate: (length) => new Uint8Array(length) };
    case 'decimal':
      if (type.bitWidth === 32) return { stride: 1, allocate: integers(32, true) };
      return { stride: type.bitWidth >> 6, allocate: integers(64, true) };
    case 'date':
      return { stride: 1, allocate: integers(type.bitWidth, true) };
    case 'time':
      return { stride: 1, allocate: integers(type.unit === 's' || type.unit === 'ms' ? 32 : 64, true) };
    case 'timestamp':
    case 'duration':
      return { stride: 1, allocate: integers(64, true) };
    case 'interval':
      return {
        stride: { 'year-month': 1, 'day-time': 2, 'month-day-nano': 4 }[type.unit],
        allocate: integers(32, true),
      };
  }
}

function integers(bitWidth: 8 | 16 | 32 | 64, signed: boolean): (length: number) => ColumnValues {
  switch (bitWidth) {
    case 8:
      return (length) => (signed ? new Int8Array(length) : new Uint8Array(length));
    case 16:
      return (length) => (signed ? new Int16Array(length) : new Uint16Array(length));
    case 32:
      return (length) => (signed ? new Int32Array(length) : new Uint32Array(length));
    case 64:
      return (length) => (signed ? new BigInt64Array(length) : new BigUint64Array(length));
  }
}

function floats(bitWidth: 16 | 32 | 64): (length: number) => ColumnValues {
  switch (bitWidth) {
    case 16:
      return (length) => new Uint16Array(length);
    case 32:
      return (length) => new Float32Array(length);
    case 64:
      return (length) => new Float64Array(length);
  }
}
