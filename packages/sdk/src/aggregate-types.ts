import type { IsContext } from './argument-types.ts';
import type { IsAny, Unmappable } from './mappable.ts';
import type { UdfTypeError } from './type-error.ts';

/**
 * `unknown` where the class C can be an aggregate, which is to say no demand at all; otherwise a `UdfTypeError` with a
 * sentence for each thing that is wrong.
 */
type AggregateVerdict<C> = [C] extends [abstract new (...args: infer Args) => infer Instance]
  ? ConstructorProblems<C, Args> | InstanceProblems<Instance> extends infer Sentence extends string
    ? [Sentence] extends [never]
      ? unknown
      : UdfTypeError<Sentence>
    : never
  : UdfTypeError<'@aggregate() stands on a class with a public constructor'>;

/**
 * What `aggregate(options)` returns: a class decorator for both kinds, legacy (`experimentalDecorators`: the class) and
 * TC39 (the class and its context). What else a decorator may be given is there for the sentence that refuses it.
 */
export type AggregateDecorator = <C>(
  target: C & AggregateVerdict<C>,
  context?: ClassDecoratorContext | UdfTypeError<'@aggregate() stands on a class, and @udf() on a method'>,
  descriptor?: unknown,
) => void;

/** What the decorator is given in the place of options when its parentheses are missing. */
export interface NoClass {
  readonly prototype?: NeedsParentheses;
}
export type NeedsParentheses = UdfTypeError<'@aggregate needs parentheses: write @aggregate()'>;

type ConstructorProblems<C, Args extends readonly unknown[]> =
  | ([C] extends [new (...args: never[]) => unknown] ? never : 'the class of an aggregate cannot be abstract')
  | ([] extends Args
      ? never
      : 'the class of an aggregate is made without arguments: give the parameters of its constructor defaults');

/** The methods of every aggregate, and what each does. */
interface Needed {
  init: 'init(): State, which makes an empty state';
  accumulate: 'accumulate(state, ...values), which adds a row to a state';
  merge: 'merge(state, other), which adds one state to another';
  finish: 'finish(state): Result, which gives the result of a state';
}

type InstanceProblems<I> = [Exclude<keyof Needed, keyof I>] extends [never]
  ? I extends { init(): infer State }
    ? StateProblems<State> extends infer Sentence
      ? [Sentence] extends [never]
        ? MethodProblems<I, State>
        : Sentence
      : never
    : 'init of an aggregate is called without arguments and returns the state'
  : MissingMethods<Exclude<keyof Needed, keyof I>>;

type MissingMethods<Name extends keyof Needed> = Name extends unknown
  ? `an aggregate needs the method ${Needed[Name]}`
  : never;

type StateProblems<State> =
  IsAny<State> extends true
    ? Unmappable<State, 'state'>
    : unknown extends State
      ? Unmappable<State, 'state'>
      : [Extract<State, PromiseLike<unknown>>] extends [never]
        ? [Extract<State, null | undefined>] extends [never]
          ? Unmappable<State, 'state'>
          : 'the state of an aggregate is never null: let init return an object with a field that may be'
        : 'init of an aggregate is synchronous: it cannot return a Promise';

type MethodProblems<I, State> = I extends {
  accumulate: infer Accumulate;
  merge: infer Merge;
  finish: infer Finish;
}
  ?
      | UpdateProblems<'accumulate', Accumulate, State>
      | RowProblems<RowOf<Accumulate>>
      | UpdateProblems<'merge', Merge, State>
      | MergeProblems<Merge, State>
      | FinishProblems<Finish, State>
      | (I extends { retract: infer Retract }
          ? UpdateProblems<'retract', Retract, State> | RetractProblems<RowOf<Accumulate>, RowOf<Retract>>
          : never)
  : never;

/** What a method that changes a state takes first, and what it may return. */
type UpdateProblems<Name extends string, Method, State> = Method extends (...args: infer Args) => infer Result
  ?
      | (TakesFirst<Args, State> extends true
          ? never
          : `${Name} of an aggregate takes first the state that init returns`)
      | (IsAny<Result> extends true
          ? never
          : // biome-ignore lint/suspicious/noConfusingVoidType: void is what a method that returns nothing returns.
            [Exclude<Result, void | undefined>] extends [State]
            ? never
            : `${Name} of an aggregate returns nothing, or a state of the type that init returns`)
  : `${Name} of an aggregate must be a method`;

type TakesFirst<Args extends readonly unknown[], State> =
  Required<Args> extends readonly [infer First, ...unknown[]]
    ? [State] extends [First]
      ? true
      : false
    : false;

/** What follows the state; unknown of what takes no state. */
type RowOf<Method> = Method extends (...args: infer Args) => unknown
  ? Required<Args> extends readonly [unknown, ...infer Row]
    ? Row
    : unknown
  : unknown;

type RowProblems<Row, Before extends readonly unknown[] = [0]> = Row extends readonly unknown[]
  ? number extends Row['length']
    ? 'a rest parameter has no Arrow mapping: take an array instead'
    : Row extends readonly [infer First, ...infer Rest]
      ?
          | (IsContext<First> extends true
              ? 'accumulate of an aggregate gets no UdfContext'
              : Unmappable<First, `parameter #${Before['length'] & number} of accumulate`>)
          | RowProblems<Rest, readonly [...Before, 0]>
      : never
  : never;

type MergeProblems<Merge, State> = Merge extends (...args: infer Args) => unknown
  ? Required<Args> extends readonly [unknown, infer Other]
    ? [State] extends [Other]
      ? never
      : 'merge of an aggregate takes two states of the type that init returns'
    : 'merge of an aggregate takes two states of the type that init returns'
  : never;

type FinishProblems<Finish, State> = Finish extends (...args: infer Args) => infer Result
  ?
      | ([[State]] extends [Args] ? never : 'finish of an aggregate takes the state that init returns')
      | (IsAny<Result> extends true
          ? Unmappable<Result, 'result'>
          : [Extract<Result, PromiseLike<unknown>>] extends [never]
            ? Unmappable<Result, 'result'>
            : 'finish of an aggregate is synchronous: it cannot return a Promise')
  : 'finish of an aggregate must be a method';

type RetractProblems<Row, Retracted> = [Row, Retracted] extends [Retracted, readonly unknown[]]
  ? never
  : 'retract of an aggregate takes the same values as accumulate';
