import { join } from 'node:path';
import type { Location, Message } from 'esbuild';
import { type DiagnosticSink, type SourceSpan, wholeFile } from '../diagnostics/diagnostic.ts';
import { isInstalled, relativePath } from '../paths.ts';
import type { BundlePlaces } from './canonical-paths.ts';

/** Reports why there is no bundle. */
export function reportFailures(errors: readonly Message[], places: BundlePlaces, sink: DiagnosticSink): void {
  for (const { text, location } of errors) {
    const at = location === null ? wholeFile('package.json') : spanOf(location, places);
    const unresolved = /^Could not resolve "(.*)"/.exec(text)?.[1];
    const [, extension] = /^No loader is configured for "(.*)" files: /.exec(text) ?? [];
    const specifier = unresolved ?? (location === null ? '' : importedAt(location));
    if (unresolved !== undefined) sink.report('unresolved-import', { specifier }, at);
    else if (extension === '.node') sink.report('native-addon', { specifier }, at);
    else if (extension !== undefined && !isInstalled(at.file)) {
      sink.report('unbundled-file', { specifier, type: binary.test(extension) ? 'bytes' : 'text' }, at);
    } else sink.report('bundle-failed', { message: text }, at);
  }
}

/** Reports what the bundler saw in the author's own sources. What it says of packages is not for the author to mend. */
export function reportWarnings(
  warnings: readonly Message[],
  places: BundlePlaces,
  sink: DiagnosticSink,
): void {
  for (const { text, location, notes } of warnings) {
    if (location === null || !/\.[cm]?[jt]sx?$/.test(location.file) || isInstalled(location.file)) continue;
    const message = [text, ...notes.map((note) => note.text)].join('. ').replace(/[.:]$/, '');
    sink.report('bundle-warning', { message }, spanOf(location, places));
  }
}

const binary = /^\.(wasm|bin|dat|gz|zip|br|png|jpe?g|gif|webp|pdf|mmdb|onnx|parquet|arrow)$/;

/** What an import names. */
function importedAt({ lineText, column, length }: Location): string {
  return Buffer.from(lineText)
    .subarray(column, column + length)
    .toString()
    .replace(/^(['"`])(.*)\1$/, '$2');
}

function spanOf({ file, line, column, lineText, length }: Location, { root }: BundlePlaces): SourceSpan {
  // esbuild counts bytes of UTF-8.
  const before = Buffer.from(lineText).subarray(0, column).toString();
  return { file: relativePath(root, join(root, file)), line, column: before.length + 1, length };
}
