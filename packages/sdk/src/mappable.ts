import type { ArrayView } from './arrow-types.ts';

/**
 * Which TypeScript types have an Arrow type, decided by the compiler. It is lenient where types cannot tell (class
 * instances that hold only data, `Buffer`): the analyser in the codegen has the last word, with positions.
 */

export type IsAny<T> = 0 extends 1 & T ? true : false;

/**
 * One sentence for each place in T that has no Arrow type, starting at `Path`; never if all of it has one.
 * `Ancestors` is a union of a mark for each struct around T, `Depth` a tuple with an element for each level.
 */
export type Unmappable<T, Path extends string, Ancestors = never, Depth extends 0[] = []> =
  IsAny<T> extends true
    ? NoMapping<Path>
    : unknown extends T
      ? NoMapping<Path>
      : [NonNullable<T>] extends [never]
        ? // All that is left is null, a type of its own, or nothing.
          [Extract<T, null>] extends [never]
          ? NoMapping<Path>
          : never
        : '~arrow' extends keyof NonNullable<T>
          ? UnmappableAlias<NonNullable<T>, Path, Ancestors, Depth>
          : UnmappableKind<NonNullable<T>, KindOf<NonNullable<T>>, Path, Ancestors, Depth>;

type NoMapping<Path extends string> = `${Path} has no Arrow mapping`;

/** Deeper than this is left to the analyser: it keeps ever-growing generic types from exhausting the compiler. */
type MaxDepth = 8;

/** Of an alias only the elements of lists are looked into: what else there is, its declaration has checked. */
type UnmappableAlias<
  T extends { readonly '~arrow'?: unknown },
  Path extends string,
  Ancestors,
  Depth extends 0[],
> = [T['~arrow']] extends ['json' | undefined]
  ? never
  : Depth['length'] extends MaxDepth
    ? never
    : [T] extends [readonly (infer Element)[]]
      ? Unmappable<Element, `${Path}[]`, Ancestors, [...Depth, 0]>
      : // An object with any keys seems to have the alias's.
        string extends keyof T
        ? UnmappableStruct<T, Path, Ancestors, Depth>
        : [T] extends [ArrayView<infer Element>]
          ? IsWholeParameter<Path, Depth> extends true
            ? Unmappable<Element, `${Path}[]`, Ancestors, [...Depth, 0]>
            : `${Path} is an ArrayView, which only a whole parameter can be: use readonly T[]`
          : never;

/** Whether T is a view, which may be null. */
export type IsView<T> =
  IsAny<T> extends true
    ? false
    : [NonNullable<T>] extends [never]
      ? false
      : '~arrow' extends keyof NonNullable<T>
        ? [NonNullable<T>] extends [ArrayView<unknown>]
          ? true
          : false
        : false;

type IsWholeParameter<Path extends string, Depth extends 0[]> = Depth extends []
  ? Path extends `${string}[]`
    ? false
    : Path extends `parameter${string}`
      ? true
      : false
  : false;

/** What a typed array calls itself, by which the compiler tells one from another. */
type TypedArrayKind = (
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array
)[typeof Symbol.toStringTag];

type Leaf = 'string' | 'number' | 'bigint' | 'boolean' | 'date' | 'binary' | TypedArrayKind;

type UnmappableKind<T, Kind, Path extends string, Ancestors, Depth extends 0[]> = [Kind] extends [never]
  ? NoMapping<Path>
  : IsUnion<Kind> extends true
    ? NoMapping<Path>
    : [Kind] extends [Leaf]
      ? never
      : Depth['length'] extends MaxDepth
        ? never
        : [T] extends [readonly unknown[]]
          ? UnmappableArray<T, Path, Ancestors, [...Depth, 0]>
          : [T] extends [ReadonlyMap<infer Key, infer Value>]
            ? UnmappableMap<Key, Value, Path, Ancestors, [...Depth, 0]>
            : Kind extends 'struct'
              ? IsUnion<T> extends true
                ? UnmappableUnion<T, Path, Ancestors, [...Depth, 0]>
                : UnmappableStruct<T, Path, Ancestors, [...Depth, 0]>
              : NoMapping<Path>;

