import { aggregate } from '@sluice/sdk';

interface State {
  sum: number;
  weight: number;
}

@aggregate({ deterministic: true, onError: 'capture' })
export class WeightedMean {
  init(): State {
    return { sum: 0, weight: 0 };
  }

  accumulate(state: State, value: number, weight: number): void {
    if (weight < 0) throw new RangeError(`a weight of ${weight}`);
    state.sum += value * weight;
    state.weight += weight;
  }

  merge(state: State, other: State): void {
    state.sum += other.sum;
    state.weight += other.weight;
  }

  finish({ sum, weight }: State): number | null {
    return weight === 0 ? null : sum / weight;
  }
}
