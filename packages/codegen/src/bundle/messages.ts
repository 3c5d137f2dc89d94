import { join } from 'node:path';
import type { Message, Metafile } from 'esbuild';
import { type DiagnosticSink, wholeFile } from '../diagnostics/diagnostic.ts';
import { isInstalled, relativePath } from '../paths.ts';
import type { BundlePlaces } from './canonical-paths.ts';
import { chainTo } from './import-chain.ts';
import { dynamicImports } from './left-behind.ts';
import { importedAt, messageSpan } from './location.ts';

/** Reports why there is no bundle. */
export function reportFailures(
  errors: readonly Message[],
  /** What imports what, but for the imports that have failed; undefined where it is not known. */
  metafile: Metafile | undefined,
  places: BundlePlaces,
  sink: DiagnosticSink,
): void {
  for (const { text, location } of errors) {
    const culprit = location === null ? wholeFile('package.json') : messageSpan(location, places);
    const unresolved = /^Could not resolve "(.*)"/.exec(text)?.[1];
    const [, extension, path] = /^No loader is configured for "(.*)" files: (.*)$/.exec(text) ?? [];
    const specifier = unresolved ?? (location === null ? '' : importedAt(location));
    const what = unresolved === undefined ? text : `which imports '${unresolved}', and it cannot be found`;
    const file = path === undefined ? '' : fileText(path, places);
    const why = path === undefined ? what : `which imports ${file}`;
    const { at, related, specifier: imported = specifier } = chainTo(culprit, why, metafile, places);
    if (unresolved !== undefined) sink.report('unresolved-import', { specifier }, at, related);
    else if (extension === '.node') sink.report('native-addon', { specifier: imported, file }, at, related);
    else if (extension === undefined) sink.report('bundle-failed', { message: text }, at, related);
    else if (isInstalled(culprit.file))
      sink.report('asset-import', { specifier: imported, file }, at, related);
    else {
      const type = binary.test(extension) ? 'bytes' : 'text';
      sink.report('unbundled-file', { specifier, type }, at, related);
    }
  }
}

/** Reports what the bundler saw in the author's own sources. What it says of packages is not for the author to mend. */
export function reportWarnings(
  warnings: readonly Message[],
  places: BundlePlaces,
  sink: DiagnosticSink,
): void {
  for (const { id, text, location, notes } of warnings) {
    // Reported by `reportLeftBehind`, and of packages too.
    if (Object.hasOwn(dynamicImports, id)) continue;
    if (location === null || !/\.[cm]?[jt]sx?$/.test(location.file) || isInstalled(location.file)) continue;
    const message = [text, ...notes.map((note) => note.text)].join('. ').replace(/[.:]$/, '');
    sink.report('bundle-warning', { message }, messageSpan(location, places));
  }
}

const binary = /^\.(wasm|bin|dat|gz|zip|br|png|jpe?g|gif|webp|pdf|mmdb|onnx|parquet|arrow)$/;

/** A file as it is called: in a package by the path after `node_modules`. */
function fileText(path: string, { root }: BundlePlaces): string {
  const relative = relativePath(root, join(root, path));
  return isInstalled(relative) ? relative.slice(relative.lastIndexOf('node_modules/') + 13) : relative;
}
