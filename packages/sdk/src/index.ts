export type { UdfContext } from './context.ts';
export { type ErrorCode, isSluiceError, SluiceError } from './errors.ts';
export type { ErrorPolicy, UdfOptions } from './options.ts';
