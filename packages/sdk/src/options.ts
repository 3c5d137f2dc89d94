import { parseDuration } from './duration.ts';
import { SluiceError } from './errors.ts';
import { nearestName } from './nearest-name.ts';

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
  /**
   * How long one call may take, from its start: `'2s'`, `'500ms'`, `'1 minute'`. `'0s'` lets through only what is
   * ready at once. @default '5s'
   */
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

const MAX_IN_FLIGHT = 1_000_000;
const WINDOW_ROWS_PER_CALL = 64;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;
const POLICIES: readonly string[] = ['fail', 'null', 'capture'] satisfies ErrorPolicy[];

/** Every option there is, in the order in which messages list them. */
const KNOWN = Object.keys({
  name: 0,
  async: 0,
  ordered: 0,
  maxInFlight: 0,
  window: 0,
  timeout: 0,
  onError: 0,
  deterministic: 0,
} satisfies Record<keyof UdfOptions, 0>);

const NEED_ASYNC = ['ordered', 'maxInFlight', 'window', 'timeout'] satisfies (keyof UdfOptions)[];

/** What to tell people who write the options of elsewhere, Arroyo above all, by the letters of their names. */
const FOREIGN: Readonly<Record<string, string>> = {
  allowedinflight: "did you mean 'maxInFlight'?",
  maxconcurrency: "did you mean 'maxInFlight'?",
  concurrency: "did you mean 'maxInFlight'?",
  unordered: 'leave it out, results are unordered unless you write ordered: true',
  pure: "did you mean 'deterministic'?",
  immutable: "did you mean 'deterministic'?",
  timeoutms: "did you mean 'timeout', with a unit, such as '500ms'?",
};

/**
 * Checks options and fills in the defaults. All problems are found, not just the first; where there are any, the
 * resolved options hold the default in each bad option's place. An option that is `undefined` is as if left out.
 *
 * @example
 * ```ts
 * resolveOptions({ async: true, timeout: '2s' }).options.timeoutMs; // 2000
 * resolveOptions({ orderd: true }).problems[0]?.message; // "unknown option 'orderd': did you mean 'ordered'?"
 * ```
 */
export function resolveOptions(options: unknown): {
  readonly name: string | undefined;
  readonly options: ResolvedOptions;
  readonly problems: readonly OptionProblem[];
} {
  const problems: OptionProblem[] = [];
  const report: Report = (option, message) => problems.push({ option, message });
  const given = asRecord(options === undefined ? {} : options);
  if (given === undefined) {
    report('options', `options must be an object such as { async: true }, not ${show(options)}`);
  }
  const written = new Map(Object.entries(given ?? {}).filter(([, value]) => value !== undefined));

  for (const option of written.keys()) {
    if (!KNOWN.includes(option)) report(option, unknownOption(option, KNOWN));
  }
  const flag = (option: 'async' | 'ordered' | 'deterministic'): boolean => {
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
  // A bad `async` is reported as such; that it is not true need not be said four times more.
  if (!async && !problems.some(({ option }) => option === 'async' || option === 'options')) {
    for (const option of NEED_ASYNC) {
      if (written.has(option)) {
        report(option, `${option} needs async: true; add it and return a Promise, or leave ${option} out`);
      }
    }
  }
  const ordered = flag('ordered');
  const maxInFlight =
    wholeNumber('maxInFlight', written.get('maxInFlight'), 1, MAX_IN_FLIGHT, report) ?? 1000;
  const { windowRows, windowBytes } = resolveWindow(written.get('window'), maxInFlight, report);
  const timeoutMs = resolveTimeout(written.get('timeout'), report);
  const onError = written.has('onError') ? written.get('onError') : 'fail';
  const policed = isPolicy(onError);
  if (!policed) report('onError', `onError must be 'fail', 'null' or 'capture', not ${show(onError)}`);
  const deterministic = flag('deterministic');

  return {
    name: named ? name : undefined,
    options: {
      async,
      ordered,
      maxInFlight,
      windowRows,
      windowBytes,
      timeoutMs,
      onError: policed ? onError : 'fail',
      deterministic,
    },
    problems,
  };
}

type Report = (option: string, message: string) => void;

function resolveWindow(
  window: unknown,
  maxInFlight: number,
  report: Report,
): { windowRows: number; windowBytes: number } {
  const windowRows = WINDOW_ROWS_PER_CALL * maxInFlight;
  const windowBytes = 64 * 1024 * 1024;
  if (window === undefined) return { windowRows, windowBytes };
  const parts = typeof window === 'number' ? { rows: window } : asRecord(window);
  if (parts === undefined) {
    report('window', `window must be a number of rows or { rows, bytes }, not ${show(window)}`);
    return { windowRows, windowBytes };
  }
  for (const [part, value] of Object.entries(parts)) {
    if (part !== 'rows' && part !== 'bytes' && value !== undefined) {
      report(`window.${part}`, unknownOption(`window.${part}`, ['window.rows', 'window.bytes']));
    }
  }
  const { rows, bytes } = parts as { rows?: unknown; bytes?: unknown };
  const option = typeof window === 'number' ? 'window' : 'window.rows';
  return {
    windowRows:
      wholeNumber(option, rows, maxInFlight, Number.MAX_SAFE_INTEGER, report, ' (maxInFlight)') ?? windowRows,
    windowBytes: wholeNumber('window.bytes', bytes, 1, Number.MAX_SAFE_INTEGER, report) ?? windowBytes,
  };
}

function resolveTimeout(timeout: unknown, report: Report): number {
  if (timeout === undefined) return 5000;
  if (typeof timeout !== 'string') {
    report('timeout', `timeout must be a duration such as '5s' or '500ms', not ${show(timeout)}`);
    return 5000;
  }
  try {
    return parseDuration(timeout);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    report('timeout', `timeout: ${error.message}`);
    return 5000;
  }
}

/** The value if it is a whole number in range; undefined when left out, or when wrong and reported. */
function wholeNumber(
  option: string,
  value: unknown,
  min: number,
  max: number,
  report: Report,
  minIs = '',
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}${minIs}` : `from ${min} to ${max}`;
  report(option, `${option} must be a whole number ${range}, not ${show(value)}`);
  return undefined;
}

function unknownOption(option: string, known: readonly string[]): string {
  const letters = option.toLowerCase().replace(/[^a-z]/g, '');
  const nearest = nearestName(option, known);
  let advice = `the options are ${known.join(', ')}`;
  if (nearest !== undefined) advice = `did you mean '${nearest}'?`;
  if (Object.hasOwn(FOREIGN, letters)) advice = FOREIGN[letters] ?? advice;
  return `unknown option '${option}': ${advice}`;
}

function isPolicy(value: unknown): value is ErrorPolicy {
  return typeof value === 'string' && POLICIES.includes(value);
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** A value as its author might have written it, and never long. */
function show(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `'${value.slice(0, 60)}…'` : `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
