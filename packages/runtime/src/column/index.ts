export type {
  AggregateBundleUdf,
  AggregateStates,
  AsyncBundleUdf,
  BundleInstance,
  BundleModule,
  BundleUdf,
  Column,
  ColumnBuilder,
  ColumnValues,
  OpenBatch,
  ResultMemory,
  RowErrors,
  SyncBundleUdf,
} from './abi.ts';
export { BoolBuilder } from './build/bool.ts';
export type { Builder } from './build/builder.ts';
export { BinaryBuilder, Utf8Builder, type Utf8History } from './build/bytes.ts';
export { DecimalBuilder } from './build/decimal.ts';
export { IntervalBuilder } from './build/interval.ts';
export { ListBuilder, MapBuilder, StructBuilder } from './build/nested.ts';
export {
  Float32Builder,
  Float64Builder,
  Int64Builder,
  IntegerBuilder,
  type IntegerName,
  overflowsFloat32,
  UInt64Builder,
} from './build/numbers.ts';
export {
  DateBuilder,
  SafeIntBuilder,
  SafeUintBuilder,
  TimestampDateBuilder,
  writeWords,
} from './build/words.ts';
export { YieldedBuilder } from './build/yielded.ts';
export { collectYielded } from './collect-yielded.ts';
export { fixedColumn, structColumn } from './column.ts';
export { concatColumns, sliceColumn } from './concat.ts';
export { type ColumnReader, createBuilder, createReader } from './generic.ts';
export {
  bytesOf,
  readBinary,
  readBool,
  readDate,
  readDayTime,
  readDecimal,
  readMonthDayNano,
  readSafeInt,
  readSafeUint,
  readTimestampDate,
  readYearMonth,
  wordsOf,
} from './read.ts';
export { newState } from './state.ts';
export { Utf8Reader } from './utf8-reader.ts';
export { allValid, clearValid, countNulls, intersectValidity, isNull, setValid } from './validity.ts';
export {
  invalidResult,
  isUdfValueError,
  UdfValueError,
  unexpectedNull,
  type ValueErrorCode,
} from './value-error.ts';
export { vectorColumn, vectorRows } from './vector-result.ts';
export { ColumnView } from './view.ts';
