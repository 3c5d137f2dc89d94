import type { ResolvedOptions, ResolvedRetry, UdfModel } from '@sluice/sdk/manifest';
import { formatDuration } from '../signature.ts';
import { type Change, changeOf } from './rules.ts';

/** What is another in a function's options. Those of calls in flight count only where it is asynchronous before and after. */
export function compareOptions(before: UdfModel, after: UdfModel): readonly Change[] {
  const [from, to] = [before.options, after.options];
  return [
    ...comparePromises(from, to),
    ...(from.async && to.async
      ? [...compareOrder(from, to), ...compareTimes(from, to), ...compareRetry(from.retry, to.retry)]
      : []),
    ...(from.async && to.async ? compareLoad(from, to) : []),
  ];
}

function comparePromises(from: ResolvedOptions, to: ResolvedOptions): readonly Change[] {
  const changes: Change[] = [];
  if (from.deterministic !== to.deterministic) {
    changes.push(changeOf(to.deterministic ? 'determinism-promised' : 'determinism-dropped', {}));
  }
  if (from.onError !== to.onError) {
    changes.push(changeOf('error-policy-changed', { from: from.onError, to: to.onError }));
  }
  return changes;
}

function compareOrder(from: ResolvedOptions, to: ResolvedOptions): readonly Change[] {
  const changes: Change[] = [];
  if (from.ordered !== to.ordered)
    changes.push(changeOf(to.ordered ? 'order-promised' : 'order-dropped', {}));
  const [was, is] = [from.orderBy, to.orderBy];
  if (was === is) return changes;
  if (was === undefined) changes.push(changeOf('order-key-promised', { to: is ?? '' }));
  // Where all rows are in order, those of a key are.
  else if (is === undefined)
    changes.push(...(to.ordered ? [] : [changeOf('order-key-dropped', { from: was })]));
  else changes.push(changeOf('order-key-changed', { from: was, to: is }));
  return changes;
}

function compareTimes(from: ResolvedOptions, to: ResolvedOptions): readonly Change[] {
  const times = [
    ['the timeout', from.timeoutMs, to.timeoutMs],
    ['the timeout of all attempts', from.totalTimeoutMs, to.totalTimeoutMs],
  ] as const;
  return times.flatMap(([place, was = Number.POSITIVE_INFINITY, is = Number.POSITIVE_INFINITY]) => {
    if (was === is) return [];
    const text = (ms: number) => (Number.isFinite(ms) ? formatDuration(ms) : 'none');
    return [
      changeOf(is < was ? 'timeout-lowered' : 'timeout-raised', { place, from: text(was), to: text(is) }),
    ];
  });
}

function compareRetry(from?: ResolvedRetry, to?: ResolvedRetry): readonly Change[] {
  const changes: Change[] = [];
  const [was, is] = [from?.retries ?? 0, to?.retries ?? 0];
  if (was !== is) {
    const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
    changes.push(changeOf(is < was ? 'retries-fewer' : 'retries-more', { from: times(was), to: times(is) }));
  }
  if (from === undefined || to === undefined) return changes;
  const condition = ({ conditional, budget }: ResolvedRetry) =>
    `${conditional ? 'where retry.when says so' : 'after any error'}${budget === undefined ? '' : `, within a budget of ${budget}`}`;
  if (condition(from) !== condition(to)) {
    changes.push(changeOf('retry-condition-changed', { from: condition(from), to: condition(to) }));
  }
  const pace = ({ backoffMs, maxBackoffMs, jitter }: ResolvedRetry) =>
    `${formatDuration(backoffMs)} to ${formatDuration(maxBackoffMs)}, jitter ${jitter}`;
  if (pace(from) !== pace(to))
    changes.push(changeOf('retry-pace-changed', { from: pace(from), to: pace(to) }));
  return changes;
}

function compareLoad(from: ResolvedOptions, to: ResolvedOptions): readonly Change[] {
  const changes: Change[] = [];
  if ((from.batch === undefined) !== (to.batch === undefined)) {
    const rows = ({ batch }: ResolvedOptions) => (batch === undefined ? 'one row' : 'many rows');
    changes.push(changeOf('batching-changed', { from: rows(from), to: rows(to) }));
  } else changed('batch-size-changed', batchText(from), batchText(to));
  const rate = ({ rateLimit }: ResolvedOptions) =>
    rateLimit === undefined
      ? 'any number of calls'
      : `${rateLimit.perSecond} calls a second and ${rateLimit.burst} at once`;
  if (rate(from) !== rate(to)) {
    const { perSecond: was, burst: wasAtOnce } = from.rateLimit ?? unlimited;
    const { perSecond: is, burst: isAtOnce } = to.rateLimit ?? unlimited;
    const lowered = is < was || isAtOnce < wasAtOnce;
    changes.push(changeOf(lowered ? 'rate-lowered' : 'rate-raised', { from: rate(from), to: rate(to) }));
  }
  changed('cache-changed', cacheText(from), cacheText(to));
  changed('in-flight-changed', String(from.maxInFlight), String(to.maxInFlight));
  changed('window-changed', windowText(from), windowText(to));
  return changes;

  function changed(
    rule: 'batch-size-changed' | 'cache-changed' | 'in-flight-changed' | 'window-changed',
    was: string,
    is: string,
  ): void {
    if (was !== is) changes.push(changeOf(rule, { from: was, to: is }));
  }
}

const unlimited = { perSecond: Number.POSITIVE_INFINITY, burst: Number.POSITIVE_INFINITY };

function batchText({ batch }: ResolvedOptions): string {
  if (batch === undefined) return '';
  const bytes = batch.maxBytes === undefined ? '' : `, ${batch.maxBytes} bytes`;
  return `${batch.maxRows} rows${bytes}, linger ${formatDuration(batch.lingerMs)}`;
}

function cacheText({ cache }: ResolvedOptions): string {
  if (cache === undefined) return 'no results';
  return `${cache.maxEntries} results${cache.ttlMs === undefined ? '' : ` for ${formatDuration(cache.ttlMs)}`}`;
}

function windowText({ windowRows, windowBytes }: ResolvedOptions): string {
  return `${windowRows} rows, ${windowBytes} bytes`;
}
