import type { ArgumentProblems, Noun } from './argument-types.ts';
import type { Shape } from './option-types.ts';
import type { ResultProblems } from './result-types.ts';
import type { UdfTypeError } from './type-error.ts';

// biome-ignore lint/suspicious/noExplicitAny: an unannotated parameter must read as any, so that the sentence is about it.
export type AnyFunction = (...args: any[]) => unknown;

/**
 * `unknown` where F can be a UDF, which is to say no demand at all; otherwise a `UdfTypeError` with a sentence for
 * each thing that is wrong. `Async` is `boolean` where the option's value is not literal: then neither is demanded.
 * `How` likewise is more than one way to be called: then the function may be made for any of them. `OneResult` are the
 * options that a table function may not have.
 */
export type Verdict<
  Async extends boolean,
  F,
  What extends Noun,
  How extends Shape = 'row',
  OneResult extends string = never,
> = [F] extends [never]
  ? UdfTypeError<NoMethod>
  : IsSame<F, AnyFunction> extends true
    ? What extends 'method'
      ? UdfTypeError<NoMethod>
      : unknown
    : Problems<Async, F, What, How, OneResult> extends infer Sentence extends string
      ? [Sentence] extends [never]
        ? unknown
        : UdfTypeError<Sentence>
      : never;

type NoMethod = '@udf() stands on a method whose parameters and result have types';

/**
 * Whether F is what it is when nothing was inferred: what is decorated is no method. A function may be inferred yet: up
 * to TypeScript 5.9 one that is written with `function` is looked at in a second pass, if no demand ends the first.
 */
type IsSame<F, Constraint> =
  (<T>() => T extends F ? 1 : 2) extends <T>() => T extends Constraint ? 1 : 2 ? true : false;

/** Of a function that may be called in several ways, and is made for none, what keeps it from being called by row. */
type Problems<Async extends boolean, F, What extends Noun, How extends Shape, OneResult extends string> =
  IsOne<How> extends true
    ? ProblemsIn<Async, F, What, How, OneResult>
    : true extends { [Way in How]: IsNone<ProblemsIn<Async, F, What, Way, OneResult>> }[How]
      ? never
      : ProblemsIn<Async, F, What, 'row', OneResult>;

type IsOne<How extends Shape, Whole = How> = How extends unknown
  ? [Whole] extends [How]
    ? true
    : false
  : never;

type IsNone<Sentence> = [Sentence] extends [never] ? true : false;

type ProblemsIn<
  Async extends boolean,
  F,
  What extends Noun,
  How extends Shape,
  OneResult extends string,
> = F extends (...args: infer Args) => infer Result
  ? ResultProblems<Async, Result, What, How, OneResult> | ArgumentProblems<Async, Args, What, How>
  : never;

/**
 * What `udf(options)` returns: a method decorator for both kinds, legacy (`experimentalDecorators`: the class or
 * prototype, the key, the descriptor) and TC39 (the method and its context). The verdict stands at the first argument
 * in either, and the method's type is inferred from one of the others.
 */
export type UdfDecorator<
  Async extends boolean = false,
  How extends Shape = 'row',
  OneResult extends string = never,
> = <F extends AnyFunction = never>(
  target: Verdict<Async, F, 'method', How, OneResult>,
  // biome-ignore lint/suspicious/noExplicitAny: the class may be any, and the context is invariant in it.
  context: string | symbol | ClassMethodDecoratorContext<any, F>,
  descriptor?: TypedPropertyDescriptor<F>,
) => void;
