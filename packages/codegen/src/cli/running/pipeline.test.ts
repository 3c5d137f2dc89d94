import { expect, it } from 'vitest';
import { pipeline } from './pipeline.ts';

/** Items that are read one by one, and work on them that ends when a test says so. */
function harness(count: number, limit: number) {
  let read = 0;
  let closed = false;
  const finish = new Map<number, () => void>();
  async function* items(): AsyncGenerator<number> {
    try {
      while (read < count) yield read++;
    } finally {
      closed = true;
    }
  }
  const work = (item: number): Promise<string> =>
    new Promise((resolve) => {
      finish.set(item, () => resolve(`answer ${item}`));
    });
  const answers = pipeline(items(), work, { size: () => 1, limit });
  return { answers, finish, read: () => read, closed: () => closed };
}

/** Lets everything run that waits for nothing but its turn. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('gives answers in the order of the items, whichever is ready first', async () => {
  const { answers, finish } = harness(3, 10);
  const first = answers.next();
  await settle();
  for (const item of [2, 1, 0]) finish.get(item)?.();
  expect(await first).toEqual({ done: false, value: 'answer 0' });
  expect(await answers.next()).toEqual({ done: false, value: 'answer 1' });
  expect(await answers.next()).toEqual({ done: false, value: 'answer 2' });
  expect(await answers.next()).toEqual({ done: true, value: undefined });
});

it('reads no further than its limit until answers are taken', async () => {
  const { answers, finish, read } = harness(100, 4);
  const first = answers.next();
  await settle();
  expect(read()).toBe(4);
  finish.get(0)?.();
  await first;
  await settle();
  expect(read()).toBe(4); // It counts until the next one is asked for.
  void answers.next();
  await settle();
  expect(read()).toBe(5);
  await Promise.race([answers.return(), settle()]);
});

it('closes its input when it is left', async () => {
  const { answers, finish, closed } = harness(100, 2);
  const first = answers.next();
  await settle();
  finish.get(0)?.();
  await first;
  await answers.return();
  await settle();
  expect(closed()).toBe(true);
});

it('passes on what the input fails with, behind the answers before it', async () => {
  async function* items(): AsyncGenerator<number> {
    yield 1;
    throw new Error('the file ends too soon');
  }
  const seen: number[] = [];
  const all = (async () => {
    for await (const answer of pipeline(items(), async (item) => item, { size: () => 1, limit: 9 }))
      seen.push(answer);
  })();
  await expect(all).rejects.toThrow('the file ends too soon');
  expect(seen).toEqual([1]);
});

it('passes on what the work fails with', async () => {
  async function* items(): AsyncGenerator<number> {
    yield 1;
  }
  const answers = pipeline(items(), () => Promise.reject(new Error('no thread')), {
    size: () => 1,
    limit: 9,
  });
  await expect(answers.next()).rejects.toThrow('no thread');
});
