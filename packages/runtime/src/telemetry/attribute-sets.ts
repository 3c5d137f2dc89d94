import type { Attributes, Meter } from '@opentelemetry/api';

const live = new WeakMap<Meter, Map<string, number>>();

/** Which attribute sets of a meter are in use: two handles with the same one overwrite each other's values. */
export class AttributeSet {
  readonly #sets: Map<string, number>;
  readonly #key: string;

  constructor(meter: Meter, attributes: Attributes) {
    this.#sets = live.get(meter) ?? new Map();
    live.set(meter, this.#sets);
    this.#key = JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  get inUse(): boolean {
    return this.#sets.has(this.#key);
  }

  take(): void {
    this.#sets.set(this.#key, (this.#sets.get(this.#key) ?? 0) + 1);
  }

  release(): void {
    const users = (this.#sets.get(this.#key) ?? 0) - 1;
    if (users > 0) this.#sets.set(this.#key, users);
    else this.#sets.delete(this.#key);
  }
}
