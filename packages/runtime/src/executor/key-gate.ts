import type { KeyEntry, Task } from './call.ts';

/**
 * At most one running call a key, and the rows of a key in order. Rows that wait for their key take no room in the
 * window, or a hot key would fill it and stop all others; how many may wait is limited apart.
 */
export class KeyGate {
  /** Rows that wait behind another row of their key. */
  blocked = 0;
  private readonly entries = new Map<unknown, KeyEntry>();

  /** Whether the row may run now; if not it has been queued. */
  enter(task: Task, key: unknown): boolean {
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = { key, holder: null, zombies: 0, waiting: new Set() };
      this.entries.set(key, entry);
    }
    task.key = entry;
    if (entry.holder === null && entry.zombies === 0 && entry.waiting.size === 0) {
      entry.holder = task;
      return true;
    }
    entry.waiting.add(task);
    this.blocked++;
    return false;
  }

  /** The holder is final. Gives the row that may run now. */
  release(entry: KeyEntry): Task | undefined {
    entry.holder = null;
    return this.next(entry);
  }

  /** A row that waits for its key waits no more. */
  leave(task: Task, entry: KeyEntry): void {
    if (entry.waiting.delete(task)) this.blocked--;
  }

  /** A call that was given up has settled, or was written off. Gives the row that may run now. */
  buried(entry: KeyEntry): Task | undefined {
    entry.zombies--;
    if (entry.zombies > 0) return undefined;
    if (entry.holder === null) return this.next(entry);
    return entry.holder.state === 'blocked' ? entry.holder : undefined;
  }

  /** Rows of the key that has most of them waiting. */
  get longestQueue(): number {
    let longest = 0;
    for (const { waiting } of this.entries.values()) longest = Math.max(longest, waiting.size);
    return longest;
  }

  private next(entry: KeyEntry): Task | undefined {
    if (entry.zombies > 0) return undefined;
    for (const task of entry.waiting) {
      this.leave(task, entry);
      entry.holder = task;
      return task;
    }
    this.entries.delete(entry.key);
    return undefined;
  }
}
