import { getUdfMetadata, SluiceError, type UdfContext } from '@sluice/sdk';
import type { ResolvedOptions } from '@sluice/sdk/manifest';
import type { BatchedRow, ExecutorOptions, RateLimit, RowFailure } from '../executor/index.ts';

/** A function whose rows an executor calls. */
export interface ExecutedFunction {
  /** The SQL name. */
  readonly name: string;
  /** What carries the options that are functions. */
  readonly fn: unknown;
  readonly options: ResolvedOptions;
  /** Shared by the executors of the function. @default one of its own, where the options have one */
  readonly rateLimit?: RateLimit | undefined;
  /** Calls a batch function. */
  readonly callRows: (rows: readonly BatchedRow[], context: UdfContext) => unknown;
}

/** The executor's options of a function's: plain data, and the functions that only the code has. */
export function executorOptions({
  name,
  fn,
  options,
  rateLimit,
  callRows,
}: ExecutedFunction): ExecutorOptions {
  const { orderBy, retry, batch, cache, ...common } = options;
  const retryWhen = getUdfMetadata(fn)?.retryWhen;
  const when = (failure: RowFailure): boolean =>
    retryWhen?.(failure.cause ?? new SluiceError(failure.code, failure.message), failure.attempts) ?? true;
  return {
    ...withoutUndefined({ ...common, rateLimit: rateLimit ?? common.rateLimit }),
    udf: name,
    keyed: orderBy !== undefined,
    ...(retry === undefined ? {} : { retry: { ...retry, when } }),
    ...(cache === undefined ? {} : { cache }),
    ...(batch === undefined ? {} : { batch, callRows }),
  } as ExecutorOptions;
}

function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
