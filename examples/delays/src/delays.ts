import { aggregate, type Int32, udf } from '@sluice/sdk';

const CRUISING_MPH = 480;
const ON_THE_GROUND_HOURS = 0.6;

/** Vectorized: whole columns in, one out, each the memory of an Arrow array. */
export const hoursGateToGate = udf(
  { vectorized: true },
  (miles: Float64Array, delay: Float64Array): Float64Array => {
    const hours = new Float64Array(miles.length);
    for (let row = 0; row < hours.length; row++) {
      hours[row] = ON_THE_GROUND_HOURS + (miles[row] ?? 0) / CRUISING_MPH + (delay[row] ?? 0) / 60;
    }
    return hours;
  },
);

/** A table function: none or more rows for each. A flight is a visit to both of its airports. */
export const visits = udf({}, function* (origin: string, destination: string): Generator<string> {
  yield origin;
  if (destination !== origin) yield destination;
});

interface Moments {
  count: Int32;
  mean: number;
  squares: number;
  worst: number;
}

/** An aggregate: many rows in, one value out. Its state is Arrow too, so that parts of it travel and are merged. */
@aggregate()
export class DelayStats {
  init(): Moments {
    return { count: 0, mean: 0, squares: 0, worst: Number.NEGATIVE_INFINITY };
  }

  accumulate(state: Moments, delay: number): void {
    const difference = delay - state.mean;
    state.count += 1;
    state.mean += difference / state.count;
    state.squares += difference * (delay - state.mean);
    state.worst = Math.max(state.worst, delay);
  }

  merge(state: Moments, other: Moments): void {
    if (other.count === 0) return;
    const difference = other.mean - state.mean;
    const count = state.count + other.count;
    state.mean += (difference * other.count) / count;
    state.squares += other.squares + (difference ** 2 * state.count * other.count) / count;
    state.count = count;
    state.worst = Math.max(state.worst, other.worst);
  }

  finish({
    count,
    mean,
    squares,
    worst,
  }: Moments): { flights: Int32; mean: number; sd: number; worst: number } | null {
    return count < 2 ? null : { flights: count, mean, sd: Math.sqrt(squares / (count - 1)), worst };
  }
}
