import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { verify } from '../build.ts';
import {
  createSink,
  type Diagnostic,
  hasErrors,
  sortDiagnostics,
  wholeFile,
} from '../diagnostics/diagnostic.ts';
import { readPackageFiles } from '../package-files.ts';
import { npmPack, type Tarball } from '../registry/published.ts';
import type { BuildProgress } from '../session/build-session.ts';
import { checkTarball } from './check-tarball.ts';
import { type Comparison, checkVersion } from './check-version.ts';
import { type PublishedPackageJson, registryFlags, versionSpan } from './package-json.ts';

/** Options of `pack`. */
export interface PackOptions {
  /** Where the build was written, relative to the package's folder. @default 'dist' */
  readonly outDir?: string;
  /**
   * What the version number is checked against: `'latest'`, the published version that this one goes on from, or whatever
   * `sluice diff` takes. @default nothing
   */
  readonly against?: string;
  /** What a path in `against` is relative to. @default the package's folder */
  readonly workingDirectory?: string;
  /** Paths of files that a check may name: they hold no secret, or are never read. @default none */
  readonly allow?: readonly string[];
  /** What npm is given on the command line. Where they name a registry, it is asked. @default none */
  readonly npmFlags?: readonly string[];
  /** Called as the build that is compared goes on. @default nothing */
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** What was packed. */
export interface PackResult {
  /** With an error among them, the package is not to be published. */
  readonly diagnostics: readonly Diagnostic[];
  /** What npm packed; undefined where it packed nothing, or there is an error. */
  readonly tarball: Tarball | undefined;
  readonly packageJson: PublishedPackageJson | undefined;
  /** Undefined where nothing was compared. */
  readonly comparison: Comparison | undefined;
}

/**
 * What `npm publish` would publish of a package, checked: that it is what the sources give, whole, without secrets or
 * paths of this machine, and that its version number says what has changed. Writes nothing.
 *
 * @example
 * ```ts
 * const { diagnostics, tarball } = await pack('./my-udfs', { against: 'latest' });
 * ```
 */
export async function pack(folder: string, options: PackOptions = {}): Promise<PackResult> {
  const { outDir = 'dist', against, allow = [], npmFlags = [], onProgress = () => undefined } = options;
  const sink = createSink();
  const refused = (): PackResult => ({
    diagnostics: sortDiagnostics(sink.diagnostics),
    tarball: undefined,
    packageJson: undefined,
    comparison: undefined,
  });
  // What is wrong with the folder itself is better said in our words than in npm's.
  if (readPackageFiles(folder, outDir, sink) === undefined) return refused();
  const root = realpathSync(folder);
  const scripts = npmFlags.filter((flag) => flag === '--ignore-scripts');
  const packed = await npmPack(root, undefined, scripts);
  if ('problem' in packed) {
    sink.report('npm-failed', { command: 'pack', problem: packed.problem }, wholeFile('package.json'));
    return refused();
  }
  // Only now: a script of package.json may have built.
  const { diagnostics, manifest } = await verify(root, { outDir, onProgress });
  sink.add(diagnostics);
  if (manifest === undefined || hasErrors(diagnostics)) return refused();

  const { files } = packed.value;
  const text = files.get('package.json')?.toString() ?? '{}';
  const packageJson = JSON.parse(text) as PublishedPackageJson; // npm has read it.
  await checkTarball(files, withIgnored(packageJson, root), { outDir, allow }, sink);
  const current = {
    package: manifest.package,
    udfs: manifest.udfs,
    abi: manifest.abi,
    integrity: manifest.bundle.integrity,
  };
  const { workingDirectory = root } = options;
  const at = versionSpan(readFileSync(join(root, 'package.json'), 'utf8'));
  const flags = registryFlags(packageJson, npmFlags);
  const comparison =
    against === undefined
      ? undefined
      : await checkVersion(current, { cwd: root, workingDirectory, against, flags, at }, sink);
  const good = !hasErrors(sink.diagnostics);
  return {
    diagnostics: sortDiagnostics(sink.diagnostics),
    tarball: good ? packed.value : undefined,
    packageJson,
    comparison,
  };
}

/** An .npmignore is a list of files too, the other way round. */
function withIgnored(packageJson: PublishedPackageJson, root: string): PublishedPackageJson {
  return existsSync(join(root, '.npmignore')) ? { files: [], ...packageJson } : packageJson;
}
