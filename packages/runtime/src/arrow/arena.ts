import { damaged, type Origin } from './damaged.ts';

/** Fills a place in the buffer and gives the view of it. Called once, with a buffer of the arena's size. */
export type Write<View> = (buffer: ArrayBuffer) => View;

const ALIGNMENT = 8;

/**
 * Lays out parts of one buffer. Each method reserves a place and gives what will fill it, once it is known how large
 * the buffer must be. Parts may be longer than what is copied into them: the rest is as if it were null.
 */
export class Arena {
  byteLength = 0;

  #take(byteLength: number): number {
    const place = this.byteLength;
    this.byteLength += Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
    return place;
  }

  /** `copied` bytes from `from` on, in a part of `byteLength`. */
  bytes(
    source: ArrayBufferView | undefined,
    from: number,
    copied: number,
    byteLength: number,
  ): Write<Uint8Array<ArrayBuffer>> {
    const place = this.#take(byteLength);
    return (buffer) => {
      const target = new Uint8Array(buffer, place, byteLength);
      if (source !== undefined && copied > 0) {
        target.set(new Uint8Array(source.buffer, source.byteOffset + from, copied));
      }
      return target;
    };
  }

  /** `copied` bits from `from` on, shifted so that the first is bit 0, as 32-bit words for `length` rows. */
  bits(source: Uint8Array, from: number, copied: number, length: number): Write<Int32Array> {
    const wordCount = (length + 31) >> 5;
    const place = this.#take(wordCount * 4);
    return (buffer) => {
      const target = new Uint8Array(buffer, place, wordCount * 4);
      const byteCount = (copied + 7) >> 3;
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
      if ((copied & 7) !== 0) {
        target[byteCount - 1] = (target[byteCount - 1] as number) & ((1 << (copied & 7)) - 1);
      }
      return new Int32Array(buffer, place, wordCount);
    };
  }

  /** The offsets of `copied` rows, rebased to start at 0; further rows are empty. */
  offsets(source: Int32Array, copied: number, length: number, origin: Origin): Write<Int32Array> {
    const place = this.#take((length + 1) * 4);
    return (buffer) => {
      const target = new Int32Array(buffer, place, length + 1);
      const first = source[0] ?? 0;
      const fallen = rebase(source, first, copied, target);
      if (fallen > 0) {
        throw damaged(origin, `its offsets fall from ${source[fallen - 1]} to ${source[fallen]}`);
      }
      if (copied < length) target.fill(target[copied] as number, copied + 1); // there are length + 1 offsets
      return target;
    };
  }
}

/**
 * Copies `count` offsets behind the first, less `first`. Gives the index of one that is less than the offset before it,
 * 0 where they rise. Arrow columnar format, variable-size binary layout: offsets never fall, not even for null rows.
 */
function rebase(source: Int32Array, first: number, count: number, target: Int32Array): number {
  let fallen = 0;
  let last = first;
  for (let row = 1; row <= count; row++) {
    const end = source[row] as number; // there are count + 1 offsets
    if (end < last) fallen = row;
    target[row] = end - first;
    last = end;
  }
  return fallen;
}
