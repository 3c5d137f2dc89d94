export type { ColumnBinding } from './arrow/bind-batch.ts';
export { type HandleOptions, type RunOptions, UdfHandle } from './handle/handle.ts';
export { type LoadOptions, load, UdfPackage } from './load/package.ts';
export type { ThreadLimits } from './worker/host.ts';
export type { HandleSnapshot } from './worker/protocol.ts';
