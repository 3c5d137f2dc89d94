import { damaged } from './damaged.ts';
import { type IpcBatch, IpcDecoder } from './decoder.ts';
import { viewOf } from './flat-reader.ts';
import { FILE_MAGIC, FILE_PREFIX_BYTES, PREFIX_BYTES } from './format.ts';
import { metadataLength, readMessage } from './message.ts';
import type { SourceSchema } from './read-schema.ts';

/**
 * Reads an Arrow IPC stream from chunks of bytes, cut anywhere. The stream inside a file (`ARROW1`) is read too; its
 * footer is not.
 *
 * A batch's arrays are views into the chunk that has its message whole, and else into a buffer of the message's own:
 * leave the chunks alone for as long as you use a batch.
 */
export class IpcStreamReader {
  readonly #decoder = new IpcDecoder();
  readonly #chunks: Uint8Array[] = [];
  /** Bytes of the chunks that have not been read. */
  #available = 0;
  #begun = false;
  #over = false;

  /** Undefined until `next` has come by it. */
  get schema(): SourceSchema | undefined {
    return this.#decoder.schema;
  }

  /** Adds bytes at the end. What follows the stream's end is not looked at. */
  push(chunk: Uint8Array): void {
    if (this.#over || chunk.byteLength === 0) return;
    this.#chunks.push(chunk);
    this.#available += chunk.byteLength;
  }

  /**
   * The next batch whose bytes have all come; undefined where there is none yet, or no more.
   *
   * @throws SluiceError `invalid-argument`
   */
  next(): IpcBatch | undefined {
    while (!this.#over) {
      if (!this.#begin()) return undefined;
      const prefix = this.#peek(PREFIX_BYTES);
      if (prefix === undefined) return undefined;
      const metadataBytes = metadataLength(viewOf(prefix), 0);
      if (metadataBytes === 0) {
        this.#over = true;
        this.#chunks.length = 0;
        this.#available = 0;
        return undefined;
      }
      const bodyStart = PREFIX_BYTES + metadataBytes;
      const head = this.#peek(bodyStart);
      if (head === undefined) return undefined;
      const message = readMessage(head.subarray(PREFIX_BYTES, bodyStart));
      const whole = this.#take(bodyStart + message.bodyLength);
      if (whole === undefined) return undefined;
      const batch = this.#decoder.read(message, whole, bodyStart);
      if (batch !== undefined) return batch;
    }
    return undefined;
  }

  /**
   * To be called when no more bytes come.
   *
   * @throws SluiceError `invalid-argument` when the stream is cut off
   */
  end(): void {
    if (this.#over) return;
    if (this.#available > 0) throw damaged(`it ends within a message, after ${this.#available} bytes of it`);
    if (this.schema === undefined) throw damaged('it ends before its schema');
  }

  /** Skips the beginning of a file. False where too little has come to tell. */
  #begin(): boolean {
    if (this.#begun) return true;
    const start = this.#peek(FILE_PREFIX_BYTES);
    if (start === undefined) return false;
    this.#begun = true;
    if (Buffer.from(start.subarray(0, FILE_MAGIC.length)).toString('latin1') === FILE_MAGIC) {
      this.#take(FILE_PREFIX_BYTES);
    }
    return true;
  }

  /** The next bytes in one piece, which stay; undefined where so many have not come. */
  #peek(byteLength: number): Uint8Array | undefined {
    if (this.#available < byteLength) return undefined;
    const [first] = this.#chunks;
    if (first === undefined || first.byteLength < byteLength) this.#join(byteLength);
    return this.#chunks[0]?.subarray(0, byteLength);
  }

  #take(byteLength: number): Uint8Array | undefined {
    const taken = this.#peek(byteLength);
    const [first] = this.#chunks;
    if (taken === undefined || first === undefined) return undefined;
    if (first.byteLength === byteLength) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(byteLength);
    this.#available -= byteLength;
    return taken;
  }

  /** Makes one chunk of the next bytes. There are so many: a length that lies cannot make us allocate. */
  #join(byteLength: number): void {
    // Not from Node's pool, so that it is aligned; not zeroed, for it is filled.
    const joined = new Uint8Array(Buffer.allocUnsafeSlow(byteLength).buffer);
    let filled = 0;
    let used = 0;
    while (filled < byteLength) {
      const chunk = this.#chunks[used] as Uint8Array; // #available counts what the chunks have
      const wanted = byteLength - filled;
      if (chunk.byteLength > wanted) {
        joined.set(chunk.subarray(0, wanted), filled);
        this.#chunks[used] = chunk.subarray(wanted);
        filled = byteLength;
      } else {
        joined.set(chunk, filled);
        filled += chunk.byteLength;
        used++;
      }
    }
    this.#chunks.splice(0, used, joined);
  }
}
