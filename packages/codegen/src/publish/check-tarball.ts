import type { Manifest } from '@sluice/sdk/manifest';
import { type DiagnosticSink, wholeFile } from '../diagnostics/diagnostic.ts';
import { findManifest } from '../diff/read-version.ts';
import { integrityOf, manifestFile } from '../manifest.ts';
import type { PackedFiles } from '../registry/tarball.ts';
import { externalImports } from './external-imports.ts';
import { missingAssets } from './missing-assets.ts';
import type { PublishedPackageJson } from './package-json.ts';
import { findSecret } from './secrets.ts';

/** How a tarball is checked. */
export interface TarballCheck {
  /** Where the build was written, relative to the package. */
  readonly outDir: string;
  /** Paths of files that a check may name: they hold no secret, or are never read. */
  readonly allow: readonly string[];
}

/** Reports all that speaks against the publication of a tarball, whatever its version. */
export async function checkTarball(
  files: PackedFiles,
  packageJson: PublishedPackageJson,
  { outDir, allow }: TarballCheck,
  sink: DiagnosticSink,
): Promise<void> {
  const paths = [...files.keys()].sort();
  checkList(paths, packageJson, outDir, sink);
  checkDependencies(packageJson, sink);
  const bundle = checkBundle(files, outDir, sink);
  for (const path of paths) {
    const bytes = files.get(path) ?? Buffer.alloc(0);
    const secret = allow.includes(path) ? undefined : findSecret(path, bytes);
    if (secret !== undefined) sink.report('secret-in-package', { file: path, ...secret }, wholeFile(path));
    if (path.endsWith('.map')) checkMap(path, bytes, sink);
  }
  if (bundle === undefined) return;
  for (const asset of missingAssets(bundle.code, bundle.path, paths)) {
    if (!allow.includes(asset)) sink.report('asset-not-packed', { asset }, wholeFile(bundle.path));
  }
  const { dependencies, optionalDependencies, peerDependencies } = packageJson;
  const provided = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  for (const found of await externalImports(bundle.code, new Set(provided))) {
    sink.report('external-import', { ...found }, wholeFile(bundle.path));
  }
}

function checkList(
  paths: readonly string[],
  packageJson: PublishedPackageJson,
  outDir: string,
  sink: DiagnosticSink,
): void {
  // What npm packs always is no reason to list files.
  const others = paths.filter((path) => !/^(package\.json|readme|licen[cs]e|copying)/i.test(path));
  const stray = others.filter((path) => !path.startsWith(`${outDir}/`));
  if (packageJson.files !== undefined || stray.length === 0) return;
  const some = `${stray.slice(0, 3).join(', ')}${stray.length > 3 ? ' …' : ''}`;
  sink.report('files-not-listed', { some, folder: outDir }, wholeFile('package.json'));
}

/** What npm installs with a package must be found from anywhere. */
function checkDependencies(packageJson: PublishedPackageJson, sink: DiagnosticSink): void {
  const { dependencies, optionalDependencies, peerDependencies } = packageJson;
  for (const [name, range] of Object.entries({
    ...dependencies,
    ...optionalDependencies,
    ...peerDependencies,
  })) {
    if (!/^(workspace|catalog|link|portal|patch|file):|^\.{0,2}\/|^~\//.test(range)) continue;
    sink.report('local-dependency', { name, range }, wholeFile('package.json'));
  }
}

/** The bundle, where the tarball has one that is that of its manifest. */
function checkBundle(
  files: PackedFiles,
  outDir: string,
  sink: DiagnosticSink,
): { readonly path: string; readonly code: string } | undefined {
  const missing = (problem: string, edit: string): undefined => {
    sink.report('bundle-not-packed', { problem, edit }, wholeFile('package.json'));
  };
  const add = (folder: string) =>
    `add "${folder}" to "files" in package.json, so that npm packs what 'sluice build' wrote`;
  const path = findManifest(files);
  if (path === undefined) {
    const elsewhere = files.has(`${outDir}/${manifestFile}`);
    return elsewhere
      ? missing(
          `udf.json is in ${outDir}, and load looks for it at the root of a package and in dist`,
          "build without --out, into 'dist'",
        )
      : missing('the tarball has no udf.json', add(outDir));
  }
  const { bundle } = JSON.parse(files.get(path)?.toString() ?? '') as Manifest; // It is what was built: not stale.
  const bundlePath = path.replace(manifestFile, bundle.file);
  const code = files.get(bundlePath)?.toString();
  if (code === undefined) return missing(`the tarball has ${path} and no ${bundlePath}`, add(bundlePath));
  if (integrityOf(code) !== bundle.integrity) {
    const edit = "let no script of package.json change what 'sluice build' wrote";
    return missing(`${bundlePath} in the tarball is not the bundle that ${path} describes`, edit);
  }
  return { path: bundlePath, code };
}

function checkMap(path: string, bytes: Buffer, sink: DiagnosticSink): void {
  const source = absoluteSource(bytes.toString());
  if (source !== undefined) sink.report('absolute-source-path', { map: path, source }, wholeFile(path));
}

/** The first source of a map that is named by where it lay on a machine. */
function absoluteSource(text: string): string | undefined {
  let map: { readonly sourceRoot?: unknown; readonly sources?: unknown } | null;
  try {
    map = JSON.parse(text) as typeof map;
  } catch {
    return undefined; // No source map: other files may be called so.
  }
  const sources = Array.isArray(map?.sources) ? map.sources : [];
  return [map?.sourceRoot, ...sources].find(
    (source): source is string =>
      typeof source === 'string' && /^(\/(?!\/)|[A-Za-z]:[\\/]|\\\\|file:)/.test(source),
  );
}
