/** Results kept by key: at most `maxEntries`, the least recently used goes first; each for at most `ttlMs`. */
export class ResultCache {
  hits = 0;
  private readonly maxEntries: number;
  private readonly ttlMs: number;
  /** In the order of use: a Map keeps the order of insertion. */
  private readonly entries = new Map<unknown, { readonly value: unknown; readonly staleAt: number }>();

  constructor(maxEntries: number, ttlMs: number) {
    this.maxEntries = maxEntries;
    this.ttlMs = ttlMs;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: unknown, now: number): { readonly value: unknown } | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key);
    if (entry.staleAt <= now) return undefined;
    this.entries.set(key, entry);
    this.hits++;
    return entry;
  }

  set(key: unknown, value: unknown, now: number): void {
    this.entries.delete(key);
    this.entries.set(key, { value, staleAt: now + this.ttlMs });
    if (this.entries.size <= this.maxEntries) return;
    for (const oldest of this.entries.keys()) {
      this.entries.delete(oldest);
      break;
    }
  }
}
