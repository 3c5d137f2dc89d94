import { parseDuration } from './duration.ts';

/** What happens to a row whose call failed or timed out. */
export type ErrorPolicy = 'fail' | 'null' | 'capture';

/** Options of `@udf(options)` and `udf(options, fn)`. */
export interface UdfOptions {
  /** The SQL name. A letter or underscore, then letters, digits, underscores. @default snake_case of the function's name */
  readonly name?: string;
  /** The function returns a Promise; needed for every option below but `onError` and `deterministic`. @default false */
  readonly async?: boolean;
  /** Results leave in input order; otherwise as they complete. @default false */
  readonly ordered?: boolean;
  /** C: calls running at once, 1 to 1 000 000. A timed-out call that is still running holds its slot. @default 1000 */
  readonly maxInFlight?: number;
  /**
   * W: rows started and not yet emitted, at least `maxInFlight`; or `{ rows, bytes }` to bound their bytes too.
   * @default 64 × maxInFlight rows, 64 MiB
   */
  readonly window?: number | { readonly rows?: number; readonly bytes?: number };
  /** How long one call may take, from its start: `'2s'`, `'500ms'`, `'1 minute'`. @default '5s' */
  readonly timeout?: string;
  /**
   * What a failed row does: `'fail'` ends the batch or stream with that row's error, `'null'` gives a null result,
   * `'capture'` gives a null result and the error beside it. @default 'fail'
   */
  readonly onError?: ErrorPolicy;
  /** The same arguments always give the same result; lets engines fold, share and reorder calls. @default false */
  readonly deterministic?: boolean;
}

/** Options with every default filled in and every unit fixed: what the manifest carries. */
export interface ResolvedOptions {
  readonly async: boolean;
  readonly ordered: boolean;
  readonly maxInFlight: number;
  readonly windowRows: number;
  readonly windowBytes: number;
  readonly timeoutMs: number;
  readonly onError: ErrorPolicy;
  readonly deterministic: boolean;
}

/** One thing wrong with an option, as a sentence that names it and says what is allowed. */
export interface OptionProblem {
  /** The option's name as the author wrote it, `window.rows` for a nested one. */
  readonly option: string;
  readonly message: string;
}

/** Checks options and fills in the defaults. All problems are found, not just the first. */
export function resolveOptions(options: unknown): {
  readonly name: string | undefined;
  readonly options: ResolvedOptions;
  readonly problems: readonly OptionProblem[];
} {
  void parseDuration;
  throw new Error(`to be written: ${String(options)}`);
}
