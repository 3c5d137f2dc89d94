import { basename } from 'node:path';
import type { UdfModel } from '@sluice/sdk/manifest';
import { type SourceFile, ts } from 'ts-morph';
import { analyseFile, type FileAnalysis } from '../analyse/analyse.ts';
import { analysePackage } from '../check.ts';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { type PackageFiles, readPackageFiles } from '../package-files.ts';
import { type LoadedPackage, openPackage, reportSyntaxErrors, wantsNodeTypes } from '../project.ts';

/** A package and the models of its functions. */
export interface AnalysedPackage {
  readonly pkg: LoadedPackage;
  /** The same objects as the last time where nothing has changed. */
  readonly models: readonly UdfModel[];
}

/** What is known of a package from the last look at it. */
interface Known {
  readonly files: PackageFiles;
  readonly nodeTypes: boolean;
  readonly pkg: LoadedPackage;
  /** By path. A file without one is to be analysed. */
  readonly analyses: Map<string, FileAnalysis>;
}

/** Reads and analyses one package again and again: each time only the files that a change can reach. */
export class PackageSession {
  readonly #folder: string;
  readonly #outDir: string;
  #known: Known | undefined;
  #last: AnalysedPackage | undefined;

  constructor(folder: string, outDir: string) {
    this.#folder = folder;
    this.#outDir = outDir;
  }

  /**
   * Undefined when the package could not be read.
   *
   * @param changed absolute paths of the files that may have changed since the last time; without it, all
   * @param onFile called before each file that is analysed
   */
  analyse(
    changed: ReadonlySet<string> | undefined,
    sink: DiagnosticSink,
    onFile: (done: number, total: number) => void = () => undefined,
  ): AnalysedPackage | undefined {
    const files = readPackageFiles(this.#folder, this.#outDir, sink);
    // What has changed until there are files again is not noted: then everything is read.
    const last = this.#known;
    this.#known = undefined;
    this.#last = undefined;
    if (files === undefined) return undefined;
    const known = (changed && last && update(last, files, changed)) ?? open(files);
    this.#known = known;
    const { pkg, analyses } = known;
    if (reportSyntaxErrors(pkg, sink)) return undefined;

    const total = pkg.sources.filter((source) => !analyses.has(source.getFilePath())).length;
    let done = 0;
    const models = analysePackage(pkg, sink, (source) => {
      const path = source.getFilePath();
      let analysis = analyses.get(path);
      if (analysis === undefined) {
        onFile(done++, total);
        analysis = analyseFile(source, pkg);
        analyses.set(path, analysis);
      }
      return analysis;
    });
    this.#last = { pkg, models };
    return this.#last;
  }

  /** What the last look gave; undefined where the package could not be read. */
  get last(): AnalysedPackage | undefined {
    return this.#last;
  }

  /** Absolute paths of all that the types of the sources were read from. */
  read(): readonly string[] {
    const program = this.#known?.pkg.project.getProgram().compilerObject;
    return program?.getSourceFiles().map(({ fileName }) => fileName) ?? [];
  }
}

function open(files: PackageFiles): Known {
  const pkg = openPackage(files);
  const nodeTypes = wantsNodeTypes(files, pkg.sources);
  return { files, nodeTypes, pkg, analyses: new Map() };
}

/** What was known, with the changed files read again and all that they reach forgotten. Undefined where that is all. */
function update(known: Known, files: PackageFiles, changed: ReadonlySet<string>): Known | undefined {
  // It decides how imports are resolved, its own and those of the packages that are imported.
  if ([...changed].some((path) => basename(path) === 'package.json')) return undefined;
  if (settingsOf(files) !== settingsOf(known.files)) return undefined;
  const { project } = known.pkg;
  const listed = [...files.sources, ...files.declarations];
  const before = [...known.files.sources, ...known.files.declarations];
  const touched = [...changed]
    .map((path) => project.getSourceFile(path))
    .filter((file) => file !== undefined);
  let all =
    // Any import may now mean a file that is new, or one that was there before.
    String(listed) !== String(before) ||
    touched.some((file) => !files.sources.includes(file.getFilePath()) || reachesFurther(file));
  for (const path of all ? [] : dependentsOf(touched)) known.analyses.delete(path);

  for (const file of touched) file.refreshFromFileSystemSync();
  for (const path of before) if (!listed.includes(path)) project.getSourceFile(path)?.forget();
  for (const path of listed) project.addSourceFileAtPath(path);
  all ||= touched.some(reachesFurther);
  if (all) known.analyses.clear();

  const sources = files.sources.map((path) => project.getSourceFileOrThrow(path));
  if (wantsNodeTypes(files, sources) !== known.nodeTypes) return undefined;
  const { root, name, version } = files;
  return { ...known, files, pkg: { root, name, version, project, sources } };
}

/** The paths of the files and of all that import them, themselves or through others. */
function dependentsOf(files: readonly SourceFile[]): ReadonlySet<string> {
  const found = new Set(files);
  for (const file of found) for (const other of file.getReferencingSourceFiles()) found.add(other);
  return new Set([...found].map((file) => file.getFilePath()));
}

/** Whether files that do not import this one may depend on it: it declares what is global, or adds to other modules. */
function reachesFurther(file: SourceFile): boolean {
  if (file.wasForgotten()) return true;
  return (
    !ts.isExternalModule(file.compilerNode) || file.getModules().some((each) => each.hasDeclareKeyword())
  );
}

/** All that is not a file: where it changes, nothing that is known holds. */
function settingsOf({ root, configured, options }: PackageFiles): string {
  return JSON.stringify([root, configured, options]);
}
