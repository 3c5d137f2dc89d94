import { parseDuration } from './duration.ts';
import { SluiceError } from './errors.ts';
import { nearestName } from './nearest-name.ts';

/** Readers of single values: each gives the value, or undefined when it is left out, or when it is wrong and reported. */

/** What would do, where that is certain: another name, as the option's path is written, or one more option. */
export type OptionHint = { readonly meant: string } | { readonly needs: 'async' };

/** Takes one problem: the option as the author wrote it, `window.rows` for a nested one, and a sentence. */
export type Report = (option: string, message: string, hint?: OptionHint) => void;

/**
 * What to tell people who write the options of elsewhere, Arroyo above all, by the letters of their names; for a nested
 * option by those of its path.
 */
const FOREIGN: Readonly<Record<string, string>> = {
  allowedinflight: "did you mean 'maxInFlight'?",
  maxconcurrency: "did you mean 'maxInFlight'?",
  concurrency: "did you mean 'maxInFlight'?",
  unordered: 'leave it out, results are unordered unless you write ordered: true',
  orderedby: "did you mean 'orderBy', with the name of a parameter?",
  keyby: "did you mean 'orderBy', with the name of a parameter?",
  partitionby: "did you mean 'orderBy', with the name of a parameter?",
  pure: "did you mean 'deterministic'?",
  immutable: "did you mean 'deterministic'?",
  memoize: 'write cache: { maxEntries: 10_000 }',
  timeoutms: "did you mean 'timeout', with a unit, such as '500ms'?",
  totaltimeout: "write timeout: { total: '30s' }",
  retries: 'write retry: { retries: 3 }',
  maxretries: 'write retry: { retries: 3 }',
  retryattempts: "did you mean 'retry.retries'? It does not count the first call",
  retrymaxattempts: "did you mean 'retry.retries'? It does not count the first call",
  retryfactor: 'leave it out, the delay doubles with each retry',
  retrydelay: "did you mean 'retry.backoff'?",
  retrypredicate: "did you mean 'retry.when'?",
  batchsize: 'write batch: { maxRows: 64 }',
  maxbatchsize: 'write batch: { maxRows: 64 }',
  batchmaxsize: "did you mean 'batch.maxRows'?",
  batchlingerms: "did you mean 'batch.linger', with a unit, such as '20ms'?",
  ratelimitrate: "did you mean 'rateLimit.perSecond'?",
  cachesize: "did you mean 'cache.maxEntries'?",
  cachemax: "did you mean 'cache.maxEntries'?",
  cachettlms: "did you mean 'cache.ttl', with a unit, such as '1 hour'?",
};

/** What to report of an option that is none. */
export function unknownOption(
  option: string,
  known: readonly string[],
): readonly [message: string, hint?: OptionHint] {
  const letters = option.toLowerCase().replace(/[^a-z]/g, '');
  const nearest = nearestName(option, known);
  let advice = `the options are ${known.join(', ')}`;
  if (nearest !== undefined) advice = `did you mean '${nearest}'?`;
  if (Object.hasOwn(FOREIGN, letters)) advice = FOREIGN[letters] ?? advice;
  const message = `unknown option '${option}': ${advice}`;
  const meant = /^did you mean '([\w.]+)'\?$/.exec(advice)?.[1];
  return meant === undefined ? [message] : [message, { meant }];
}

/** What was written of an object, without its properties that are undefined: they are as if left out. */
export function writtenIn(record: Record<string, unknown>): Map<string, unknown> {
  return new Map(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** The parts of a nested option, after a report of those that are unknown. `shape` is what it must be, as words. */
export function parts(
  option: string,
  value: unknown,
  known: readonly string[],
  shape: string,
  report: Report,
): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined) return undefined;
  const record = asRecord(value);
  if (record === undefined) {
    report(option, `${option} must be ${shape}, not ${show(value)}`);
    return undefined;
  }
  const written = writtenIn(record);
  const paths = known.map((part) => `${option}.${part}`);
  for (const part of written.keys()) {
    const path = `${option}.${part}`;
    if (!known.includes(part)) report(path, ...unknownOption(path, paths));
  }
  return written;
}

/** A whole number in range. `minIs` tells where the lower bound comes from. */
export function wholeNumber(
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

/** A number that may have a fraction, from 0 to 1. */
export function share(option: string, value: unknown, report: Report): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  report(option, `${option} must be a number from 0 to 1, not ${show(value)}`);
  return undefined;
}

/** The milliseconds of a duration. `or` is what may stand in its place, as words. */
export function duration(option: string, value: unknown, report: Report, or = ''): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    report(option, `${option} must be a duration such as '5s' or '500ms'${or}, not ${show(value)}`);
    return undefined;
  }
  try {
    return parseDuration(value);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    report(option, `${option}: ${error.message}`);
    return undefined;
  }
}

export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** A value as its author might have written it, and never long. */
export function show(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `'${value.slice(0, 60)}…'` : `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
