import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { owningPackage } from '../owning-package.ts';
import { relativePath } from '../paths.ts';

/** What `bundleAdapters` needs to know of the places. All paths are absolute. */
export interface BundlePlaces {
  /** The package's folder. */
  readonly root: string;
  /** Where the emitted modules will stand; they are read from memory. */
  readonly adapters: string;
  /** Where the bundle will stand; its map stands beside it as `<file>.map`. */
  readonly bundle: string;
  /** The configuration of all the author's sources. @default for each the nearest tsconfig.json */
  readonly tsconfig?: string;
}

/** A bundle and its source map. */
export interface Bundle {
  readonly code: string;
  readonly map: string;
}

/** What esbuild gave. */
export interface RawBundle extends Bundle {
  /** Lines to put before its first. */
  readonly banner: string;
  readonly metafile: Metafile;
}

/**
 * A bundle whose comments and source map name files in a way that does not tell where the package was built, nor how
 * its dependencies were installed: `src/geo.ts`, and `node_modules/name@version/file` for what is not the package's.
 *
 * @param adapters the text of the emitted modules, by absolute path
 */
export function canonicalPaths(
  raw: RawBundle,
  places: BundlePlaces,
  adapters: ReadonlyMap<string, string>,
): Bundle {
  const renamed = new Map<string, string>();
  for (const path of Object.keys(raw.metafile.inputs)) {
    const canonical = canonicalPath(join(places.root, path), places.root);
    if (canonical !== path) renamed.set(path, canonical);
  }
  const banner = raw.banner === '' ? '' : `${raw.banner}\n`;
  return {
    code: banner + renameInCode(raw.code, renamed),
    map: renameInMap(raw.map, places, adapters, banner.split('\n').length - 1),
  };
}

function canonicalPath(file: string, root: string): string {
  const path = relativePath(root, file);
  if (!path.startsWith('../') && !path.includes('node_modules/')) return path;
  const owner = owningPackage(file);
  if (owner === undefined) return path;
  return `node_modules/${owner.name}@${owner.version}/${relativePath(owner.folder, file)}`;
}

/** esbuild writes a file's path in two forms, both at the start of a line: as a comment and as a wrapper's name. */
function renameInCode(code: string, renamed: ReadonlyMap<string, string>): string {
  return code
    .replace(/^\/\/ (.+)$/gm, (line, path: string) => {
      const canonical = renamed.get(path);
      return canonical === undefined ? line : `// ${canonical}`;
    })
    .replace(/^ {2}"(.+)"\(/gm, (line, path: string) => {
      const canonical = renamed.get(path);
      return canonical === undefined ? line : `  "${canonical}"(`;
    });
}

/** @param lines how many the bundle has before those that the map knows */
function renameInMap(
  map: string,
  places: BundlePlaces,
  adapters: ReadonlyMap<string, string>,
  lines: number,
): string {
  const json = JSON.parse(map) as { sources: string[]; sourcesContent?: string[]; mappings: string };
  json.mappings = ';'.repeat(lines) + json.mappings;
  const folder = dirname(places.bundle);
  // esbuild was given adapters that import from another folder: see `adaptersPlugin`.
  json.sourcesContent = json.sources.map(
    (source, i) => adapters.get(resolve(folder, source)) ?? json.sourcesContent?.[i] ?? '',
  );
  json.sources = json.sources.map((source) => {
    // A dependency's own map may name what never was a file, such as `webpack://…`.
    if (/^[a-z][a-z0-9+.-]+:/i.test(source) && !isAbsolute(source)) return source;
    const canonical = canonicalPath(resolve(folder, source), places.root);
    return relativePath(folder, join(places.root, canonical));
  });
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
