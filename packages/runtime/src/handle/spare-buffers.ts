/** Buffers kept, at most. */
const MAX_SPARES = 4;
/** A spare that is larger than this many times what is needed is left for another batch. */
const MAX_SLACK = 4;

/**
 * Buffers that have carried a batch to the thread and come back. Using one again spares the operating system fresh pages
 * and V8 the collection of external memory, which together are most of what a batch's way costs the host.
 */
export class SpareBuffers {
  readonly #spares: ArrayBuffer[] = [];

  /** A buffer of at least so many bytes, all of them 0. */
  take(byteLength: number): ArrayBuffer {
    const fits = (spare: ArrayBuffer): boolean =>
      spare.byteLength >= byteLength && spare.byteLength <= MAX_SLACK * byteLength;
    const index = this.#spares.findIndex(fits);
    const [spare] = index < 0 ? [] : this.#spares.splice(index, 1);
    if (spare === undefined) return new ArrayBuffer(byteLength);
    new Uint8Array(spare, 0, byteLength).fill(0);
    return spare;
  }

  give(buffer: ArrayBuffer): void {
    // The oldest goes: batches of a stream are of a size, which may change.
    if (this.#spares.push(buffer) > MAX_SPARES) this.#spares.shift();
  }
}
