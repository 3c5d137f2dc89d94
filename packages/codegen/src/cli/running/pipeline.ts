/** Work on items that is started in their order, and whose answers are given in it. */
export interface PipelineOptions<Item> {
  /** How much an item counts. */
  size(item: Item): number;
  /** How much may be at work or wait for whoever takes the answers: no further item is read before. */
  readonly limit: number;
}

interface Entry<Answer> {
  readonly size: number;
  readonly answer: Promise<Answer>;
}

/**
 * Answers to items, in their order, while further items are read and worked on. Leaving it early closes the input; what
 * has been started is told by its own signal.
 */
export async function* pipeline<Item, Answer>(
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<Answer>,
  { size, limit }: PipelineOptions<Item>,
): AsyncGenerator<Answer, void, undefined> {
  const entries: Entry<Answer>[] = [];
  let total = 0;
  let over = false;
  let failure: { readonly error: unknown } | undefined;
  let wakeReader = (): void => {};
  let wakeTaker = (): void => {};
  const iterator = items[Symbol.asyncIterator]();
  const read = async (): Promise<void> => {
    try {
      while (!over) {
        if (total >= limit) {
          await new Promise<void>((resolve) => {
            wakeReader = resolve;
          });
          continue;
        }
        const next = await iterator.next();
        if (next.done === true || over) break;
        const entry = { size: size(next.value), answer: work(next.value) };
        entry.answer.catch(() => undefined); // Whoever takes it hears of it.
        entries.push(entry);
        total += entry.size;
        wakeTaker();
      }
    } catch (error) {
      failure = { error };
    }
    over = true;
    wakeTaker();
  };
  const reading = read();
  try {
    for (;;) {
      const entry = entries.shift();
      if (entry !== undefined) {
        const answer = await entry.answer;
        yield answer;
        total -= entry.size;
        wakeReader();
      } else if (over) {
        if (failure !== undefined) throw failure.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          wakeTaker = resolve;
        });
      }
    }
  } finally {
    const done = over;
    over = true;
    wakeReader();
    // An input that gives nothing more must not hold up whoever leaves.
    if (done) await reading;
    else void iterator.return?.(undefined)?.catch(() => undefined);
  }
}
