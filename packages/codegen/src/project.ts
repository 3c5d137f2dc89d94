import { type CompilerOptions, Project, type SourceFile, ts } from 'ts-morph';
import type { DiagnosticSink } from './diagnostics/diagnostic.ts';
import { spanAt } from './diagnostics/position.ts';
import { type PackageFiles, readPackageFiles } from './package-files.ts';

/** A package of UDFs, read and parsed. */
export interface LoadedPackage {
  /** The package's folder: absolute, with symbolic links resolved. */
  readonly root: string;
  readonly name: string;
  readonly version: string;
  readonly project: Project;
  /** Absolute: what the sources are compiled by where tsconfig.json only refers to others. */
  readonly tsconfig?: string;
  /** The author's sources, sorted by path: no tests, no declaration files, nothing that was built. */
  readonly sources: readonly SourceFile[];
}

/**
 * Reads package.json, tsconfig.json and the sources of a package.
 * Undefined when something in the way was reported to the sink.
 *
 * @param outDir what `sluice build` writes, relative to the folder: not among the sources
 */
export function loadPackage(folder: string, outDir: string, sink: DiagnosticSink): LoadedPackage | undefined {
  const files = readPackageFiles(folder, outDir, sink);
  if (files === undefined) return undefined;
  const pkg = openPackage(files);
  return reportSyntaxErrors(pkg, sink) ? undefined : pkg;
}

/** Reads the sources. What is wrong with their syntax is not yet said. */
export function openPackage(files: PackageFiles): LoadedPackage {
  const project = new Project({
    compilerOptions: analysisOptions(files.options),
    skipAddingFilesFromTsConfig: true,
    skipLoadingLibFiles: false,
  });
  for (const path of files.declarations) project.addSourceFileAtPath(path);
  const sources = files.sources.map((path) => project.addSourceFileAtPath(path));
  if (wantsNodeTypes(files, sources)) project.compilerOptions.set({ types: ['node'] });
  const { root, name, version, tsconfig } = files;
  return { root, name, version, project, sources, ...(tsconfig === undefined ? {} : { tsconfig }) };
}

/** Of Node's declarations only Buffer has a column, and to read them takes longer than all the rest. */
export function wantsNodeTypes(files: PackageFiles, sources: readonly SourceFile[]): boolean {
  return !files.configured && sources.some((source) => /\bBuffer\b/.test(source.getFullText()));
}

/**
 * The author's compiler options with what the analysis relies on: nullability is read from the types, and packages
 * are found by their `exports`, as they will be for the bundle.
 */
export function analysisOptions(options: CompilerOptions): CompilerOptions {
  const { Bundler, Classic, Node10 } = ts.ModuleResolutionKind;
  const old = options.moduleResolution === Classic || options.moduleResolution === Node10;
  return {
    ...options,
    ...(old ? { moduleResolution: Bundler, module: ts.ModuleKind.ESNext } : {}),
    strictNullChecks: true,
    noEmit: true,
    composite: false,
    incremental: false,
  };
}

/** Reports every syntax error. Until they are gone nothing else can be said. */
export function reportSyntaxErrors(pkg: LoadedPackage, sink: DiagnosticSink): boolean {
  const program = pkg.project.getProgram();
  let found = false;
  for (const source of pkg.sources) {
    for (const error of program.getSyntacticDiagnostics(source)) {
      const message = ts.flattenDiagnosticMessageText(error.compilerObject.messageText, ' ');
      sink.report('syntax-error', { message }, spanAt(source, error.getStart(), error.getLength(), pkg.root));
      found = true;
    }
  }
  return found;
}
