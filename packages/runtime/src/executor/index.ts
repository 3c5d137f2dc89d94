/**
 * The asynchronous executor: calls in flight, ordering, deadlines, retries, keys, micro-batches, rate limits, results
 * that are known, checkpoints, stopping. It knows nothing of Arrow, threads or Node.
 *
 * An owner implements `RowGroup` over whatever holds its rows, makes one `Executor` a function with `systemClock`,
 * submits groups while `accepts` is true and goes on when `onAccept` is called; groups come back by `leave` or `abort`.
 *
 * In here: `Pump` turns; `Lane` keeps the order of a stream; `CallPool` has the slots; `startRows` is the way of plain
 * rows, `TaskRunner` and `TaskOutcomes` that of rows which are retried, keyed, cached, batched or limited.
 */
export type {
  CheckpointedGroup,
  CheckpointedWatermark,
  StreamCheckpoint,
  UnfinishedRow,
} from './checkpoint.ts';
export type { Clock } from './clock.ts';
export { Executor, type ExecutorHooks, type ExecutorSnapshot } from './executor.ts';
export { type GroupFailure, type RowFailure, thrown } from './failure.ts';
export type { BatchOptions } from './micro-batch.ts';
export type { CacheOptions, ExecutorOptions } from './options.ts';
export { RateLimit, type RateLimitOptions } from './rate-limit.ts';
export type { RetryOptions } from './retry.ts';
export type { BatchedRow, RowGroup } from './row-group.ts';
export type { RowStream, StreamOptions } from './row-stream.ts';
export type { StopOptions, StopReport } from './shutdown.ts';
export { systemClock } from './system-clock.ts';
