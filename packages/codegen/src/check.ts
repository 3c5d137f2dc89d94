import type { UdfModel } from '@sluice/sdk/manifest';
import type { SourceFile } from 'ts-morph';
import { analyseFile, type FileAnalysis, joinAnalyses } from './analyse/analyse.ts';
import {
  createSink,
  type Diagnostic,
  type DiagnosticSink,
  sortDiagnostics,
} from './diagnostics/diagnostic.ts';
import { applyIgnores } from './diagnostics/ignore.ts';
import { reportNothingFound } from './discover/discover.ts';
import { type LoadedPackage, loadPackage } from './project.ts';

/** A package that was read. */
export interface CheckedPackage {
  /** Its folder: absolute, with symbolic links resolved. */
  readonly root: string;
  readonly name: string;
  readonly version: string;
}

/** What a package declares, and what is wrong with it. */
export interface CheckResult {
  /** Those without problems, sorted by SQL name. */
  readonly models: readonly UdfModel[];
  /** Sorted by file and position. */
  readonly diagnostics: readonly Diagnostic[];
  /** The package itself; undefined when it could not be read. */
  readonly package: CheckedPackage | undefined;
}

/** Options of `check` and `list`. */
export interface CheckOptions {
  /** Where `build` writes, relative to the package's folder: not among its sources. @default 'dist' */
  readonly outDir?: string;
}

/**
 * Reads a package's sources and analyses every UDF that it declares. Nothing is written and nothing of the author's
 * is run. What only a bundle shows is said by `BuildSession.check`, as by the command `sluice check`.
 *
 * @example
 * ```ts
 * const { models, diagnostics } = check('./my-udfs');
 * ```
 */
export function check(folder: string, options: CheckOptions = {}): CheckResult {
  const sink = createSink();
  const pkg = loadPackage(folder, options.outDir ?? 'dist', sink);
  const models = pkg === undefined ? [] : analysePackage(pkg, sink);
  return {
    models,
    diagnostics: sortDiagnostics(
      pkg === undefined ? sink.diagnostics : applyIgnores(sink.diagnostics, pkg, false),
    ),
    package: pkg && { root: pkg.root, name: pkg.name, version: pkg.version },
  };
}

/**
 * The models of a package that is loaded already.
 *
 * @param analyse what gives the analysis of a file, which may know it already
 */
export function analysePackage(
  pkg: LoadedPackage,
  sink: DiagnosticSink,
  analyse: (source: SourceFile) => FileAnalysis = (source) => analyseFile(source, pkg),
): readonly UdfModel[] {
  const files = pkg.sources.map(analyse);
  const models = joinAnalyses(files, sink);
  if (files.every((file) => file.declared.length === 0 && file.diagnostics.length === 0)) {
    reportNothingFound(pkg, sink);
  }
  return models;
}
