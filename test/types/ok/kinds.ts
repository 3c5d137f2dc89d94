import {
  type AggregateOptions,
  aggregate,
  type Column,
  type Decimal,
  getUdfMetadata,
  type Int32,
  type Timestamp,
  type UdfContext,
  type UdfOptions,
  udf,
} from '@sluice/sdk';

interface Word {
  readonly text: string;
  readonly at: Int32 | null;
}

// Table functions: each yielded value is a row.

export const words = udf({ deterministic: true }, function* (text: string): Generator<string> {
  yield* text.split(' ');
});

export class Tables {
  @udf({ onError: 'capture' })
  static *positions(text: string): Generator<Word, void, undefined> {
    yield { text, at: 0 };
  }

  @udf()
  lazily(text: string): Iterable<string | null> {
    return new Set(text);
  }

  @udf()
  iterator(text: string): IterableIterator<bigint> {
    return [BigInt(text.length)].values();
  }

  @udf({
    async: true,
    ordered: true,
    maxInFlight: 10,
    timeout: '2s',
    retry: { retries: 2 },
    rateLimit: { perSecond: 5 },
  })
  static async *pages(url: string, ctx: UdfContext): AsyncGenerator<Decimal<10, 2> | undefined> {
    yield `${url}#${ctx.attempt}`;
  }

  @udf({ async: true })
  many(url: string): AsyncIterable<Word> {
    return Tables.found(url);
  }

  @udf({ async: true })
  more(url: string): AsyncIterableIterator<Uint8Array> {
    return Tables.bytes(url);
  }

  private static async *found(text: string): AsyncGenerator<Word> {
    yield { text, at: null };
  }

  private static async *bytes(text: string): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(text);
  }
}

export const first: string | undefined = [...words('a b')][0];
export const next: Promise<IteratorResult<string | undefined>> = Tables.pages('a', {
  udf: 'pages',
  attempt: 1,
  idempotencyKey: '',
  signal: new AbortController().signal,
}).next();

// What has a length or a size is one value.

export const list = udf({}, (text: string): readonly string[] => [...text]);
export const table = udf({}, (text: string): Map<string, number> => new Map([[text, 1]]));

// Vectorized functions: whole columns.

export const plus = udf(
  { vectorized: true, deterministic: true },
  (a: Float64Array, b: Float64Array): Float64Array => a.map((value, row) => value + (b[row] ?? 0)),
);

export class Columns {
  @udf({ vectorized: true })
  static typed(
    a: Int8Array,
    b: Uint8Array,
    c: Int16Array,
    d: Uint16Array,
    e: Int32Array,
    f: Uint32Array,
    g: BigInt64Array,
    h: BigUint64Array,
    i: Float32Array,
  ): BigInt64Array {
    return a.length + b.length + c.length + d.length + e.length + f.length + i.length > 0
      ? g
      : new BigInt64Array(h);
  }

  @udf({ vectorized: true, onError: 'null', name: 'lengths' })
  lengths(texts: Column<string | null>, times: Column<Timestamp<'us', 'UTC'>>): (number | null)[] {
    return Array.from(texts, (text, row) =>
      texts.isNull(row) ? null : Number(times.at(row)) + (text?.length ?? 0),
    );
  }

  @udf({ vectorized: true })
  static same(texts: Column<Word>): Column<Word> {
    return texts;
  }

  @udf({ vectorized: true })
  static kept(texts: Column<string>): readonly string[] {
    return texts.nullCount === 0 ? texts.toArray() : [];
  }
}

// Which of the two it is only the run can tell.
const vectorized: boolean = true;
const shared: UdfOptions = { vectorized: true };

export class Either {
  @udf({ vectorized })
  static columns(values: Float64Array): Float64Array {
    return values;
  }

  @udf({ vectorized })
  static rows(value: number): number {
    return value;
  }

  @udf(shared)
  static shared(values: Column<string>): string[] {
    return values.toArray();
  }
}

// Aggregates.

interface Mean {
  sum: number;
  weight: number;
}

@aggregate()
export class WeightedMean {
  init(): Mean {
    return { sum: 0, weight: 0 };
  }
  accumulate(state: Mean, value: number, weight: number): void {
    state.sum += value * weight;
    state.weight += weight;
  }
  merge(state: Mean, other: Mean): void {
    state.sum += other.sum;
    state.weight += other.weight;
  }
  finish({ sum, weight }: Mean): number | null {
    return weight === 0 ? null : sum / weight;
  }
}

const options: AggregateOptions = { onError: 'null' };

@aggregate({ name: 'total', deterministic: true, ...options })
export class Total {
  constructor(readonly start: bigint = 0n) {}
  init(): bigint {
    return this.start;
  }
  accumulate(state: bigint, amount?: bigint): bigint {
    return state + (amount ?? 0n);
  }
  merge(state: bigint, other: bigint): bigint | undefined {
    return other === 0n ? undefined : state + other;
  }
  finish(state: bigint): bigint {
    return state;
  }
  retract(state: bigint, amount: bigint | undefined): bigint {
    return state - (amount ?? 0n);
  }
}

// The methods may come from a base class; the types of a state may be wider where it is taken.
abstract class Rows<State extends { rows: number }> {
  abstract init(): State;
  accumulate(state: { rows: number }): void {
    state.rows++;
  }
  merge(state: State, other: { readonly rows: number }): void {
    state.rows += other.rows;
  }
  finish(state: { readonly rows: number }): number {
    return state.rows;
  }
}

@aggregate()
export class Count extends Rows<{ rows: number }> {
  override init(): { rows: number } {
    return { rows: 0 };
  }
}

export const mean: number | null = new WeightedMean().finish({ sum: 1, weight: 2 });
export const deterministic: boolean | undefined = getUdfMetadata(Total)?.options.deterministic;
