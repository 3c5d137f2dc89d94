import { type Integers, integerArray } from '../column/fixed-width.ts';
import { borrowed, NO_BUFFER } from './borrowed.ts';
import type { SourceArray } from './source.ts';

/** The values of an array of integers, or the indices of one that is encoded with some. */
export function integersOf({ type, values }: SourceArray): Integers {
  const integer = type.kind === 'dictionary' ? type.index : type.kind === 'int' ? type : undefined;
  if (integer === undefined || values === undefined) return new Int32Array(0);
  const Elements = integerArray(integer.bitWidth, integer.signed);
  const count = Math.floor(values.byteLength / Elements.BYTES_PER_ELEMENT);
  return borrowed.elements(Elements, values, 0, count, count)(NO_BUFFER);
}
