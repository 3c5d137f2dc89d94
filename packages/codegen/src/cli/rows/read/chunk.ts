import type { Data, Field } from 'apache-arrow';

/** Rows of an input, as its format has them. What a function takes is made of them later, what it does not take stays. */
export interface Chunk {
  readonly input: string;
  readonly rowCount: number;
  readonly columns: readonly ChunkColumn[];
  /** Where a row stands, for people: `people.csv:3`, `people.arrow row 3`. Counted from 1. */
  place(row: number): string;
}

/** Cells of CSV (null where one is empty), values of JSON (undefined where a line has none), or an Arrow array. */
export type ChunkColumn =
  | { readonly kind: 'text'; readonly name: string; readonly cells: readonly (string | null)[] }
  | { readonly kind: 'json'; readonly name: string; readonly cells: readonly unknown[] }
  | { readonly kind: 'arrow'; readonly name: string; readonly field: Field; readonly data: Data };

/** Reads an input piece by piece. Throws `UnreadableInput`. */
export type ReadChunks = (source: Source, options: ReadOptions) => AsyncGenerator<Chunk, void, undefined>;

/** Bytes, and what they are called. */
export interface Source {
  /** As it was given, `-` for what comes in at the standard input. */
  readonly name: string;
  /** Absolute; undefined where there is no file. */
  readonly path: string | undefined;
  bytes(): AsyncIterable<Uint8Array>;
}

export interface ReadOptions {
  /** Between the cells of CSV. */
  readonly delimiter: string;
}

/** Rows of one chunk at most: so many errors, results and progress come together. */
export const CHUNK_ROWS = 1024;

/** What is called on inputs that come in at the standard input. */
export const STDIN = 'stdin';

/** An input that is not what its format asks for. */
export class UnreadableInput extends Error {
  /** 0 where it is the file as a whole. */
  readonly line: number;

  constructor(message: string, line = 0, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'UnreadableInput';
    this.line = line;
  }
}
