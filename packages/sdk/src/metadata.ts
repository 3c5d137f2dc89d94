import { defineMetadata, getOwnMetadata } from 'reflect-metadata/no-conflict';
import { carriedOptions } from './carried-options.ts';
import type { RetryPredicate } from './options.ts';
import { resolveOptions } from './resolve-options.ts';
import type { ResolvedOptions } from './resolved-options.ts';

/** What `@udf`, `udf()` and `@aggregate` leave on a function or class: plain data, but for `retryWhen`. */
export interface UdfMetadata {
  /** The SQL name, where the author chose one. */
  readonly name?: string;
  readonly options: ResolvedOptions;
  /** The function at `retry.when`: there if, and only if, `options.retry.conditional` is true. */
  readonly retryWhen?: RetryPredicate;
}

/**
 * A string, so that the copy of the sdk inside a bundle and the host's copy mean the same key. The values are shared
 * too: every copy of reflect-metadata from 0.2 on finds the others through one registry, kept on the global `Reflect`
 * under `Symbol.for('@reflect-metadata:registry')`. Its `no-conflict` build adds nothing else to the global `Reflect`.
 */
const KEY = 'sluice:udf';

/** Attaches metadata to the function or class object itself, so that it is found wherever that is reached. */
export function setUdfMetadata(target: object, metadata: UdfMetadata): void {
  defineMetadata(KEY, metadata, target);
}

/**
 * The name and the resolved options of a decorated function or class, whichever copy of the sdk decorated it; undefined for
 * anything else. Both copies must run in one realm and thread, as a bundle and the runtime that imports it do.
 *
 * @example
 * ```ts
 * getUdfMetadata(Geo.city)?.options.timeoutMs; // 2000
 * ```
 */
export function getUdfMetadata(fn: unknown): UdfMetadata | undefined {
  if (typeof fn !== 'function') return undefined;
  const written = carriedOptions(fn);
  if (written !== undefined) return toMetadata(resolveOptions(written));
  // The only writer of this key is setUdfMetadata.
  return getOwnMetadata(KEY, fn) as UdfMetadata | undefined;
}

/** Resolved options as metadata, frozen. */
export function toMetadata({
  name,
  options,
  retryWhen,
}: {
  readonly name: string | undefined;
  readonly options: ResolvedOptions;
  readonly retryWhen?: RetryPredicate | undefined;
}): UdfMetadata {
  for (const option of Object.values(options)) Object.freeze(option);
  return Object.freeze({
    ...(name === undefined ? {} : { name }),
    options: Object.freeze(options),
    ...(retryWhen === undefined ? {} : { retryWhen }),
  });
}
