export { parseDuration } from '../duration.ts';
export { type OptionProblem, type ResolvedOptions, resolveOptions } from '../options.ts';
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
