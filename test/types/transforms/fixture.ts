import { aggregate, type UdfContext, udf } from '@sluice/sdk';

/** The kind of decorators that the compiler emitted, as one of its decorators sees it. */
export let mode = 'none';
const observe = (_target: unknown, context: unknown): void => {
  mode = typeof context === 'object' ? 'TC39' : 'legacy';
};

export class Geo {
  static readonly region: string = 'EU';
  readonly prefix: string = 'city of ';

  @udf({ async: true, ordered: true, timeout: '2s', maxInFlight: 500 })
  static async city(ip: string, ctx?: UdfContext): Promise<string | null> {
    return ip === '' ? null : `${Geo.region} ${ip} ${ctx?.attempt ?? 0}`;
  }

  @udf({ name: 'label', deterministic: true })
  label(name: string): string {
    return this.prefix + name;
  }

  @udf()
  @observe
  static plain(value: number): number {
    return value;
  }

  static untouched(value: number): number {
    return value;
  }
}

@aggregate({ name: 'total', deterministic: true })
export class Sum {
  static readonly zero: number = 0;

  init(): { sum: number } {
    return { sum: Sum.zero };
  }
  accumulate(state: { sum: number }, value: number): void {
    state.sum += value;
  }
  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }
  finish(state: { sum: number }): number {
    return state.sum;
  }
}

export const words = udf({}, function* (text: string): Generator<string> {
  yield* text.split(' ');
});

export const twice = udf(
  { vectorized: true },
  (values: Float64Array): Float64Array => values.map((value) => 2 * value),
);

export const half = udf({ onError: 'null' }, (value: number): number => value / 2);
