import { aggregate } from '@sluice/sdk';

interface Entry {
  item: string;
  count: bigint;
}

/** The three most frequent items and how often each was seen. Exact: it keeps a count for each item. */
@aggregate({ name: 'top_3', deterministic: true })
export class TopThree {
  init(): Map<string, bigint> {
    return new Map();
  }

  accumulate(counts: Map<string, bigint>, item: string | null): void {
    if (item !== null) counts.set(item, (counts.get(item) ?? 0n) + 1n);
  }

  retract(counts: Map<string, bigint>, item: string | null): void {
    const count = item === null ? undefined : counts.get(item);
    if (item === null || count === undefined) return;
    if (count === 1n) counts.delete(item);
    else counts.set(item, count - 1n);
  }

  merge(counts: Map<string, bigint>, others: Map<string, bigint>): void {
    for (const [item, count] of others) counts.set(item, (counts.get(item) ?? 0n) + count);
  }

  finish(counts: Map<string, bigint>): Entry[] {
    return [...counts]
      .map(([item, count]) => ({ item, count }))
      .sort((a, b) => (a.count === b.count ? (a.item < b.item ? -1 : 1) : a.count < b.count ? 1 : -1))
      .slice(0, 3);
  }
}
