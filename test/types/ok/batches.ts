import {
  type Float32,
  type Int32,
  RetryableError,
  type UdfContext,
  type UdfLifecycle,
  type UdfOpenContext,
  udf,
} from '@sluice/sdk';

interface Place {
  readonly name: string;
  readonly at: { readonly x: number; readonly y: number } | null;
}

export class Embedder implements UdfLifecycle {
  #model: readonly string[] = [];

  async open({ udfs, signal }: UdfOpenContext): Promise<void> {
    signal.throwIfAborted();
    this.#model = udfs;
  }

  close(): void {
    this.#model = [];
  }

  @udf({ async: true, batch: { maxRows: 64, linger: '20ms' } })
  async embed(texts: string[]): Promise<Float32[][]> {
    return texts.map((text) => this.#model.map(() => text.length));
  }

  @udf({
    async: true,
    batch: { maxRows: 100_000, maxBytes: 1, linger: '0ms' },
    ordered: true,
    retry: { retries: 2 },
  })
  async several(
    names: readonly string[],
    counts: (Int32 | null)[],
    tags: string[][],
    places: Place[],
    ctx?: UdfContext,
  ): Promise<(string | null | Error)[]> {
    return names.map((name, row) =>
      counts[row] === null
        ? new RetryableError(`${name} ${ctx?.attempt} ${tags.length} ${places.length}`)
        : name,
    );
  }
}

export class Results {
  // Errors of any class, and a struct that looks like one.
  @udf({ async: true, batch: { maxRows: 8 } })
  static async errors(ids: bigint[]): Promise<(TypeError | RetryableError | number)[]> {
    return ids.map(Number);
  }

  @udf({ async: true, batch: { maxRows: 8 } })
  static async likeErrors(ids: bigint[]): Promise<{ name: string; message: string }[]> {
    return ids.map((id) => ({ name: String(id), message: '' }));
  }

  @udf({ async: true, batch: { maxRows: 8 } })
  static async readonly(flags: boolean[]): Promise<readonly boolean[]> {
    return flags;
  }

  // A promise for some batches and a plain array for the others.
  @udf({ async: true, batch: { maxRows: 8 } })
  static sometimes(flags: boolean[]): boolean[] | Promise<boolean[]> {
    return flags;
  }

  @udf({ async: true, orderBy: 'keys', batch: { maxRows: 8 } })
  static async tables(keys: Map<string, number>[], at: Date[], bytes: Uint8Array[]): Promise<Uint8Array[]> {
    return keys.length > 0 && at.length > 0 ? bytes : [];
  }
}

export const lengths = udf(
  { async: true, batch: { maxRows: 1 } },
  async (texts: string[]): Promise<number[]> => texts.map((text) => text.length),
);
export const counted: Promise<number[]> = lengths(['a']);

// A list is a list where there is no batch.
export const joined = udf({ async: true }, async (parts: string[]): Promise<string[]> => parts);
