import { SluiceError } from '@sluice/sdk';
import type { ResolvedOptions } from '@sluice/sdk/manifest';

/** What an executor is made with. Takes `ResolvedOptions` of a manifest as they are, and the function's name. */
export interface ExecutorOptions
  extends Pick<
    ResolvedOptions,
    'ordered' | 'maxInFlight' | 'windowRows' | 'windowBytes' | 'timeoutMs' | 'onError'
  > {
  /** The SQL name of the function: stands in `ctx.udf` and in messages. */
  readonly udf: string;
  /**
   * A timed-out or cancelled call keeps its slot until it settles; one that has not settled after so many
   * milliseconds more is written off, and its slot used again. Without it, functions that hang for ever would in the
   * end take all slots and stop the rows behind them without any error.
   * @default 10 × timeoutMs, at least 60 000
   */
  readonly abandonAfterMs?: number;
  /** Rows that may wait to be started before `accepts` is false. @default 1: one row, or the rest of one group */
  readonly prefetchRows?: number;
  /** Rows that may start before the event loop gets its turn. @default 4096 */
  readonly sliceRows?: number;
  /** Milliseconds for which rows may be started before the event loop gets its turn. @default 4 */
  readonly sliceMs?: number;
}

type Limits = Required<Omit<ExecutorOptions, 'udf' | 'ordered' | 'onError'>>;

/** `ExecutorOptions` with every default filled in. */
export type CheckedOptions = Limits & Pick<ExecutorOptions, 'udf' | 'ordered' | 'onError'>;

/**
 * Checks the limits and fills in the defaults.
 *
 * @throws SluiceError `invalid-options`, naming the option and what it may be
 */
export function checkOptions(options: ExecutorOptions): CheckedOptions {
  const { udf, ordered, onError, timeoutMs } = options;
  const limits: Limits = {
    maxInFlight: options.maxInFlight,
    windowRows: options.windowRows,
    windowBytes: options.windowBytes,
    timeoutMs,
    abandonAfterMs: options.abandonAfterMs ?? Math.max(10 * timeoutMs, 60_000),
    prefetchRows: options.prefetchRows ?? 1,
    sliceRows: options.sliceRows ?? 4096,
    sliceMs: options.sliceMs ?? 4,
  };
  for (const option of ['maxInFlight', 'windowRows', 'prefetchRows', 'sliceRows'] as const) {
    const value = limits[option];
    if (!(Number.isInteger(value) || value === Number.POSITIVE_INFINITY) || value < 1) {
      throw refuse(udf, option, value, 'a whole number of at least 1');
    }
  }
  for (const option of ['windowBytes', 'timeoutMs', 'abandonAfterMs', 'sliceMs'] as const) {
    const value = limits[option];
    if (typeof value !== 'number' || !(value >= 0))
      throw refuse(udf, option, value, 'a number of at least 0');
  }
  return { udf, ordered, onError, ...limits };
}

function refuse(udf: string, option: string, value: unknown, allowed: string): SluiceError {
  const given = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return new SluiceError('invalid-options', `${udf}: ${option} must be ${allowed}, not ${given}`, { udf });
}
