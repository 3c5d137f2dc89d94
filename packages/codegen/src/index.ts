export { build, verify } from './build.ts';
export type { BundleSize } from './bundle/size.ts';
export { type CheckedPackage, type CheckOptions, type CheckResult, check } from './check.ts';
export { type Ddl, ddl } from './ddl/ddl.ts';
export type { DdlOptions } from './ddl/engine.ts';
export type { EngineName } from './ddl/names.ts';
export type { Diagnostic, RelatedSpan, SourceSpan } from './diagnostics/diagnostic.ts';
export { type FormatOptions, formatDiagnostics } from './diagnostics/format.ts';
export type { DiagnosticCode } from './diagnostics/table.ts';
export { diff, type FunctionDiff, type PackageDiff, type PackageVersion } from './diff/diff.ts';
export type { Audience, Change, Level, RuleId } from './diff/rules.ts';
export { type EmitOptions, type EmittedFile, emit } from './emit/index.ts';
export { type ListResult, list } from './list.ts';
export { type PackOptions, type PackResult, pack } from './publish/pack.ts';
export {
  type BuildOptions,
  type BuildOutput,
  type BuildProgress,
  type BuildResult,
  BuildSession,
  type VerifyResult,
} from './session/build-session.ts';
export type { FileListener, FileWatcher, WatchFiles } from './session/file-watcher.ts';
export { PackageWatch, type WatchClock, type WatchedChange, type WatchOptions } from './session/watch.ts';
export { formatOptions, formatSignature } from './signature.ts';
