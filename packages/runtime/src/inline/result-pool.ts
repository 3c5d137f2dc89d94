import type { ResultMemory } from '../column/abi.ts';

/** Buffers in which results are made, batch after batch in the same ones. What a batch left there is gone in the next. */
export class ResultPool implements ResultMemory {
  readonly #buffers: ArrayBuffer[] = [];
  #next = 0;

  /** All buffers are free again. */
  reset(): void {
    this.#next = 0;
  }

  take(byteLength: number): ArrayBuffer {
    const at = this.#next++;
    let buffer = this.#buffers[at];
    if (buffer === undefined || buffer.byteLength < byteLength) {
      // With room to spare, so that batches that grow by a little do not each need another.
      buffer = new ArrayBuffer((byteLength + (byteLength >> 2) + 7) & ~7);
      this.#buffers[at] = buffer;
    }
    return buffer;
  }
}
