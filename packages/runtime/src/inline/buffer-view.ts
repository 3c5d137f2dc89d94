import type { ArrayOver, ColumnValues } from '../column/abi.ts';
import { STRUCT_BYTES } from '../ipc/format.ts';
import { arrayOver } from './array-over.ts';
import type { BatchHead } from './batch-head.ts';

/** Arrays over one buffer of each message. One is made where the last lies elsewhere or has another length. */
export class BufferView<Values extends ColumnValues> {
  readonly #Elements: ArrayOver<Values>;
  /** Where the buffer is named, behind the first. */
  readonly #entry: number;
  #buffer: ArrayBufferLike | undefined;
  #start = 0;
  #length = 0;
  #values: Values | undefined;

  /** @param place of the buffer among those of a batch */
  constructor(Elements: ArrayOver<Values>, place: number) {
    this.#Elements = Elements;
    this.#entry = STRUCT_BYTES * place;
  }

  /** How many bytes the buffer has. */
  byteLength({ view, buffers }: BatchHead): number {
    return view.getInt32(buffers + this.#entry + 8, true);
  }

  /**
   * The first elements of the buffer; undefined where it has fewer, or they do not lie at a multiple of their size.
   *
   * @param needed bytes of the buffer; elements may reach into the padding behind them
   */
  read(
    head: BatchHead,
    length: number,
    needed: number = length * this.#Elements.BYTES_PER_ELEMENT,
  ): Values | undefined {
    const size = this.#Elements.BYTES_PER_ELEMENT;
    const start = head.body + head.view.getInt32(head.buffers + this.#entry, true);
    if (needed > this.byteLength(head) || (start & (size - 1)) !== 0) return undefined;
    if (start + length * size > head.end) return undefined;
    const { buffer } = head;
    if (start !== this.#start || length !== this.#length || buffer !== this.#buffer) {
      this.#values = arrayOver(this.#Elements, buffer, start, length);
      this.#buffer = buffer;
      this.#start = start;
      this.#length = length;
    }
    return this.#values;
  }
}

/** Bitmaps over one buffer of each message: whole words with nothing behind the last row, as columns have them. */
export class BitmapView {
  readonly #words: BufferView<Int32Array>;

  constructor(place: number) {
    this.#words = new BufferView(Int32Array, place);
  }

  /** Undefined for a bitmap that does not lie so. */
  read(head: BatchHead): Int32Array | undefined {
    const { length } = head;
    const words = this.#words.read(head, (length + 31) >> 5, (length + 7) >> 3);
    const tail = length & 31;
    if (words === undefined || tail === 0) return words;
    return (words[length >> 5] as number) >>> tail === 0 ? words : undefined; // there is one more than full words
  }
}

/** Which rows of an array are null. */
export class ValidityView {
  readonly #node: number;
  readonly #bitmap: BitmapView;

  /** @param node of the array among those of a batch; `place`: of its bitmap among the buffers */
  constructor(node: number, place: number) {
    this.#node = STRUCT_BYTES * node;
    this.#bitmap = new BitmapView(place);
  }

  nullCount({ view, nodes }: BatchHead): number {
    return view.getInt32(nodes + this.#node + 8, true);
  }

  /** Null where no row is null; undefined for a bitmap that does not lie as a column's. */
  read(head: BatchHead): Int32Array | null | undefined {
    return this.nullCount(head) === 0 ? null : this.#bitmap.read(head);
  }
}
