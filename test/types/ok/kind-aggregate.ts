import { aggregate } from '@sluice/sdk';

interface Mean {
  sum: number;
  weight: number;
}

@aggregate({ deterministic: true })
export class WeightedMean {
  init(): Mean {
    return { sum: 0, weight: 0 };
  }

  accumulate(state: Mean, value: number, weight: number): void {
    state.sum += value * weight;
    state.weight += weight;
  }

  retract(state: Mean, value: number, weight: number): void {
    this.accumulate(state, value, -weight);
  }

  merge(state: Mean, other: Mean): void {
    state.sum += other.sum;
    state.weight += other.weight;
  }

  finish({ sum, weight }: Mean): number | null {
    return weight === 0 ? null : sum / weight;
  }
}
