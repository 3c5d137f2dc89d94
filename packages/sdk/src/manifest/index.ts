export { checkResolvedOptions, writtenOptions } from '../check-resolved.ts';
export { parseDuration } from '../duration.ts';
export { nearestName } from '../nearest-name.ts';
export { type OptionProblem, resolveOptions } from '../resolve-options.ts';
export type {
  ResolvedBatch,
  ResolvedCache,
  ResolvedOptions,
  ResolvedRateLimit,
  ResolvedRetry,
} from '../resolved-options.ts';
export {
  type ArrowField,
  type ArrowType,
  formatNested,
  formatType,
  type IntervalUnit,
  type TimeUnit,
} from './arrow-type.ts';
export {
  ABI_VERSION,
  type Manifest,
  type SourcePosition,
  type UdfBinding,
  type UdfModel,
} from './manifest.ts';
