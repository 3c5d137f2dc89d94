export { checkResolvedOptions, writtenOptions } from '../check-resolved.ts';
export { parseDuration } from '../duration.ts';
export { nearestName } from '../nearest-name.ts';
export type { OptionHint } from '../option-values.ts';
export { resolveAggregateOptions } from '../resolve-aggregate.ts';
export { type OptionProblem, resolveOptions } from '../resolve-options.ts';
export type {
  ResolvedBatch,
  ResolvedCache,
  ResolvedOptions,
  ResolvedRateLimit,
  ResolvedRetry,
} from '../resolved-options.ts';
export { toSqlName } from '../sql-name.ts';
export {
  type ArrowField,
  type ArrowType,
  formatNested,
  formatType,
  type IntervalUnit,
  type ListRepresentation,
  type TimeUnit,
  type UnionVariant,
} from './arrow-type.ts';
export {
  ABI_VERSION,
  type AggregateUdf,
  type Manifest,
  type ScalarUdf,
  type SourcePosition,
  type TableUdf,
  type UdfBinding,
  type UdfModel,
  type VectorizedUdf,
} from './manifest.ts';
