import type { AggregateDecorator, NeedsParentheses, NoClass } from './aggregate-types.ts';
import { SluiceError } from './errors.ts';
import { mark } from './mark.ts';
import type { AggregateOptions } from './options.ts';
import { resolveAggregateOptions } from './resolve-aggregate.ts';

/**
 * Declares a class to be an aggregate: many rows in, one value out. The class itself is not changed. Each worker thread
 * makes one instance of it, without arguments, and keeps the state of each group beside it:
 *
 * - `init(): State` makes an empty state, of a type with an Arrow mapping, so that it can be stored and sent on;
 * - `accumulate(state, ...values)` adds a row. A row with a null for a value whose type admits none is left out;
 * - `merge(state, other)` adds `other`, the state of other rows of the same group;
 * - `finish(state): Result` gives the result, and leaves the state as it is;
 * - `retract(state, ...values)`, which a class need not have, takes out a row that was added.
 *
 * `accumulate`, `merge` and `retract` change the state that they are given, or return the one to go on with.
 *
 * @param options See `AggregateOptions`. @default {} Under the class's own name in snake_case.
 * @throws SluiceError `invalid-options`, with every problem, when the class is defined.
 * @example
 * ```ts
 * @aggregate()
 * export class WeightedMean {
 *   init(): { sum: number; weight: number } {
 *     return { sum: 0, weight: 0 };
 *   }
 *   accumulate(state: { sum: number; weight: number }, value: number, weight: number): void {
 *     state.sum += value * weight;
 *     state.weight += weight;
 *   }
 *   merge(state: { sum: number; weight: number }, other: { sum: number; weight: number }): void {
 *     state.sum += other.sum;
 *     state.weight += other.weight;
 *   }
 *   finish({ sum, weight }: { sum: number; weight: number }): number | null {
 *     return weight === 0 ? null : sum / weight;
 *   }
 * }
 * ```
 */
export function aggregate(
  options?: AggregateOptions & NoClass,
  missingParentheses?: NeedsParentheses,
): AggregateDecorator;
export function aggregate(...args: unknown[]): unknown {
  const [options] = args;
  // Without its parentheses the decorator is given what it should stand on.
  if (typeof options === 'function' || args.length > 1) {
    throw new SluiceError('invalid-options', '@aggregate needs parentheses: write @aggregate()');
  }
  return (target: unknown, context?: { readonly kind: string } | string | symbol): void => {
    // A legacy class decorator is given the class alone; any other, the name of what it stands on.
    const onClass = context === undefined || (typeof context === 'object' && context.kind === 'class');
    if (typeof target !== 'function' || !onClass) {
      throw new SluiceError('invalid-options', '@aggregate() stands on a class, and @udf() on a method');
    }
    const site = `@aggregate() on ${target.name === '' ? 'a class' : target.name}`;
    mark(target, resolveAggregateOptions(options), site, MARKED);
  };
}

const MARKED = 'the class is an aggregate already; to publish it twice, extend it by a class of its own';
