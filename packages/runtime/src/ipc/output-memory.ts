/** One buffer that messages are written into, with the views that writing needs. */
export interface OutputBuffer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
}

/** Where a writer's messages go. */
export interface OutputMemory {
  /** A buffer of at least so many bytes. What is in it is left from before. */
  take(byteLength: number): OutputBuffer;
}

function makeBuffer(byteLength: number): OutputBuffer {
  const { buffer } = Buffer.allocUnsafeSlow(byteLength);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
}

/** A buffer of its own for every message: whoever gets it may keep it. */
export const freshMemory: OutputMemory = { take: makeBuffer };

/** Two buffers in turn: what was written is good until the next but one is. */
export class PingPongMemory implements OutputMemory {
  #current: OutputBuffer = makeBuffer(0);
  #other: OutputBuffer = makeBuffer(0);

  take(byteLength: number): OutputBuffer {
    const next = this.#other;
    this.#other = this.#current;
    // With room to spare, so that batches that grow by a little do not each need another.
    this.#current = next.bytes.byteLength >= byteLength ? next : makeBuffer(byteLength + (byteLength >> 2));
    return this.#current;
  }
}
