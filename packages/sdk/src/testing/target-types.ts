import type { IsContext } from '../argument-types.ts';
import type { AnyFunction } from '../udf-types.ts';

export type { AnyFunction };

/** A class, whose static and instance methods may be functions. */
// biome-ignore lint/suspicious/noExplicitAny: a class with any constructor.
export type AnyClass = abstract new (...args: any[]) => object;

type Instance<C extends AnyClass> = InstanceType<C>;

/** The names of a class's methods, static or of its instances. */
export type MethodOf<C extends AnyClass> = MethodNames<C> | MethodNames<Instance<C>>;

type MethodNames<T> = { [Name in keyof T]: T[Name] extends AnyFunction ? Name : never }[keyof T] & string;

/** The method of a name: the static one, where there is one. */
export type Method<C extends AnyClass, Name> =
  Name extends MethodNames<C>
    ? AsFunction<C[Name]>
    : Name extends keyof Instance<C>
      ? AsFunction<Instance<C>[Name]>
      : never;

type AsFunction<T> = T extends AnyFunction ? T : never;

/** A function's parameters, without a context at their end. */
export type ArgsOf<F extends AnyFunction> = WithoutContext<Required<Parameters<F>>>;

type WithoutContext<Args extends readonly unknown[]> = Args extends readonly [...infer Rest, infer Last]
  ? IsContext<Last> extends true
    ? Rest
    : Args
  : Args;

/** A row of arguments, each of which may be null. */
export type Row<Args> = { readonly [P in keyof Args]: Args[P] | null };

/** Of a batch function, which takes an array for each parameter, the parameters for one row. */
export type ElementsOf<Args> = {
  [P in keyof Args]: Args[P] extends readonly (infer Element)[] ? Element : never;
};

/** What a function gives for a row. */
export type ValueOf<F extends AnyFunction> = Awaited<ReturnType<F>>;

/** What a batch function gives for a row. */
export type ElementOf<F extends AnyFunction> =
  Awaited<ReturnType<F>> extends ArrayLike<infer Element> ? Exclude<Element, Error> : never;

/** What a table function gives for a row. */
export type YieldedOf<F extends AnyFunction> =
  ReturnType<F> extends AsyncIterable<infer Value> | Iterable<infer Value> ? Value : never;
