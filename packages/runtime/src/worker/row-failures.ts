import type { RowFailure } from '../executor/index.ts';
import type { AuthorFrames } from './author-frames.ts';
import type { WireError, WireRowError } from './protocol.ts';
import { toWireError } from './wire-error.ts';

/** Reading a stack through a source map costs tens of microseconds: after so many, failures of a handle carry none. */
const MAX_STACKS = 256;

/** Turns a handle's failures into plain data. */
export class FailureWriter {
  readonly #udf: string;
  readonly #frames: AuthorFrames;
  #stacks = 0;
  readonly #counts = new Map<string, number>();

  constructor(udf: string, frames: AuthorFrames) {
    this.#udf = udf;
    this.#frames = frames;
  }

  /** A failure that is recorded beside its row. */
  row({ row, attempts, code, message, cause }: RowFailure): WireRowError {
    this.#count(code);
    const at = code === 'udf-threw' ? this.#origin(cause) : undefined;
    return { row, attempts, code, message, ...(at === undefined ? {} : { at }) };
  }

  /** A failure that ends its batch or rows, with all that is known of it. */
  whole({ code, name, message, cause }: Pick<RowFailure, 'code' | 'name' | 'message' | 'cause'>): WireError {
    this.#count(code);
    const wire = cause === undefined ? undefined : toWireError(cause, code, this.#frames, this.#udf);
    return {
      code,
      name,
      message,
      udf: this.#udf,
      ...(wire?.stack === undefined ? {} : { stack: wire.stack }),
      ...(wire?.cause === undefined ? {} : { cause: wire.cause }),
      ...(wire?.errors === undefined ? {} : { errors: wire.errors }),
    };
  }

  /** How many failures there were, by code. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  #count(code: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  /** The first place in the author's package on the stack, `src/geo.ts:12:9`. */
  #origin(cause: unknown): string | undefined {
    if (this.#stacks >= MAX_STACKS || !(cause instanceof Error)) return undefined;
    this.#stacks++;
    return this.#frames.origin(cause);
  }
}
