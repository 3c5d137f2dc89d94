export { IpcAdapter, type IpcAdapterOptions } from './ipc-adapter.ts';
export { InlinePackage, loadInline } from './load-inline.ts';
