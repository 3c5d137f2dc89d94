import type { Column } from './column.ts';
import type { UdfContext } from './context.ts';
import type { IsAny, IsView, Unmappable } from './mappable.ts';
import type { Shape } from './option-types.ts';

/** How a sentence calls what is decorated. */
export type Noun = 'method' | 'function';

/** A sentence for each thing that is wrong with the parameters of a function that is called in the way of `How`. */
export type ArgumentProblems<
  Async extends boolean,
  Args extends readonly unknown[],
  What extends Noun,
  How extends Shape,
> = number extends Args['length']
  ? 'a rest parameter has no Arrow mapping: take an array instead'
  : ListProblems<Async, Required<Args>, How> | (How extends 'row' ? never : NoColumns<Args, What, How>);

type ListProblems<
  Async extends boolean,
  Args extends readonly unknown[],
  How extends Shape,
  Before extends readonly unknown[] = [],
> = Args extends readonly [infer First, ...infer Rest]
  ?
      | ArgumentProblem<Async, First, How, Before['length'] & number, Rest['length'] & number>
      | ListProblems<Async, Rest, How, readonly [...Before, First]>
  : never;

type ArgumentProblem<
  Async extends boolean,
  Arg,
  How extends Shape,
  Index extends number,
  After extends number,
> =
  IsContext<Arg> extends true
    ? How extends 'columns'
      ? `vectorized: parameter #${Index} is a UdfContext, and the function gets columns alone`
      : After extends 0
        ? Async extends false
          ? 'a UdfContext parameter needs async: true'
          : never
        : `parameter #${Index} is a UdfContext, which must be the last parameter`
    : How extends 'row'
      ? [Async, IsView<Arg>] extends [true, true]
        ? `parameter #${Index} is an ArrayView, which shows another row when an async function goes on: use readonly T[]`
        : Unmappable<Arg, `parameter #${Index}`>
      : How extends 'columns'
        ? ColumnProblem<Arg, Index>
        : IsArray<Arg> extends true
          ? Unmappable<ElementOf<Arg>, `parameter #${Index}[]`>
          : `batch: parameter #${Index} must be an array: the function gets a whole batch`;

type ColumnProblem<Arg, Index extends number> =
  IsAny<Arg> extends true
    ? Unmappable<Arg, `parameter #${Index}`>
    : [Arg] extends [NumberArray]
      ? never
      : [Arg] extends [Column<infer Value>]
        ? Unmappable<Value, `parameter #${Index}[]`>
        : `vectorized: parameter #${Index} must be a typed array or a Column: the function gets whole columns`;

/** The typed arrays that hold the values of a column of numbers. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** An array of any length; a tuple is none. */
export type IsArray<T> = [T] extends [readonly unknown[]]
  ? number extends T['length']
    ? true
    : false
  : false;

export type ElementOf<T> = T extends readonly (infer Element)[] ? Element : never;

/** Only by its columns can a function know how many rows it is given. */
type NoColumns<Args extends readonly unknown[], What extends Noun, How extends Shape> =
  Required<Args> extends readonly [infer Only]
    ? [IsContext<Only>, How] extends [true, 'batch']
      ? NoColumn<What, How>
      : never
    : Args extends readonly []
      ? NoColumn<What, How>
      : never;

type NoColumn<What extends Noun, How extends Shape> = How extends 'columns'
  ? `vectorized: a ${What} without a column cannot tell how many rows it is given`
  : `batch: a ${What} without an array parameter cannot tell how many rows it is given`;

export type IsContext<Arg> =
  IsAny<Arg> extends true
    ? false
    : [NonNullable<Arg>] extends [never]
      ? false
      : [NonNullable<Arg>, UdfContext] extends [UdfContext, NonNullable<Arg>]
        ? true
        : false;
