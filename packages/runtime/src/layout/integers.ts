import type { ArrayOver } from '../column/abi.ts';
import { borrowed, NO_BUFFER } from './borrowed.ts';
import type { SourceArray } from './source.ts';

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

/** The values of an array of integers, or the indices of one that is encoded with some. */
export function integersOf({ type, values }: SourceArray): Integers {
  const integer = type.kind === 'dictionary' ? type.index : type.kind === 'int' ? type : undefined;
  if (integer === undefined || values === undefined) return new Int32Array(0);
  const Elements = integerArray(integer.bitWidth, integer.signed);
  const count = Math.floor(values.byteLength / Elements.BYTES_PER_ELEMENT);
  return borrowed.elements(Elements, values, 0, count, count)(NO_BUFFER);
}
