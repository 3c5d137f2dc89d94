export { aggregate } from './aggregate.ts';
export type { AggregateDecorator } from './aggregate-types.ts';
export type {
  ArrayView,
  Binary,
  BinaryView,
  Bool,
  Date64,
  DateDay,
  Decimal,
  Decimal32,
  Decimal64,
  Decimal256,
  Dictionary,
  Duration,
  FixedSizeBinary,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  Interval,
  Json,
  JsonValue,
  LargeBinary,
  LargeList,
  LargeUtf8,
  SafeInt,
  Sparse,
  TimeOfDay,
  Timestamp,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  Utf8,
  Utf8View,
  Uuid,
} from './arrow-types.ts';
export { isRetryableError, isTerminalError, RetryableError, TerminalError } from './author-errors.ts';
export type { Column } from './column.ts';
export type { UdfContext, UdfLifecycle, UdfOpenContext } from './context.ts';
export { type ErrorCode, isSluiceError, SluiceError } from './errors.ts';
export type { IntervalUnit, TimeUnit } from './manifest/arrow-type.ts';
export { getUdfMetadata, type UdfMetadata } from './metadata.ts';
export type {
  AggregateOptions,
  BatchOptions,
  CacheOptions,
  ErrorPolicy,
  RateLimitOptions,
  RetryOptions,
  RetryPredicate,
  TimeoutOptions,
  UdfOptions,
} from './options.ts';
export type { ResolvedOptions } from './resolved-options.ts';
export type { UdfTypeError } from './type-error.ts';
export { udf } from './udf.ts';
export type { UdfDecorator } from './udf-types.ts';
