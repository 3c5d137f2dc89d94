import {
  asRecord,
  type OptionHint,
  type Report,
  show,
  unknownOption,
  wholeNumber,
  writtenIn,
} from './option-values.ts';
import type { ErrorPolicy, RetryPredicate, UdfOptions } from './options.ts';
import {
  readWindow,
  resolveBatch,
  resolveCache,
  resolveRateLimit,
  resolveRetry,
  resolveTimeout,
} from './resolve-groups.ts';
import type { ResolvedOptions } from './resolved-options.ts';

/** One thing wrong with an option, as a sentence that names it and says what is allowed. */
export interface OptionProblem {
  /** The option's name as the author wrote it, `window.rows` for a nested one. */
  readonly option: string;
  readonly message: string;
  /** What would do, where that is certain. */
  readonly hint?: OptionHint;
}

const MAX_IN_FLIGHT = 1_000_000;
const WINDOW_ROWS_PER_CALL = 64;
const WINDOW_BYTES = 64 * 1024 * 1024;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;
/** What JavaScript takes for the name of a parameter, but for reserved words. */
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const POLICIES: readonly string[] = ['fail', 'null', 'capture'] satisfies ErrorPolicy[];

/** Every option there is, in the order in which messages list them. */
export const OPTIONS: readonly string[] = Object.keys({
  name: 0,
  async: 0,
  vectorized: 0,
  ordered: 0,
  orderBy: 0,
  maxInFlight: 0,
  window: 0,
  timeout: 0,
  retry: 0,
  batch: 0,
  rateLimit: 0,
  cache: 0,
  onError: 0,
  deterministic: 0,
} satisfies Record<keyof UdfOptions, 0>);

const NEED_ASYNC = [
  'ordered',
  'orderBy',
  'maxInFlight',
  'window',
  'timeout',
  'retry',
  'batch',
  'rateLimit',
  'cache',
] satisfies (keyof UdfOptions)[];

/**
 * Checks options and fills in the defaults. All problems are found, not just the first; where there are any, the
 * resolved options hold the default in each bad option's place. An option that is `undefined` is as if left out.
 *
 * @returns `retryWhen` is the function at `retry.when`, which has no place in the resolved options: they are JSON.
 * @example
 * ```ts
 * resolveOptions({ async: true, timeout: '2s' }).options.timeoutMs; // 2000
 * resolveOptions({ orderd: true }).problems[0]?.message; // "unknown option 'orderd': did you mean 'ordered'?"
 * ```
 */
