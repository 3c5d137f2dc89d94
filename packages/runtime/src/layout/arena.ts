import type { ArrayOver, ColumnValues } from '../column/abi.ts';
import type { Origin } from './damaged.ts';
import type { Memory, Write } from './memory.ts';
import { rebase, type SourceOffsets } from './rebase.ts';

const ALIGNMENT = 8;

/**
 * Lays out parts of one buffer, into which all is copied. What fills a part is to be called with a buffer of the arena's
 * size, full of zeros, once it is known how large that must be.
 */
export class Arena implements Memory {
  readonly keeps = false;
  byteLength = 0;

  #take(byteLength: number): number {
    const place = this.byteLength;
    this.byteLength += Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
    return place;
  }

  elements<View extends ColumnValues>(
    Elements: ArrayOver<View>,
    source: ArrayBufferView | undefined,
    from: number,
    count: number,
    length: number,
  ): Write<View> {
    const width = Elements.BYTES_PER_ELEMENT;
    const place = this.#take(length * width);
    return (buffer) => {
      if (source !== undefined && count > 0) {
        const start = source.byteOffset + from * width;
        new Uint8Array(buffer, place).set(new Uint8Array(source.buffer, start, count * width));
      }
      return new Elements(buffer, place, length);
    };
  }

  bits(source: Uint8Array, from: number, count: number, length: number): Write<Int32Array> {
    return this.filled(Int32Array, (length + 31) >> 5, (words) => copyBits(source, from, count, words));
  }

  offsets(
    source: SourceOffsets,
    from: number,
    count: number,
    length: number,
    origin: Origin,
  ): Write<Int32Array> {
    return this.filled(Int32Array, length + 1, (target) => rebase(source, from, count, target, origin));
  }

  filled<View extends ColumnValues>(
    Elements: ArrayOver<View>,
    length: number,
    fill: (target: View) => void,
  ): Write<View> {
    const place = this.#take(length * Elements.BYTES_PER_ELEMENT);
    return (buffer) => {
      const target = new Elements(buffer, place, length);
      fill(target);
      return target;
    };
  }
}

/** Copies `count` bits from bit `from` on to the start of the words, which are 0. */
export function copyBits(source: Uint8Array, from: number, count: number, words: Int32Array): void {
  const target = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  const byteCount = (count + 7) >> 3;
  const start = from >> 3;
  const shift = from & 7;
  if (shift === 0) {
    target.set(source.subarray(start, start + byteCount));
  } else {
    for (let i = 0; i < byteCount; i++) {
      target[i] = ((source[start + i] ?? 0) >> shift) | ((source[start + i + 1] ?? 0) << (8 - shift));
    }
  }
  // The last byte may hold bits of rows behind the slice's end.
  if ((count & 7) !== 0) {
    target[byteCount - 1] = (target[byteCount - 1] as number) & ((1 << (count & 7)) - 1);
  }
}
