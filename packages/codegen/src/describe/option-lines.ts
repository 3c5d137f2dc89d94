import type { ResolvedOptions, ResolvedRetry, UdfModel } from '@sluice/sdk/manifest';
import { formatDuration } from '../signature.ts';

/** An option that is in force, and what it does to a call. */
export interface OptionLine {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** The options that bear on a function, defaults included: those of calls in flight only where it is asynchronous. */
export function optionLines(model: UdfModel): readonly OptionLine[] {
  const { options } = model;
  return [...(options.async ? asyncLines(options) : []), ...commonLines(model)];
}

function asyncLines(options: ResolvedOptions): readonly OptionLine[] {
  const { orderBy, totalTimeoutMs, retry, batch, rateLimit, cache } = options;
  const lines: OptionLine[] = [
    orderBy === undefined
      ? {
          name: 'ordered',
          value: String(options.ordered),
          meaning: options.ordered ? 'results leave in input order' : 'results leave as they complete',
        }
      : {
          name: 'orderBy',
          value: orderBy,
          meaning: `rows with the same ${orderBy} are called one at a time, in input order`,
        },
    { name: 'maxInFlight', value: String(options.maxInFlight), meaning: 'calls running at once' },
    {
      name: 'window',
      value: `${options.windowRows} rows, ${formatMebibytes(options.windowBytes)}`,
      meaning: 'rows started and not yet emitted',
    },
    {
      name: 'timeout',
      value: formatDuration(options.timeoutMs),
      meaning: 'for one call, from its start',
    },
  ];
  if (totalTimeoutMs !== undefined) {
    const meaning = 'for all calls of a row and the waits between them';
    lines.push({ name: 'timeout.total', value: formatDuration(totalTimeoutMs), meaning });
  }
  lines.push(
    retry === undefined
      ? { name: 'retry', value: 'none', meaning: 'a failed call is not made again' }
      : { name: 'retry', value: `${retry.retries} retries`, meaning: retryMeaning(retry) },
  );
  if (batch !== undefined) {
    const bytes = batch.maxBytes === undefined ? '' : `, ${batch.maxBytes} bytes`;
    lines.push({
      name: 'batch',
      value: `${batch.maxRows} rows${bytes}`,
      meaning: `the most of one call; its first row waits ${formatDuration(batch.lingerMs)} for others`,
    });
  }
  if (rateLimit !== undefined) {
    lines.push({
      name: 'rateLimit',
      value: `${rateLimit.perSecond}/s`,
      meaning: `calls started, for each worker thread; ${rateLimit.burst} at once after a quiet time`,
    });
  }
  if (cache !== undefined) {
    const kept = cache.ttlMs === undefined ? '' : ` for ${formatDuration(cache.ttlMs)}`;
    lines.push({
      name: 'cache',
      value: `${cache.maxEntries} entries`,
      meaning: `results are kept by their arguments${kept}, the least recently used dropped first`,
    });
  }
  return lines;
}

function commonLines({ kind, options }: UdfModel): readonly OptionLine[] {
  const what = kind === 'aggregate' ? 'a group in which a call failed' : 'a row whose call failed';
  return [
    { name: 'onError', value: options.onError, meaning: `${what} ${consequence[options.onError]}` },
    {
      name: 'deterministic',
      value: String(options.deterministic),
      meaning: options.deterministic
        ? 'the same arguments give the same result: calls may be folded and shared'
        : 'the same arguments may give another result: calls are neither folded nor shared',
    },
  ];
}

const consequence = {
  fail: 'ends the batch or stream with its error',
  null: 'has a null result',
  capture: 'has a null result, and the error beside it',
} as const;

function retryMeaning({ backoffMs, maxBackoffMs, jitter, conditional, budget }: ResolvedRetry): string {
  return [
    `after ${formatDuration(backoffMs)}, doubling to ${formatDuration(maxBackoffMs)}, ±${jitter * 100} %`,
    ...(conditional ? ['only where `when` says so'] : []),
    ...(budget === undefined ? [] : [`at most ${budget} retries for each started call`]),
  ].join('; ');
}

function formatMebibytes(bytes: number): string {
  const size = bytes / 1024 ** 2;
  return size >= 1 && Number.isInteger(size) ? `${size} MiB` : `${bytes} bytes`;
}
