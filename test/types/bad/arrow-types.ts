import {
  type ArrayView,
  type Dictionary,
  type FixedSizeList,
  type LargeList,
  type Sparse,
  type TimeOfDay,
  udf,
} from '@sluice/sdk';

type Untagged = { a: string } | { b: string };
type TaggedTwice = { kind: 'a'; x: number } | { kind: 'a'; y: string } | { kind: 'b' };
type Numbered = { kind: 1; x: number } | { kind: 2; y: string };
type Half = { kind: 'a'; x: number } | { kind: string; y: string };
type Optional = { kind?: 'a'; x: number } | { kind?: 'b'; y: string };
type Pair = { kind: 'a' | 'b'; x: number } | { kind: 'c' };
type Holder = { kind: 'a'; x: number } | { kind: 'b'; value: { deep: Set<string> } };

export class Types {
  // error: parameter #0 has no Arrow mapping: its objects need a property that tells them apart, such as kind: 'a'
  @udf()
  static untagged(value: Untagged): number {
    return Object.keys(value).length;
  }

  // error: parameter #0[] has no Arrow mapping: its objects need a property that tells them apart
  @udf()
  static taggedTwice(values: TaggedTwice[]): number {
    return values.length;
  }

  // error: parameter #0 has no Arrow mapping: its objects need a property that tells them apart
  @udf()
  static numbered(value: Numbered | null): number {
    return value?.kind ?? 0;
  }

  // error: parameter #0 has no Arrow mapping: its objects need a property that tells them apart
  @udf()
  static half(value: Half): string {
    return value.kind;
  }

  // error: result has no Arrow mapping: its objects need a property that tells them apart
  @udf()
  static optional(x: number): Optional {
    return { kind: 'a', x };
  }

  // error: result has no Arrow mapping: its objects need a property that tells them apart
  @udf()
  static pair(x: number): Sparse<Pair> {
    return { kind: 'a', x };
  }

  // error: parameter #0.value.deep has no Arrow mapping
  @udf()
  static holder(value: Holder): string {
    return value.kind;
  }

  // error: parameter #0 has no Arrow mapping
  @udf()
  static mixed(value: { kind: 'a' } | string): string {
    return String(value);
  }

  // error: parameter #0 has no Arrow mapping
  @udf()
  static twoArrays(value: Float32Array | Float64Array): number {
    return value.length;
  }

  // error: parameter #0 has no Arrow mapping
  @udf()
  static clamped(value: Uint8ClampedArray): number {
    return value.length;
  }

  // error: parameter #0.view is an ArrayView, which only a whole parameter can be: use readonly T[]
  @udf()
  static inside(value: { view: ArrayView<number> }): number {
    return value.view.length;
  }

  // error: parameter #0[] is an ArrayView, which only a whole parameter can be: use readonly T[]
  @udf()
  static views(value: ArrayView<ArrayView<number>>): number {
    return value.length;
  }

  // error: result is an ArrayView, which only a whole parameter can be: use readonly T[]
  @udf()
  static returned(values: ArrayView<number>): ArrayView<number> {
    return values;
  }

  // error: parameter #0[] is an ArrayView, which only a whole parameter can be: use readonly T[]
  @udf({ async: true, batch: { maxRows: 10 } })
  static async batched(values: ArrayView<number>[]): Promise<number[]> {
    return values.map(({ length }) => length);
  }

  // error: parameter #0 is an ArrayView, which shows another row when an async function goes on: use readonly T[]
  @udf({ async: true })
  static async later(values: ArrayView<number> | null): Promise<number> {
    return values?.length ?? 0;
  }

  // error: parameter #0[].at has no Arrow mapping
  @udf()
  static element(values: ArrayView<{ at: RegExp }>): number {
    return values.length;
  }

  // error: parameter #0[][] has no Arrow mapping
  @udf()
  static lists(values: LargeList<FixedSizeList<symbol, 2>>): number {
    return values.length;
  }

  // error: parameter #0[] has no Arrow mapping: write Map<string, …> for an object with any keys
  @udf()
  static anyKeys(values: Record<string, string>[]): number {
    return values.length;
  }

  // error: result has no Arrow mapping
  @udf()
  static nothing(text: string): undefined {
    text.length;
  }
}

// error: does not satisfy the constraint
export type Objects = Dictionary<{ a: string }>;
// error: does not satisfy the constraint
export type Numbers = Sparse<number>;
// error: does not satisfy the constraint
export type Minutes = TimeOfDay<'min'>;
