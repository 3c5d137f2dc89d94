import { SluiceError } from '@sluice/sdk';

/** Which array a message is about: a column that a function reads, or what is nested in it. */
export interface Origin {
  /** The function's SQL name. */
  readonly udf: string;
  /** `order`, `order.items[].price`. */
  readonly path: string;
}

/** The array nested in `origin`, one step down: `[]`, `.price`. */
export function inside(origin: Origin, step: string): Origin {
  return { udf: origin.udf, path: origin.path + step };
}

/** The error for buffers that do not hold the rows that they should. */
export function damaged({ udf, path }: Origin, what: string): SluiceError {
  return new SluiceError(
    'invalid-argument',
    `${udf}: column '${path}' is truncated or damaged: ${what}. Read or build the batch again`,
    { udf },
  );
}

/** The error for a column of one batch that 32-bit offsets cannot address. */
export function tooLarge({ udf, path }: Origin): SluiceError {
  return new SluiceError(
    'invalid-argument',
    `${udf}: column '${path}' has more than 2147483647 bytes or elements in one batch: use smaller batches`,
    { udf },
  );
}
