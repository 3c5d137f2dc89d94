import type { ColumnValues } from '../column/abi.ts';
import { fixedWidth } from '../column/fixed-width.ts';
import { borrowed, NO_BUFFER } from './borrowed.ts';
import { bitAt } from './coverage.ts';
import { damaged } from './damaged.ts';
import type { Part } from './import.ts';
import type { Memory, Write } from './memory.ts';

/**
 * Decimals of another width than the column's: little-endian words of 32 bits, of which those that a narrower one lacks
 * repeat its sign.
 *
 * @throws SluiceError `invalid-argument` when a value needs more bits than the column has: it exceeds its own precision
 */
export function planDecimal(
  { array, bitmap, field, origin, start, readable, length }: Part,
  givenBits: number,
  wantedBits: number,
  memory: Memory,
): Write<ColumnValues> {
  const given = givenBits / 32;
  const wanted = wantedBits / 32;
  const source = borrowed.elements(
    Int32Array,
    array.values,
    start * given,
    readable * given,
    readable * given,
  )(NO_BUFFER);
  const { Elements, stride } = fixedWidth(field.type);
  return memory.filled(Elements, length * stride, (values) => {
    const target = new Int32Array(values.buffer, values.byteOffset, length * wanted);
    const shared = Math.min(given, wanted);
    for (let row = 0; row < readable; row++) {
      if (bitmap !== undefined && !bitAt(bitmap, array.bitOffset + start + row)) continue;
      for (let word = 0; word < shared; word++) {
        target[row * wanted + word] = source[row * given + word] as number;
      }
      const sign = (source[row * given + shared - 1] as number) >> 31;
      for (let word = shared; word < wanted; word++) target[row * wanted + word] = sign;
      for (let word = shared; word < given; word++) {
        if (source[row * given + word] !== sign) {
          throw damaged(origin, `row ${row} has a value of more than ${wantedBits} bits`);
        }
      }
    }
  });
}
