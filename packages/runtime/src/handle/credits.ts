/** How much more the other thread accepts. `take` waits, in order of arrival, until there is some. */
export class Credits {
  #available = 0;
  #ended: unknown;
  readonly #waiting: { resolve(): void; reject(reason: unknown): void }[] = [];

  give(count: number): void {
    this.#available += count;
    while (this.#available > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#available--;
      next.resolve();
    }
  }

  /** Takes one at once; false when there is none. */
  tryTake(): boolean {
    if (this.#available === 0 || this.#waiting.length > 0) return false;
    this.#available--;
    return true;
  }

  /** Takes one, waiting for it. Rejects with the signal's reason when that comes first. */
  take(signal?: AbortSignal): Promise<void> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.tryTake()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const forget = (): void => signal?.removeEventListener('abort', abort);
      const waiter = {
        resolve: () => {
          forget();
          resolve();
        },
        reject: (reason: unknown) => {
          forget();
          reject(reason);
        },
      };
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        waiter.reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  /** Rejects whoever waits, now and later. */
  end(reason: unknown): void {
    this.#ended = reason;
    this.#available = 0;
    for (const waiter of this.#waiting.splice(0)) waiter.reject(reason);
  }
}
