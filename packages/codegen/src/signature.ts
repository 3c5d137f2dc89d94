import {
  type ArrowField,
  formatNested,
  type ResolvedOptions,
  type ResolvedRetry,
  resolveOptions,
  type UdfModel,
} from '@sluice/sdk/manifest';

/**
 * A function as SQL sees it: `city(ip: Utf8) -> Utf8?`, `words(text: Utf8) -> table(Utf8)`, `mean(value: Float64) ->
 * Float64? (aggregate)`. A trailing `?` marks what may be null.
 */
export function formatSignature({ kind, name, parameters, result }: UdfModel): string {
  const columns = parameters.map((field: ArrowField) => `${field.name}: ${formatNested(field)}`);
  return `${name}(${columns.join(', ')}) -> ${formatResult(kind, formatNested(result))}`;
}

function formatResult(kind: UdfModel['kind'], result: string): string {
  if (kind === 'table') return `table(${result})`;
  return kind === 'aggregate' ? `${result} (aggregate)` : result;
}

/**
 * The options that are not the defaults, as their author would write them: `async, ordered, maxInFlight: 500,
 * timeout: 2s, retry: { retries: 3, backoff: 1s }`; empty without any.
 */
export function formatOptions(options: ResolvedOptions): string {
  const { maxInFlight, retry, batch, rateLimit, cache } = options;
  const defaults = resolveOptions({
    async: true,
    maxInFlight,
    ...(batch === undefined ? {} : { batch: { maxRows: batch.maxRows } }),
    ...(retry === undefined ? {} : { retry: { retries: retry.retries, backoff: `${retry.backoffMs}ms` } }),
    ...(rateLimit === undefined ? {} : { rateLimit: { perSecond: rateLimit.perSecond } }),
    ...(options.totalTimeoutMs === undefined ? {} : { timeout: { total: `${options.totalTimeoutMs}ms` } }),
  }).options;
  const none = resolveOptions({ async: true, retry: { retries: 1 } }).options;
  return [
    flag('async', options.async),
    flag('vectorized', options.vectorized === true),
    flag('ordered', options.ordered),
    value('orderBy', options.orderBy),
    value('maxInFlight', unless(maxInFlight, none.maxInFlight)),
    group('window', [
      value('rows', unless(options.windowRows, defaults.windowRows)),
      value('bytes', unless(options.windowBytes, defaults.windowBytes)),
    ]),
    formatTimeout(options, defaults),
    retry && formatRetry(retry, defaults.retry, none.retry?.backoffMs),
    batch &&
      group('batch', [
        value('maxRows', batch.maxRows),
        value('maxBytes', batch.maxBytes),
        value('linger', milliseconds(unless(batch.lingerMs, defaults.batch?.lingerMs))),
      ]),
    rateLimit &&
      group('rateLimit', [
        value('perSecond', rateLimit.perSecond),
        value('burst', unless(rateLimit.burst, defaults.rateLimit?.burst)),
      ]),
    cache && group('cache', [value('maxEntries', cache.maxEntries), value('ttl', milliseconds(cache.ttlMs))]),
    value('onError', unless(options.onError, defaults.onError)),
    flag('deterministic', options.deterministic),
  ]
    .filter(isSaid)
    .join(', ');
}

function formatTimeout(options: ResolvedOptions, defaults: ResolvedOptions): Said {
  const attempt = milliseconds(unless(options.timeoutMs, defaults.timeoutMs));
  if (options.totalTimeoutMs === undefined) return value('timeout', attempt);
  return group('timeout', [value('attempt', attempt), value('total', milliseconds(options.totalTimeoutMs))]);
}

/** @param defaults what the parts that are left out are beside this backoff */
function formatRetry(retry: ResolvedRetry, defaults: ResolvedRetry | undefined, backoffMs?: number): Said {
  return group('retry', [
    value('retries', retry.retries),
    value('backoff', milliseconds(unless(retry.backoffMs, backoffMs))),
    value('maxBackoff', milliseconds(unless(retry.maxBackoffMs, defaults?.maxBackoffMs))),
    value('jitter', unless(retry.jitter, defaults?.jitter)),
    flag('when', retry.conditional),
    value('budget', retry.budget),
  ]);
}

/** One option, or undefined where it says nothing. */
type Said = string | undefined;

function isSaid(text: Said): text is string {
  return text !== undefined;
}

function flag(name: string, set: boolean): Said {
  return set ? name : undefined;
}

function value(name: string, of: string | number | undefined): Said {
  return of === undefined ? undefined : `${name}: ${of}`;
}

function group(name: string, parts: readonly Said[]): Said {
  const said = parts.filter(isSaid);
  return said.length === 0 ? undefined : `${name}: { ${said.join(', ')} }`;
}

function unless<Value>(of: Value, standard: Value | undefined): Value | undefined {
  return of === standard ? undefined : of;
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

function milliseconds(ms: number | undefined): Said {
  return ms === undefined ? undefined : formatDuration(ms);
}

/** A duration in the largest unit of which it is a whole number: `2s`. */
export function formatDuration(ms: number): string {
  const [unit, size] = units.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}
