import type { ElementOf, IsArray, Noun, NumberArray } from './argument-types.ts';
import type { Column } from './column.ts';
import type { IsAny, Unmappable } from './mappable.ts';
import type { Shape } from './option-types.ts';

/**
 * A sentence for each thing that is wrong with the result of a function that is called in the way of `How`. `OneResult`
 * are the options that it has and a table function may not have.
 */
export type ResultProblems<
  Async extends boolean,
  Result,
  What extends Noun,
  How extends Shape,
  OneResult extends string,
> =
  IsAny<Result> extends true
    ? Unmappable<Result, 'result'>
    : unknown extends Result
      ? Unmappable<Result, 'result'>
      : How extends 'columns'
        ? ColumnResultProblems<Result>
        : Iteration<Result> extends 'sync' | 'async'
          ? TableProblems<Async, Result, Iteration<Result>, What, OneResult | Extract<How, 'batch'>>
          : How extends 'batch'
            ? BatchResultProblems<Result>
            : RowResultProblems<Async, Result, What>;

type RowResultProblems<Async extends boolean, Result, What extends Noun> = [Async, IsPromise<Result>] extends
  | [true, false]
  | [false, true]
  ? Async extends true
    ? `async: true needs a ${What} that returns a Promise`
    : `a ${What} that returns a Promise needs async: true`
  : Iteration<Awaited<Result>> extends 'sync' | 'async'
    ? `a Promise of a generator has no Arrow mapping: write an async generator`
    : Unmappable<Awaited<Result>, 'result'>;

type IsPromise<Result> = [Extract<Result, PromiseLike<unknown>>] extends [never] ? false : true;

/** How the rows of a table function are iterated. What has a length or a size is one value, such as a list. */
type Iteration<Result> = [Result] extends [never]
  ? 'none'
  : [Result] extends [AsyncIterable<unknown>]
    ? 'async'
    : [Result] extends [Iterable<unknown>]
      ? [Extract<keyof Result, 'length' | 'size'>] extends [never]
        ? 'sync'
        : 'none'
      : 'none';

type TableProblems<
  Async extends boolean,
  Result,
  Which extends string,
  What extends Noun,
  OneResult extends string,
> =
  | (OneResult extends unknown
      ? `${OneResult} needs one result for each row, and this ${What} yields any number: leave ${OneResult} out`
      : never)
  | ([Async, Which] extends [true, 'sync']
      ? `async: true needs a ${What} that returns a Promise or an AsyncGenerator`
      : [Async, Which] extends [false, 'async']
        ? `a ${What} that returns an AsyncGenerator needs async: true`
        : Unmappable<YieldOf<Result>, 'yielded value'>);

type YieldOf<Result> =
  Result extends AsyncIterable<infer Value> ? Value : Result extends Iterable<infer Value> ? Value : never;

type BatchResultProblems<Result> = [IsArray<Awaited<Result>>, IsPromise<Result>] extends [true, true]
  ? Unmappable<WithoutErrors<ElementOf<Awaited<Result>>>, 'result[]'>
  : 'batch: the result must be a Promise of an array, with an element for each row';

/** The results beside the errors of single rows. A struct of a name and a message is none: it has no stack. */
type WithoutErrors<T> = T extends Error ? ('stack' extends keyof T ? never : T) : T;

type ColumnResultProblems<Result> = [Result] extends [NumberArray]
  ? never
  : IsArray<Result> extends true
    ? Unmappable<ElementOf<Result>, 'result[]'>
    : [Result] extends [Column<infer Value>]
      ? Unmappable<Value, 'result[]'>
      : 'vectorized: the result must be a typed array, an array or a Column, with a value for each row';
