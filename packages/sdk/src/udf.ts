import { SluiceError } from './errors.ts';
import { mark } from './mark.ts';
import type {
  CheckedOptions,
  OneResultOptions,
  ShapeOf,
  TimeoutOption,
  WindowOption,
} from './option-types.ts';
import type { BatchOptions, CacheOptions, RateLimitOptions, RetryOptions } from './options.ts';
import { resolveOptions } from './resolve-options.ts';
import type { AnyFunction, UdfDecorator, Verdict } from './udf-types.ts';

/**
 * Declares a method, static or of an instance, to be a UDF. The method itself is not changed: call it as before.
 * Stands above every other decorator of its method, since it marks the function that it is given.
 *
 * @param options See `UdfOptions`. @default {} A synchronous function under its own name in snake_case.
 * @throws SluiceError `invalid-options`, with every problem, when the class is defined.
 * @example
 * ```ts
 * export class Geo {
 *   @udf({ async: true, ordered: true, timeout: '2s', maxInFlight: 500 })
 *   static async city(ip: string): Promise<string | null> {
 *     return (await fetch(`https://geo.example/${ip}`)).json();
 *   }
 * }
 * ```
 */
export function udf<
  const Async extends boolean = false,
  const Vectorized extends boolean = false,
  const Ordered extends boolean = false,
  const OrderBy extends string = string,
  const MaxInFlight extends number = number,
  const Window extends WindowOption = number,
  const Timeout extends TimeoutOption = string,
  const Retry extends RetryOptions = RetryOptions,
  const Batch extends BatchOptions = never,
  const RateLimit extends RateLimitOptions = RateLimitOptions,
  const Cache extends CacheOptions = CacheOptions,
  const Deterministic extends boolean = false,
>(
  options?: CheckedOptions<
    Async,
    Vectorized,
    Ordered,
    OrderBy,
    MaxInFlight,
    Window,
    Timeout,
    Retry,
    Batch,
    RateLimit,
    Cache,
    Deterministic
  >,
): UdfDecorator<Async, ShapeOf<Batch, Vectorized>, OneResultOptions<OrderBy, Cache>>;
/**
 * Declares a plain function to be a UDF, and returns that very function.
 *
 * @throws SluiceError `invalid-options`, with every problem.
 * @example
 * ```ts
 * export const shout = udf({ deterministic: true }, (text: string): string => text.toUpperCase());
 * ```
 */
export function udf<
  F extends AnyFunction,
  const Async extends boolean = false,
  const Vectorized extends boolean = false,
  const Ordered extends boolean = false,
  const OrderBy extends string = string,
  const MaxInFlight extends number = number,
  const Window extends WindowOption = number,
  const Timeout extends TimeoutOption = string,
  const Retry extends RetryOptions = RetryOptions,
  const Batch extends BatchOptions = never,
  const RateLimit extends RateLimitOptions = RateLimitOptions,
  const Cache extends CacheOptions = CacheOptions,
  const Deterministic extends boolean = false,
>(
  options: CheckedOptions<
    Async,
    Vectorized,
    Ordered,
    OrderBy,
    MaxInFlight,
    Window,
    Timeout,
    Retry,
    Batch,
    RateLimit,
    Cache,
    Deterministic
  >,
  fn: Verdict<Async, F, 'function', ShapeOf<Batch, Vectorized>, OneResultOptions<OrderBy, Cache>> & F,
): F;
export function udf(...args: unknown[]): unknown {
  const [options, fn] = args;
  // Without its parentheses the decorator is given what it should stand on: a method, a class or a prototype.
  if (typeof options === 'function' || typeof fn === 'string' || typeof fn === 'symbol' || args.length > 2) {
    throw new SluiceError('invalid-options', '@udf needs parentheses: write @udf()');
  }
  if (args.length < 2) {
    return (
      target: unknown,
      context: DecoratorContextLike | string | symbol,
      descriptor?: PropertyDescriptor,
    ) => declareMethod(options, target, context, descriptor);
  }
  if (typeof fn !== 'function') {
    throw new SluiceError('invalid-options', 'udf(options, fn) needs a function after its options');
  }
  mark(fn, resolveOptions(options), fn.name === '' ? 'udf()' : `udf() on ${fn.name}`, MARKED);
  return fn;
}

const MARKED = 'the function is a UDF already; to publish it twice, wrap it in a function of its own';

/** What both kinds of decorator say of a TC39 method; the global type needs a class to be parametrised with. */
type DecoratorContextLike = Pick<ClassMethodDecoratorContext, 'kind' | 'name' | 'private'>;

function declareMethod(
  options: unknown,
  target: unknown,
  context: DecoratorContextLike | string | symbol,
  descriptor: PropertyDescriptor | undefined,
): void {
  const legacy = typeof context !== 'object';
  const name = legacy ? context : context.name;
  const site = `@udf() on ${legacy ? `${className(target)}.` : ''}${String(name)}`;
  const method: unknown = legacy ? descriptor?.value : target;
  if (typeof method !== 'function' || (!legacy && context.kind !== 'method')) {
    throw new SluiceError(
      'invalid-options',
      `${site}: it stands on a method, not on a field, an accessor or a class`,
    );
  }
  if (typeof name === 'symbol' || (!legacy && context.private)) {
    throw new SluiceError(
      'invalid-options',
      `${site}: the method must be public and named by text, to be reached from outside`,
    );
  }
  mark(method, resolveOptions(options), site, MARKED);
}

/** The class of a legacy decorator's target: the class itself for a static method, else its prototype. */
function className(target: unknown): string {
  if (typeof target === 'function') return target.name;
  return (target as { constructor?: { name?: string } } | undefined)?.constructor?.name ?? 'class';
}
