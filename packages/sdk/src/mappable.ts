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
      : UnmappableKind<NonNullable<T>, KindOf<NonNullable<T>>, Path, Ancestors, Depth>;

type NoMapping<Path extends string> = `${Path} has no Arrow mapping`;

/** Deeper than this is left to the analyser: it keeps ever-growing generic types from exhausting the compiler. */
type MaxDepth = 8;

type Leaf = 'string' | 'number' | 'bigint' | 'boolean' | 'date' | 'binary';

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
              ? UnmappableStruct<T, Path, Ancestors, [...Depth, 0]>
              : NoMapping<Path>;

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

type UnmappableStruct<T, Path extends string, Ancestors, Depth extends 0[]> =
  IsUnion<T> extends true
    ? NoMapping<Path>
    : string extends keyof T
      ? `${NoMapping<Path>}: write Map<string, …> for an object with any keys`
      : '~arrow' extends keyof T
        ? never
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
            : T extends readonly unknown[]
              ? 'array'
              : T extends ReadonlyMap<unknown, unknown>
                ? 'map'
                : T extends symbol | Opaque
                  ? 'opaque'
                  : 'struct';

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : false;
