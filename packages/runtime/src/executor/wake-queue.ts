import type { Task } from './call.ts';

/** Tasks by the time at which something happens to them, each at its own: a binary heap that can take out any member. */
export class WakeQueue {
  private readonly heap: Task[] = [];

  get dueAt(): number {
    return this.heap[0]?.wakeAt ?? Number.POSITIVE_INFINITY;
  }

  /** Puts a task in, moves it, or takes it out where the time is Infinity. */
  set(task: Task, wakeAt: number): void {
    if (wakeAt === Number.POSITIVE_INFINITY) {
      this.remove(task);
      return;
    }
    task.wakeAt = wakeAt;
    if (task.heapIndex < 0) task.heapIndex = this.heap.push(task) - 1;
    this.rise(task);
    this.sink(task);
  }

  remove(task: Task): void {
    const { heap } = this;
    const at = task.heapIndex;
    if (at < 0) return;
    const last = heap.pop() as Task; // the task itself is in it
    task.heapIndex = -1;
    task.wakeAt = Number.POSITIVE_INFINITY;
    if (last === task) return;
    heap[at] = last;
    last.heapIndex = at;
    this.rise(last);
    this.sink(last);
  }

  /** Takes out the first task if its time has come. */
  shiftDue(now: number): Task | undefined {
    const first = this.heap[0];
    if (first === undefined || first.wakeAt > now) return undefined;
    this.remove(first);
    return first;
  }

  private rise(task: Task): void {
    const { heap } = this;
    let at = task.heapIndex;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Task; // above < at
      if (!goesBefore(task, parent)) break;
      heap[at] = parent;
      parent.heapIndex = at;
      at = above;
    }
    heap[at] = task;
    task.heapIndex = at;
  }

  private sink(task: Task): void {
    const { heap } = this;
    let at = task.heapIndex;
    for (;;) {
      let below = 2 * at + 1;
      const left = heap[below];
      if (left === undefined) break;
      const right = heap[below + 1];
      if (right !== undefined && goesBefore(right, left)) below++;
      const child = heap[below] as Task; // one of the two
      if (!goesBefore(child, task)) break;
      heap[at] = child;
      child.heapIndex = at;
      at = below;
    }
    heap[at] = task;
    task.heapIndex = at;
  }
}

/** What is due at the same time goes in the order in which the tasks were made. */
function goesBefore(a: Task, b: Task): boolean {
  return a.wakeAt < b.wakeAt || (a.wakeAt === b.wakeAt && a.order < b.order);
}
