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
export { BinaryBuilder, Utf8Builder } from './build/bytes.ts';
export { DecimalBuilder } from './build/decimal.ts';
export { DictionaryBuilder, LiteralBuilder } from './build/dictionary.ts';
export { FixedBinaryBuilder, UuidBuilder } from './build/fixed-binary.ts';
export { FixedListBuilder, FixedTypedListBuilder } from './build/fixed-list.ts';
export { IntervalBuilder } from './build/interval.ts';
export { JsonBuilder } from './build/json.ts';
export { ListBuilder, MapBuilder, StructBuilder, TypedListBuilder } from './build/nested.ts';
export { NullBuilder } from './build/null.ts';
export {
  Float16Builder,
  Float32Builder,
  Float64Builder,
  Int64Builder,
  IntegerBuilder,
  type IntegerName,
  overflowsFloat32,
  UInt64Builder,
} from './build/numbers.ts';
export {
  Date64Builder,
  DateBuilder,
  Time32Builder,
  Time64Builder,
  TimestampDateBuilder,
} from './build/times.ts';
export { UnionBuilder, type VariantBuilder } from './build/union.ts';
export { SafeIntBuilder, SafeUintBuilder, writeWords } from './build/words.ts';
export { YieldedBuilder } from './build/yielded.ts';
export { collectYielded } from './collect-yielded.ts';
export { boolColumn, fixedColumn, nullColumn, structColumn } from './column.ts';
export { concatColumns, sliceColumn } from './concat.ts';
export { overflowsFloat16, readFloat16, toFloat16Bits } from './float16.ts';
export { type ColumnReader, createBuilder, createReader } from './generic.ts';
export { LongTextForm } from './long-text-form.ts';
export { freshMemory, keepAlive } from './memory.ts';
export { DecimalReader } from './read/decimals.ts';
export { JsonReader } from './read/json.ts';
export { LiteralReader } from './read/literals.ts';
export { refuseNulls, unknownVariant } from './read/refuse.ts';
export { readDate, readDate64, readTime32, readTime64, readTimestampDate } from './read/times.ts';
export { UuidReader } from './read/uuids.ts';
export {
  bitmapOf,
  bytesOf,
  readBinary,
  readBit,
  readBool,
  readDayTime,
  readFixedBinary,
  readMonthDayNano,
  readSafeInt,
  readSafeUint,
  readYearMonth,
  wordsOf,
} from './read/values.ts';
export { newState } from './state.ts';
export { takeColumn } from './take.ts';
export { TruthTable } from './truth-table.ts';
export { Utf8Reader } from './utf8-reader.ts';
export { Utf8Writer } from './utf8-writer.ts';
export {
  allValid,
  clearValid,
  countNulls,
  intersectValidity,
  isNull,
  narrowValid,
  setValid,
  takeBitmap,
  withoutRow,
} from './validity.ts';
export {
  invalidResult,
  isUdfValueError,
  UdfValueError,
  unexpectedNull,
  type ValueErrorCode,
} from './value-error.ts';
export { vectorColumn, vectorRows } from './vector-result.ts';
export { ColumnView } from './view.ts';
