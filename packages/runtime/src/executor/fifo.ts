/** A queue whose `shift` costs the same however long it is: `Array.shift` moves what is left. */
export class Fifo<T> {
  private items: T[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  peek(): T | undefined {
    return this.items[this.head];
  }

  shift(): T | undefined {
    const { items, head } = this;
    if (head === items.length) return undefined;
    const item = items[head];
    if (head + 1 === items.length) {
      this.items = [];
      this.head = 0;
    } else if (head > 1024 && head * 2 > items.length) {
      this.items = items.slice(head + 1);
      this.head = 0;
    } else {
      this.head++;
    }
    return item;
  }
}
