import type { ArrayOver, ColumnValues, ResultMemory } from '../column/abi.ts';
import { arrayOver } from './array-over.ts';

/** An array that was taken, and where it lies. */
interface Taken {
  readonly Elements: ArrayOver;
  readonly length: number;
  readonly at: number;
  readonly array: ColumnValues;
}

/** Where an array lies that is not in the buffer. */
const ELSEWHERE = -1;

/**
 * One buffer in which the arrays of a result are made, one behind the other, batch after batch. A batch that takes what the
 * one before it took is given the same objects: to make one costs as much as a dozen rows of numbers.
 */
export class ResultArea implements ResultMemory {
  #buffer: ArrayBuffer = new ArrayBuffer(0);
  /** In the order of their taking; what is behind `#count` is of an earlier batch. */
  readonly #taken: Taken[] = [];
  #count = 0;
  #end = 0;

  get buffer(): ArrayBuffer {
    return this.#buffer;
  }

  /**
   * Begins a batch: what was taken is free again, from byte `start` on, a multiple of 8. Makes the buffer as large as
   * `byteLength`, and as the batch before would have needed it. True where it is another buffer then.
   */
  reset(start: number, byteLength: number): boolean {
    const needed = Math.max(this.#end, byteLength);
    this.#end = start;
    this.#count = 0;
    if (needed <= this.#buffer.byteLength) return false;
    // Not zeroed: a result writes all that it takes. With room to spare, for batches that grow by a little.
    this.#buffer = Buffer.allocUnsafeSlow((needed + (needed >> 2) + 7) & ~7).buffer;
    this.#taken.length = 0;
    return true;
  }

  take<Values extends ColumnValues>(Elements: ArrayOver<Values>, length: number): Values {
    const at = this.#end;
    const byteLength = length * Elements.BYTES_PER_ELEMENT;
    this.#end = (at + byteLength + 7) & ~7;
    const known = this.#taken[this.#count];
    if (known !== undefined && known.at === at && known.length === length && known.Elements === Elements) {
      this.#count++;
      return known.array as Values; // made of these Elements
    }
    const fits = this.#end <= this.#buffer.byteLength;
    // For once in memory of its own; `reset` makes room for the next batch.
    const array = fits
      ? arrayOver(Elements, this.#buffer, at, length)
      : arrayOver(Elements, new ArrayBuffer(byteLength), 0, length);
    this.#taken[this.#count++] = { Elements, length, at: fits ? at : ELSEWHERE, array };
    return array;
  }

  /** Where in the buffer an array lies, which was taken for this batch or is a part of one that was; -1 for any other. */
  placeOf(array: ArrayBufferView | null): number {
    for (let i = 0; i < this.#count; i++) {
      const { array: taken, at } = this.#taken[i] as Taken; // there are so many
      if (taken === array) return at;
    }
    // A view of what was taken, as a Bool column makes it. To ask an array for its buffer costs as much as to make one.
    return array?.buffer === this.#buffer ? array.byteOffset : ELSEWHERE;
  }
}
