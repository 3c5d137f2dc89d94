import { aggregate, type Int32 } from '@sluice/sdk';

/** What is kept of all values seen (Welford, 1962): it does not lose precision as the difference of two sums does. */
interface Moments {
  count: Int32;
  mean: number;
  /** The sum of the squared distances from the mean. */
  squares: number;
}

interface Summary {
  count: Int32;
  mean: number;
  deviation: number;
}

/** How many values there are, their mean, and how far they lie from it; null without any. */
@aggregate({ deterministic: true })
export class Spread {
  init(): Moments {
    return { count: 0, mean: 0, squares: 0 };
  }

  accumulate(state: Moments, value: number): void {
    state.count++;
    const distance = value - state.mean;
    state.mean += distance / state.count;
    state.squares += distance * (value - state.mean);
  }

  /** Parts that were computed elsewhere, on another thread or machine, become one (Chan et al., 1979). */
  merge(state: Moments, other: Moments): void {
    const count = state.count + other.count;
    if (count === 0) return;
    const distance = other.mean - state.mean;
    state.squares += other.squares + (distance ** 2 * state.count * other.count) / count;
    state.mean += (distance * other.count) / count;
    state.count = count;
  }

  finish({ count, mean, squares }: Moments): Summary | null {
    return count === 0 ? null : { count, mean, deviation: Math.sqrt(squares / count) };
  }
}
