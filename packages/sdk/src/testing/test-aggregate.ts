import { SluiceError } from '../errors.ts';
import { getUdfMetadata } from '../metadata.ts';
import type { AggregateCheck, AggregateRun } from './aggregate-run.ts';
import { loadDriver } from './driver.ts';
import type { Row } from './target-types.ts';
import { TestClock } from './test-clock.ts';

/** A class with `@aggregate()`. */
type AggregateClass = new () => {
  // biome-ignore lint/suspicious/noExplicitAny: the state and the parameters are the author's.
  accumulate(...args: any[]): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: likewise.
  finish(state: any): unknown;
};

type Instance<C extends AggregateClass> = InstanceType<C>;
type Values<C extends AggregateClass> =
  Parameters<Instance<C>['accumulate']> extends [unknown, ...infer Rest] ? Rest : never;

/**
 * An aggregate, run over rows as engines may run it: all in one state, cut in two at every place, split over several
 * states that are merged in any order, with empty ones among them, and with rows added and retracted again. Every way must
 * give the same result, and `finish` must leave its state alone.
 *
 * @throws SluiceError `unknown-udf` where the class is not declared
 * @example
 * ```ts
 * const { value } = await testAggregate(WeightedMean).rows([[1, 1], [4, 2]]);
 * value; // 3
 * ```
 */
export function testAggregate<C extends AggregateClass>(
  owner: C,
  options: AggregateCheck = {},
): {
  /** @throws SluiceError `invalid-result` with the split that gave another result */
  rows(
    rows: readonly Row<Values<C>>[],
  ): Promise<AggregateRun<NonNullable<ReturnType<Instance<C>['finish']>>>>;
} {
  if (getUdfMetadata(owner) === undefined) {
    throw new SluiceError('unknown-udf', `${owner.name} is not declared: put @aggregate() on the class`);
  }
  const clock = new TestClock();
  return {
    async rows(rows) {
      const driver = await loadDriver();
      const run = await driver.aggregate(owner, rows, clock, options);
      return run as AggregateRun<NonNullable<ReturnType<Instance<C>['finish']>>>; // what the class's types say
    },
  };
}
