import type { UdfContext } from './context.ts';
import type { IsAny, Unmappable } from './mappable.ts';
import type { UdfTypeError } from './type-error.ts';

// biome-ignore lint/suspicious/noExplicitAny: an unannotated parameter must read as any, so that the sentence is about it.
export type AnyFunction = (...args: any[]) => unknown;

/** How a sentence calls what is decorated. */
type Noun = 'method' | 'function';

/**
 * `unknown` where F can be a UDF, which is to say no demand at all; otherwise a `UdfTypeError` with a sentence for
 * each thing that is wrong. `Async` is `boolean` where the option's value is not literal: then neither is demanded.
 * `Batched` likewise: then the function may be of either kind.
 */
export type Verdict<Async extends boolean, F, What extends Noun, Batched extends boolean = false> = [
  F,
] extends [never]
  ? UdfTypeError<Untyped[What]>
  : [AnyFunction, true] extends [F, HasRest<F>]
    ? UdfTypeError<Untyped[What]>
    : Problems<Async, F, What, Batched> extends infer Sentence extends string
      ? [Sentence] extends [never]
        ? unknown
        : UdfTypeError<Sentence>
      : never;

type HasRest<F> = F extends (...args: infer Args) => unknown
  ? number extends Args['length']
    ? true
    : false
  : false;

/** What is not inferred is either no method or a function whose parameters are left for us to type. */
interface Untyped {
  method: '@udf() stands on a method whose parameters and result have types';
  function: 'udf() takes a function whose parameters and result have types';
}

type Problems<Async extends boolean, F, What extends Noun, Batched extends boolean> = F extends (
  ...args: infer Args
) => infer Result
  ? boolean extends Batched
    ? [Problems<Async, F, What, true>] extends [never]
      ? never
      : Problems<Async, F, What, false>
    : Batched extends true
      ? BatchResultProblems<Result> | ArgumentProblems<true, Args, true> | NoColumns<Args, What>
      : ResultProblems<Async, Result, What> | ArgumentProblems<Async, Args, false>
  : never;

type ResultProblems<Async extends boolean, Result, What extends Noun> =
  IsAny<Result> extends true
    ? Unmappable<Result, 'result'>
    : unknown extends Result
      ? Unmappable<Result, 'result'>
      : [Async, [Extract<Result, PromiseLike<unknown>>] extends [never] ? 'value' : 'promise'] extends
            | [true, 'value']
            | [false, 'promise']
        ? Async extends true
          ? `async: true needs a ${What} that returns a Promise`
          : `a ${What} that returns a Promise needs async: true`
        : Unmappable<Awaited<Result>, 'result'>;

type BatchResultProblems<Result> =
  IsAny<Result> extends true
    ? Unmappable<Result, 'result'>
    : [
          IsArray<Awaited<Result>>,
          [Extract<Result, PromiseLike<unknown>>] extends [never] ? false : true,
        ] extends [true, true]
      ? Unmappable<WithoutErrors<ElementOf<Awaited<Result>>>, 'result[]'>
      : 'batch: the result must be a Promise of an array, with an element for each row';

/** An array of any length; a tuple is none. */
type IsArray<T> = [T] extends [readonly unknown[]] ? (number extends T['length'] ? true : false) : false;

type ElementOf<T> = T extends readonly (infer Element)[] ? Element : never;

/** The results beside the errors of single rows. A struct of a name and a message is none: it has no stack. */
type WithoutErrors<T> = T extends Error ? ('stack' extends keyof T ? never : T) : T;

type ArgumentProblems<
  Async extends boolean,
  Args extends readonly unknown[],
  Batched extends boolean,
> = number extends Args['length']
  ? 'a rest parameter has no Arrow mapping: take an array instead'
  : ListProblems<Async, Required<Args>, Batched>;

type ListProblems<
  Async extends boolean,
  Args extends readonly unknown[],
  Batched extends boolean,
  Before extends readonly unknown[] = [],
> = Args extends readonly [infer First, ...infer Rest]
  ?
      | ArgumentProblem<Async, First, Batched, Before['length'] & number, Rest['length'] & number>
      | ListProblems<Async, Rest, Batched, readonly [...Before, First]>
  : never;

type ArgumentProblem<
  Async extends boolean,
  Arg,
  Batched extends boolean,
  Index extends number,
  After extends number,
> =
  IsContext<Arg> extends true
    ? After extends 0
      ? Async extends false
        ? 'a UdfContext parameter needs async: true'
        : never
      : `parameter #${Index} is a UdfContext, which must be the last parameter`
    : Batched extends false
      ? Unmappable<Arg, `parameter #${Index}`>
      : IsArray<Arg> extends true
        ? Unmappable<ElementOf<Arg>, `parameter #${Index}[]`>
        : `batch: parameter #${Index} must be an array: the function gets a whole batch`;

/** Only by its arrays can a function know how many rows it is given. */
type NoColumns<Args extends readonly unknown[], What extends Noun> =
  Required<Args> extends readonly [infer Only]
    ? IsContext<Only> extends true
      ? `batch: a ${What} without an array parameter cannot tell how many rows it is given`
      : never
    : Args extends readonly []
      ? `batch: a ${What} without an array parameter cannot tell how many rows it is given`
      : never;

type IsContext<Arg> =
  IsAny<Arg> extends true
    ? false
    : [NonNullable<Arg>] extends [never]
      ? false
      : [NonNullable<Arg>, UdfContext] extends [UdfContext, NonNullable<Arg>]
        ? true
        : false;

/**
 * What `udf(options)` returns: a method decorator for both kinds, legacy (`experimentalDecorators`: the class or
 * prototype, the key, the descriptor) and TC39 (the method and its context). The verdict stands at the first argument
 * in either, and the method's type is inferred from one of the others.
 */
export type UdfDecorator<Async extends boolean = false, Batched extends boolean = false> = <
  F extends AnyFunction = never,
>(
  target: Verdict<Async, F, 'method', Batched>,
  // biome-ignore lint/suspicious/noExplicitAny: the class may be any, and the context is invariant in it.
  context: string | symbol | ClassMethodDecoratorContext<any, F>,
  descriptor?: TypedPropertyDescriptor<F>,
) => void;
