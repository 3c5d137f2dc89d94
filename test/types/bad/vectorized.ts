import { type Column, type UdfContext, udf } from '@sluice/sdk';

export class Vectorized {
  // error: vectorized cannot stand beside async: true: leave one of them out
  @udf({ async: true, vectorized: true })
  static async both(values: Float64Array): Promise<Float64Array> {
    return values;
  }

  // error: batch needs async: true
  @udf({ vectorized: true, batch: { maxRows: 10 } })
  static batched(values: Float64Array): Float64Array {
    return values;
  }

  // error: vectorized: parameter #0 must be a typed array or a Column: the function gets whole columns
  @udf({ vectorized: true })
  static row(value: number): number[] {
    return [value];
  }

  // error: vectorized: parameter #1 must be a typed array or a Column
  @udf({ vectorized: true })
  array(values: Float64Array, texts: string[]): Float64Array {
    return texts.length > 0 ? values : new Float64Array();
  }

  // error: vectorized: parameter #0 must be a typed array or a Column
  @udf({ vectorized: true })
  static nullable(values: Float64Array | null): Float64Array {
    return values ?? new Float64Array();
  }

  // error: vectorized: parameter #0 must be a typed array or a Column
  @udf({ vectorized: true })
  static clamped(values: Uint8ClampedArray): number[] {
    return [...values];
  }

  // error: parameter #0[].who has no Arrow mapping
  @udf({ vectorized: true })
  static element(values: Column<{ who: symbol }>): string[] {
    return Array.from(values, String);
  }

  // error: vectorized: parameter #1 is a UdfContext, and the function gets columns alone
  @udf({ vectorized: true })
  static context(values: Float64Array, ctx: UdfContext): Float64Array {
    return ctx.attempt > 0 ? values : new Float64Array();
  }

  // error: vectorized: the result must be a typed array, an array or a Column, with a value for each row
  @udf({ vectorized: true })
  static one(values: Float64Array): number {
    return values[0] ?? 0;
  }

  // error: vectorized: the result must be a typed array, an array or a Column
  @udf({ vectorized: true })
  static async later(values: Float64Array): Promise<Float64Array> {
    return values;
  }

  // error: vectorized: the result must be a typed array, an array or a Column
  @udf({ vectorized: true })
  static *lazy(values: Float64Array): Generator<number> {
    yield* values;
  }

  // error: result[] has no Arrow mapping
  @udf({ vectorized: true })
  static errors(values: Float64Array): (number | Error)[] {
    return [...values];
  }

  // error: vectorized: a method without a column cannot tell how many rows it is given
  @udf({ vectorized: true })
  static none(): Float64Array {
    return new Float64Array();
  }
}

export const forgotten = udf(
  {},
  // error: parameter #0.at has no Arrow mapping
  (texts: Column<string>): number => texts.length,
);