/** A union of object types: what is wrong with each, or that nothing tells them apart. */
type UnmappableUnion<T, Path extends string, Ancestors, Depth extends 0[]> = [TagOf<T>] extends [never]
  ? `${NoMapping<Path>}: its objects need a property that tells them apart, such as kind: 'a' and kind: 'b'`
  : T extends unknown
    ? UnmappableStruct<T, Path, Ancestors, Depth>
    : never;

/** The properties that have one string literal in each member of a union, and another in every other member. */
type TagOf<T> = { [Key in keyof T & string]: false extends IsTag<T, Key> ? never : Key }[keyof T & string];

type IsTag<T, Key extends keyof T, Whole = T> = T extends unknown
  ? [T[Key]] extends [string]
    ? string extends T[Key]
      ? false
      : [IsUnion<T[Key]>, IsUnion<Extract<Whole, { [K in Key]: T[Key] }>>] extends [false, false]
        ? true
        : false
    : false
  : never;

type UnmappableArray<
  T extends readonly unknown[],
  Path extends string,
  Ancestors,
  Depth extends 0[],
> = number extends T['length'] ? Unmappable<T[number], `${Path}[]`, Ancestors, Depth> : NoMapping<Path>;

type UnmappableMap<Key, Value, Path extends string, Ancestors, Depth extends 0[]> =
  | ([Extract<Key, null | undefined>] extends [never]
      ? never
      : `${Path}<key> may be null, and the keys of an Arrow map never are`)
  | Unmappable<Key, `${Path}<key>`, Ancestors, Depth>
  | Unmappable<Value, `${Path}<value>`, Ancestors, Depth>;

type UnmappableStruct<T, Path extends string, Ancestors, Depth extends 0[]> = string extends keyof T
  ? `${NoMapping<Path>}: write Map<string, …> for an object with any keys`
  : [keyof T] extends [never]
    ? NoMapping<Path>
    : // The mark of a type is a function that only an identical type's equals. Assignability of T itself would
      // take a struct for another with more optional members; and the mark has no alias, since the compiler
      // compares two uses of an alias by its arguments.
      [<G>() => G extends T ? 1 : 2] extends [Ancestors]
      ? `${Path} repeats a type that it is part of, and Arrow types are finite`
      : [MethodOf<T>] extends [never]
        ? {
            [Key in keyof T & string]-?: Unmappable<
              T[Key],
              `${Path}.${Key}`,
              Ancestors | (<G>() => G extends T ? 1 : 2),
              Depth
            >;
          }[keyof T & string]
        : // What has methods is an instance of a class: its data is not looked into, which may be all of the DOM.
          NoMapping<`${Path}.${MethodOf<T>}`>;

type MethodOf<T> = {
  [Key in keyof T & string]-?: NonNullable<T[Key]> extends AnyFunction ? Key : never;
}[keyof T & string];

type AnyFunction = (...args: never[]) => unknown;

/** Built-in objects that are no struct. */
type Opaque =
  | AnyFunction
  | (abstract new (
      ...args: never[]
    ) => unknown)
  | RegExp
  | PromiseLike<unknown>
  | ReadonlySet<unknown>
  | WeakMap<never, unknown>
  | WeakSet<never>
  | ArrayBufferLike
  | ArrayBufferView;

/** The kinds of a union's members; a union of more than one kind has no Arrow type. */
type KindOf<T> = T extends string
  ? 'string'
  : T extends number
    ? 'number'
    : T extends bigint
      ? 'bigint'
      : T extends boolean
        ? 'boolean'
        : T extends Date
          ? 'date'
          : T extends Uint8Array
            ? 'binary'
            : T extends { readonly [Symbol.toStringTag]: infer Name extends TypedArrayKind }
              ? Name
              : T extends readonly unknown[]
                ? 'array'
                : T extends ReadonlyMap<unknown, unknown>
                  ? 'map'
                  : T extends symbol | Opaque
                    ? 'opaque'
                    : 'struct';

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : false;
