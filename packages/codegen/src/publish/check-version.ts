import { type DiagnosticSink, type SourceSpan, wholeFile } from '../diagnostics/diagnostic.ts';
import { diff, type PackageDiff, type PackageVersion } from '../diff/diff.ts';
import { findManifest, readPacked, readVersion } from '../diff/read-version.ts';
import { atLeast } from '../diff/rules.ts';
import { allows, lowestVersion, parseVersion, previousOf } from '../diff/version-number.ts';
import { npmPack, publishedVersions } from '../registry/published.ts';

/** What a version was compared with. */
export type Comparison =
  | { readonly with: PackageVersion['package']; readonly diff: PackageDiff }
  /** Why there was nothing to compare with, in a few words. */
  | { readonly nothing: string };

/** Where the earlier version comes from. */
export interface VersionCheck {
  /** The package's folder, whose .npmrc counts. */
  readonly cwd: string;
  /** What a path in `against` is relative to. */
  readonly workingDirectory: string;
  /** `latest`: of the registry, the one that this goes on from; otherwise whatever `sluice diff` takes. */
  readonly against: string;
  /** What tells npm which registry is meant. */
  readonly flags: readonly string[];
  /** Where package.json says the version. */
  readonly at: SourceSpan;
}

/** Reports a version number that says less than what has changed. Undefined where the earlier version cannot be read. */
export async function checkVersion(
  current: PackageVersion,
  check: VersionCheck,
  sink: DiagnosticSink,
): Promise<Comparison | undefined> {
  const before = await earlierVersion(current, check, sink);
  if (before === undefined || 'nothing' in before) return before;
  const compared = diff(before, current);
  const [old, next] = [before.package.version, current.package.version].map(parseVersion);
  const { level } = compared;
  if (old !== undefined && next !== undefined && level !== null && !allows(old, next, level)) {
    const changes = [
      ...compared.changes.map((change) => ({ udf: undefined, change })),
      ...compared.functions.flatMap(({ udf, changes }) => changes.map((change) => ({ udf, change }))),
    ];
    const related = changes
      .filter(({ change }) => atLeast(change.level, level))
      .map(({ udf, change }) => ({
        ...placeOf(udf, current),
        message: `${udf ?? 'the package'}: ${change.message} (${change.level}, ${change.rule})`,
      }));
    const lowest = lowestVersion(old, level).version;
    sink.report(
      'version-too-low',
      { version: next.version, level, previous: old.version, lowest },
      check.at,
      related,
    );
  }
  return { with: before.package, diff: compared };
}

/** Where a function is declared; package.json for one that is gone. */
function placeOf(udf: string | undefined, { udfs }: PackageVersion): SourceSpan {
  const source = udfs.find(({ name }) => name === udf)?.source;
  return source === undefined ? wholeFile('package.json') : { ...source, length: 1 };
}

async function earlierVersion(
  current: PackageVersion,
  { against, cwd, workingDirectory, flags, at }: VersionCheck,
  sink: DiagnosticSink,
): Promise<PackageVersion | { readonly nothing: string } | undefined> {
  if (against !== 'latest') {
    const { version, diagnostics } = await readVersion(against, { workingDirectory });
    sink.add(diagnostics);
    return version;
  }
  const { name, version } = current.package;
  const published = await publishedVersions(name, cwd, flags);
  if ('problem' in published) {
    sink.report(
      'npm-failed',
      { command: `view ${name}`, problem: published.problem },
      wholeFile('package.json'),
    );
    return undefined;
  }
  if (published.value.includes(version)) {
    const number = parseVersion(version);
    const next = number === undefined ? 'a later one' : lowestVersion(number, 'patch').version;
    sink.report('version-published', { name, version, next }, at);
    return undefined;
  }
  const number = parseVersion(version);
  const previous = number && previousOf(number, published.value);
  if (previous === undefined) {
    const none = published.value.length === 0;
    return { nothing: none ? `${name} is not published yet` : `no version below ${version} is published` };
  }
  const spec = `${name}@${previous}`;
  const packed = await npmPack(cwd, spec, flags);
  if ('problem' in packed) {
    sink.report('version-not-found', { spec, problem: packed.problem }, wholeFile('package.json'));
    return undefined;
  }
  // A name that was taken before there were functions.
  if (findManifest(packed.value.files) === undefined) return { nothing: `${spec} holds no functions` };
  return readPacked(packed.value.files, spec, sink);
}
