/** One buffer that messages are written into, with the views that writing needs: each costs more than a short message. */
export class OutputBuffer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  #float64: Float64Array | undefined;
  #int32: Int32Array | undefined;
  #int64: BigInt64Array | undefined;
  #written: Uint8Array<ArrayBuffer>;

  constructor(byteLength: number) {
    // Not zeroed: all of it that is given out is written.
    const { buffer } = Buffer.allocUnsafeSlow(byteLength + (-byteLength & 7));
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.#written = this.bytes;
  }

  /** The first bytes. */
  upTo(end: number): Uint8Array {
    if (this.#written.byteLength !== end) this.#written = new Uint8Array(this.bytes.buffer, 0, end);
    return this.#written;
  }

  /** Copies an array to a multiple of 8. */
  set(array: ArrayBufferView, at: number): void {
    // Between arrays of one kind `set` is a memcpy, and needs no view of the source.
    if (array instanceof Float64Array) {
      this.#float64 ??= new Float64Array(this.bytes.buffer);
      this.#float64.set(array, at / 8);
    } else if (array instanceof Int32Array) {
      this.#int32 ??= new Int32Array(this.bytes.buffer);
      this.#int32.set(array, at / 4);
    } else if (array instanceof BigInt64Array) {
      this.#int64 ??= new BigInt64Array(this.bytes.buffer);
      this.#int64.set(array, at / 8);
    } else if (array instanceof Uint8Array) {
      this.bytes.set(array, at);
    } else {
      this.bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    }
  }
}

/** Where a writer's messages go. */
export interface OutputMemory {
  /** A buffer of at least so many bytes. What is in it is left from before. */
  take(byteLength: number): OutputBuffer;
}

/** A buffer of its own for every message: whoever gets it may keep it. */
export const freshMemory: OutputMemory = {
  take: (byteLength) => new OutputBuffer(byteLength),
};

/** Two buffers in turn: what was written is good until the next but one is. */
export class PingPongMemory implements OutputMemory {
  #current: OutputBuffer = new OutputBuffer(0);
  #other: OutputBuffer = new OutputBuffer(0);

  take(byteLength: number): OutputBuffer {
    const next = this.#other;
    this.#other = this.#current;
    // With room to spare, so that batches that grow by a little do not each need another.
    this.#current =
      next.bytes.byteLength >= byteLength ? next : new OutputBuffer(byteLength + Math.ceil(byteLength / 4));
    return this.#current;
  }
}