export function resolveOptions(options: unknown): {
  readonly name: string | undefined;
  readonly options: ResolvedOptions;
  readonly retryWhen: RetryPredicate | undefined;
  readonly problems: readonly OptionProblem[];
} {
  const problems: OptionProblem[] = [];
  const report: Report = (option, message, hint) =>
    problems.push({ option, message, ...(hint === undefined ? {} : { hint }) });
  const given = asRecord(options === undefined ? {} : options);
  if (given === undefined) {
    report('options', `options must be an object such as { async: true }, not ${show(options)}`);
  }
  const written = writtenIn(given ?? {});

  for (const option of written.keys()) {
    if (!OPTIONS.includes(option)) report(option, ...unknownOption(option, OPTIONS));
  }
  const flag = (option: 'async' | 'vectorized' | 'ordered' | 'deterministic'): boolean => {
    const value = written.has(option) ? written.get(option) : false;
    if (typeof value === 'boolean') return value;
    report(option, `${option} must be true or false, not ${show(value)}`);
    return false;
  };

  const name = written.get('name');
  const named = typeof name === 'string' && NAME.test(name);
  if (name !== undefined && !named) {
    report(
      'name',
      `name must be a letter or underscore, then at most 62 letters, digits or underscores, not ${show(name)}`,
    );
  }
  const async = flag('async');
  // A bad `async` is reported as such; that it is not true need not be said of every other option.
  if (!async && !problems.some(({ option }) => option === 'async' || option === 'options')) {
    for (const option of NEED_ASYNC) {
      if (written.has(option)) {
        const message = `${option} needs async: true; add it and return a Promise, or leave ${option} out`;
        report(option, message, { needs: 'async' });
      }
    }
  }
  const vectorized = flag('vectorized');
  if (async && vectorized) {
    report(
      'vectorized',
      'vectorized cannot stand beside async: true, since one call answers for whole columns at once: leave async out, ' +
        'or use the option batch in the place of vectorized',
    );
  }
  const ordered = flag('ordered');
  const orderBy = resolveOrderBy(written.get('orderBy'), ordered, report);
  const maxInFlight =
    wholeNumber('maxInFlight', written.get('maxInFlight'), 1, MAX_IN_FLIGHT, report) ?? 1000;
  const window = readWindow(written.get('window'), maxInFlight, report);
  const timeout = resolveTimeout(written.get('timeout'), report);
  const { retry, when } = resolveRetry(written.get('retry'), report);
  let batch = resolveBatch(written.get('batch'), report);
  if (batch !== undefined && window.rows !== undefined && batch.maxRows > window.rows) {
    const advice = `raise the window to at least ${batch.maxRows}, or lower maxRows`;
    report('batch.maxRows', `batch.maxRows, ${batch.maxRows}, is more than the window holds: ${advice}`);
    batch = undefined;
  }
  const rateLimit = resolveRateLimit(written.get('rateLimit'), report);
  let cache = resolveCache(written.get('cache'), report);
  const onError = written.has('onError') ? written.get('onError') : 'fail';
  const policed = isPolicy(onError);
  if (!policed) report('onError', `onError must be 'fail', 'null' or 'capture', not ${show(onError)}`);
  const deterministic = flag('deterministic');
  if (written.has('cache')) {
    const problem = cacheProblem(deterministic, written);
    if (problem !== undefined) {
      report('cache', problem);
      cache = undefined;
    }
  }

  return {
    name: named ? name : undefined,
    options: {
      async,
      ordered,
      ...(orderBy === undefined ? {} : { orderBy }),
      maxInFlight,
      // Of the rows of a batch function, one call's must be able to gather while those of another run.
      windowRows: window.rows ?? Math.max(WINDOW_ROWS_PER_CALL * maxInFlight, 2 * (batch?.maxRows ?? 0)),
      windowBytes: window.bytes ?? WINDOW_BYTES,
      ...timeout,
      ...(retry === undefined ? {} : { retry }),
      ...(batch === undefined ? {} : { batch }),
      ...(rateLimit === undefined ? {} : { rateLimit }),
      ...(cache === undefined ? {} : { cache }),
      onError: policed ? onError : 'fail',
      deterministic,
      ...(vectorized && !async ? { vectorized } : {}),
    },
    retryWhen: when,
    problems,
  };
}

/** That there is a parameter of that name only the compiler can tell. */
function resolveOrderBy(orderBy: unknown, ordered: boolean, report: Report): string | undefined {
  if (orderBy === undefined) return undefined;
  if (typeof orderBy !== 'string' || !IDENTIFIER.test(orderBy)) {
    report('orderBy', `orderBy must be the name of a parameter, such as 'key', not ${show(orderBy)}`);
    return undefined;
  }
  if (ordered) {
    report(
      'orderBy',
      'orderBy cannot stand beside ordered: true, which keeps the order of all rows: ' +
        'leave ordered out to keep it for each key, or orderBy to keep it for all',
    );
    return undefined;
  }
  return orderBy;
}

/** Why there can be no cache beside the other options. */
function cacheProblem(deterministic: boolean, written: ReadonlyMap<string, unknown>): string | undefined {
  if (written.has('batch')) {
    return (
      'cache cannot stand beside batch, since a result is kept for the arguments of a call, and a batch is one call ' +
      'for many rows: leave batch out if arguments often repeat, or cache if they seldom do'
    );
  }
  // A `deterministic` that is no boolean is reported as such.
  const unsaid = !written.has('deterministic') || written.get('deterministic') === false;
  return !deterministic && unsaid
    ? 'cache needs deterministic: true; add it if the same arguments always give the same result, or leave cache out'
    : undefined;
}

function isPolicy(value: unknown): value is ErrorPolicy {
  return typeof value === 'string' && POLICIES.includes(value);
}
