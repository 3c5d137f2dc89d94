import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ts } from 'ts-morph';
import { type RelatedSpan, type SourceSpan, wholeFile } from '../diagnostics/diagnostic.ts';
import { isInstalled, relativePath } from '../paths.ts';
import type { BundlePlaces } from './canonical-paths.ts';

/** One file that imports the next. */
interface Hop {
  /** Relative to the package's folder. */
  readonly file: string;
  /** What it writes to import it. */
  readonly specifier: string;
}

/** How something came into a bundle. */
export interface ImportChain {
  /** What the author's own file imports; undefined where the culprit is itself the author's. */
  readonly specifier: string | undefined;
  /** Where the author can edit. */
  readonly at: SourceSpan;
  /** The files between, and the culprit's place. */
  readonly related: readonly RelatedSpan[];
}

/**
 * The shortest way from a file of the author's through packages to a place in one of them.
 *
 * @param culprit a place in a file of the bundle
 * @param what what is the matter there
 */
export function chainTo(
  culprit: SourceSpan,
  what: string,
  metafile: Pick<Metafile, 'inputs'> | undefined,
  places: BundlePlaces,
): ImportChain {
  const hops = hopsTo(culprit.file, metafile, places);
  const [first, ...rest] = hops;
  if (first === undefined) return { specifier: undefined, at: culprit, related: [] };
  const between = rest.map((hop) => ({
    ...importIn(hop, places),
    message: `which imports '${hop.specifier}'`,
  }));
  return {
    specifier: first.specifier,
    at: importIn(first, places),
    related: [...between, { ...culprit, message: what }],
  };
}

/** From the last of the author's own files on; empty where the culprit is one, or nothing is known of it. */
function hopsTo(
  culprit: string,
  metafile: Pick<Metafile, 'inputs'> | undefined,
  places: BundlePlaces,
): readonly Hop[] {
  if (metafile === undefined || isOwn(culprit)) return [];
  const adapters = `${relativePath(places.root, places.adapters)}/`;
  const importers = new Map<string, Hop>();
  const queue = Object.keys(metafile.inputs).filter((path) => path.startsWith(adapters));
  for (const file of queue) {
    for (const { path, original = path, external } of metafile.inputs[file]?.imports ?? []) {
      if (external === true || importers.has(path) || path.startsWith(adapters)) continue;
      importers.set(path, { file, specifier: original });
      queue.push(path);
    }
  }
  const hops: Hop[] = [];
  // A file is found once, so that the way back ends.
  for (let hop = importers.get(culprit); hop !== undefined; hop = importers.get(hop.file)) {
    if (hop.file.startsWith(adapters)) return [];
    hops.unshift(hop);
    if (isOwn(hop.file)) return hops;
  }
  return [];
}

/** Whether a file, by its path in the bundle, is the author's to edit. */
export function isOwn(path: string): boolean {
  return !path.startsWith('../') && !isInstalled(path);
}

/** Where a file writes an import. */
function importIn({ file, specifier }: Hop, { root }: BundlePlaces): SourceSpan {
  const text = readFileSync(join(root, file), 'utf8');
  const found = ts.preProcessFile(text, true, true).importedFiles.find((each) => each.fileName === specifier);
  return found === undefined ? wholeFile(file) : spanInText(text, file, found.pos, specifier.length + 2);
}

/** A span of a file by offset. */
export function spanInText(text: string, file: string, start: number, length: number): SourceSpan {
  const before = text.slice(0, start).split(/\r\n|\r|\n/);
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, length };
}
