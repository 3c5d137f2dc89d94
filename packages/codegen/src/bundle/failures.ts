import { join } from 'node:path';
import type * as esbuild from 'esbuild';
import type { DiagnosticSink, SourceSpan } from '../diagnostics/diagnostic.ts';
import { wholeFile } from '../diagnostics/diagnostic.ts';
import { isInstalled, relativePath } from '../paths.ts';
import type { BundlePlaces } from './canonical-paths.ts';
import { chainTo } from './import-chain.ts';

/** Why esbuild has failed, as diagnostics at the author's own imports. */
export function reportFailures(
  errors: readonly esbuild.Message[],
  metafile: esbuild.Metafile | undefined,
  places: BundlePlaces,
  sink: DiagnosticSink,
): void {
  for (const error of errors) {
    const { text } = error;
    const [, extension, path] = /^No loader is configured for "([^"]*)" files: (.*)$/.exec(text) ?? [];
    const unresolved = /^Could not resolve "(.*)"/.exec(text)?.[1];
    const culprit = messageSpan(error, places);
    const what = unresolved === undefined ? text : `which imports '${unresolved}', and it cannot be found`;
    const file = path === undefined ? '' : fileText(path, places);
    const chain = chainTo(culprit, path === undefined ? what : `which imports ${file}`, metafile, places);
    const { at, related } = chain;
    const specifier = chain.specifier ?? specifierOf(error) ?? file;
    if (extension === '.node') sink.report('native-module', { specifier, file }, at, related);
    else if (extension !== undefined) sink.report('asset-import', { specifier, file }, at, related);
    else if (unresolved !== undefined)
      sink.report('unresolved-import', { specifier: unresolved }, at, related);
    else sink.report('bundle-failed', { message: text }, at, related);
  }
}

/** Where esbuild says that something is. */
export function messageSpan({ location }: esbuild.Message, places: BundlePlaces): SourceSpan {
  if (location === null) return wholeFile('package.json');
  return {
    file: relativePath(places.root, join(places.root, location.file)),
    line: location.line,
    // esbuild counts bytes of UTF-8.
    column: utf16Length(location.lineText, location.column) + 1,
    length: location.length,
  };
}

/** What is imported where an error is. */
export function specifierOf({ location }: esbuild.Message): string | undefined {
  if (location === null) return undefined;
  const line = Buffer.from(location.lineText);
  const written = line.subarray(location.column, location.column + location.length).toString();
  return /^(['"`])(.*)\1$/.exec(written)?.[2];
}

function fileText(path: string, { root }: BundlePlaces): string {
  const relative = relativePath(root, join(root, path));
  return isInstalled(relative) ? relative.slice(relative.lastIndexOf('node_modules/') + 13) : relative;
}

function utf16Length(text: string, bytes: number): number {
  return Buffer.from(text).subarray(0, bytes).toString().length;
}
