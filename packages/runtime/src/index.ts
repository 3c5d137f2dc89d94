export type { InputColumns } from './arrow/results.ts';
export { checkpointPosition } from './checkpoint/codec.ts';
export {
  AggregateHandle,
  type AggregateHandleOptions,
  type GroupOptions,
} from './handle/aggregate-handle.ts';
export { AggregateSession } from './handle/aggregate-session.ts';
export { type HandleOptions, type RunOptions, type StreamRunOptions, UdfHandle } from './handle/handle.ts';
export { type StreamItem, type StreamOutput, UdfStream } from './handle/stream.ts';
export { Watermark, type WatermarkValue } from './handle/watermark.ts';
export type { ColumnBinding } from './layout/find-columns.ts';
export { type LoadOptions, load, UdfPackage } from './load/package.ts';
export type { ThreadLimits, ThreadOptions } from './worker/host.ts';
export type { HandleSnapshot } from './worker/protocol.ts';
