const CHUNK = 1024;
const FLUSH_MS = 1000;

/** Gathers how long rows take, while somebody wants to know; otherwise costs a test of a flag. */
export class Durations {
  enabled = false;
  readonly #send: (milliseconds: Float64Array) => void;
  #values = new Float64Array(CHUNK);
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (milliseconds: Float64Array) => void) {
    this.#send = send;
  }

  record(milliseconds: number): void {
    this.#values[this.#count++] = milliseconds;
    if (this.#count === CHUNK) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#count === 0) return;
    this.#send(this.#values.slice(0, this.#count));
    this.#count = 0;
  }
}
