import { aggregate, type Column, type UdfContext, udf } from '@sluice/sdk';
import { testAggregate, testBatch, testTable, testUdf, testVectorized } from '@sluice/sdk/testing';

class Geo {
  @udf({ async: true })
  static async city(ip: string, hint?: string | null, ctx?: UdfContext): Promise<string | null> {
    return `${ip}${hint}${ctx?.attempt}`;
  }
  @udf()
  area(width: number, height: number): number {
    return width * height;
  }
}

const embed = udf(
  { async: true, batch: { maxRows: 2 } },
  async (texts: string[], weights: (number | null)[]): Promise<(Float32Array | Error)[]> =>
    texts.map((text, row) => Float32Array.of(text.length * (weights[row] ?? 1))),
);

const words = udf({}, function* (text: string): Generator<string> {
  yield* text.split(' ');
});

const celsius = udf(
  { vectorized: true },
  (fahrenheit: Float64Array, names: Column<string | null>): Float64Array =>
    fahrenheit.map((value, row) => value - (names.at(row)?.length ?? 0)),
);

@aggregate()
class Sum {
  init(): { sum: number } {
    return { sum: 0 };
  }
  accumulate(state: { sum: number }, value: number, weight: number | null): void {
    state.sum += value * (weight ?? 1);
  }
  merge(state: { sum: number }, other: { sum: number }): void {
    state.sum += other.sum;
  }
  finish(state: { sum: number }): number | null {
    return state.sum;
  }
}

/** Values are of the function's own types. */
export async function values(): Promise<
  [
    readonly (string | null)[],
    readonly (number | null)[],
    readonly (string[] | null)[],
    readonly (Float32Array | null)[],
    readonly (number | null)[],
    number | null,
  ]
> {
  const cities = await testUdf(Geo.city, { nullable: [false, true] }).rows([
    ['192.0.2.1', null],
    [null, 'x'],
  ]);
  const named = await testUdf(Geo, 'city', { seed: 2, timeout: '1s' }).rows([['192.0.2.1', 'x']]);
  const areas = await testUdf(Geo, 'area', { nullable: [false, false], instance: new Geo() }).rows([
    [1, null],
  ]);
  const yielded = await testTable(words, { nullable: [false] }).rows([['a b']]);
  const vectors = await testBatch(embed, { nullable: [false, true] }).rows([['a', null]]);
  const degrees = await testVectorized(celsius, { nullable: [false, true] }).columns(Float64Array.of(1), [
    'a',
  ]);
  const sum = await testAggregate(Sum, { nullable: [false, true] }).rows([[1, null]]);
  named.values satisfies readonly (string | null)[];
  return [cities.values, areas.values, yielded.values, vectors.values, degrees.values, sum.value];
}
