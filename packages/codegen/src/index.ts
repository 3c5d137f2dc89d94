export { type BuildOptions, type BuildOutput, type BuildResult, build } from './build.ts';
export { type CheckedPackage, type CheckOptions, type CheckResult, check } from './check.ts';
export type { Diagnostic, RelatedSpan, SourceSpan } from './diagnostics/diagnostic.ts';
export { type FormatOptions, formatDiagnostics } from './diagnostics/format.ts';
export type { DiagnosticCode } from './diagnostics/table.ts';
export { type EmitOptions, type EmittedFile, emit } from './emit/index.ts';
export { type ListResult, list } from './list.ts';
export { formatOptions, formatSignature } from './signature.ts';
