import { posix } from 'node:path';

/** `new URL('./model.wasm', import.meta.url)`, with a path that is written down. */
const pattern = /\bnew URL\(\s*(["'`])(\.{1,2}\/[^"'`$\\]*)\1\s*,\s*import\.meta\.url\s*\)/g;

/**
 * Files that a bundle names by where they lie beside it, and that are not there. Once bundled, code is beside the bundle:
 * what was relative to a source is relative to that.
 *
 * @param bundle where it lies in the package
 * @param files all files of the package
 * @returns paths in the package, sorted; those that lead out of it begin with `../`
 */
export function missingAssets(code: string, bundle: string, files: readonly string[]): readonly string[] {
  const named = [...code.matchAll(pattern)].map(([, , written = '']) => {
    const [path = ''] = written.split(/[?#]/);
    return posix.join(posix.dirname(bundle), path).replace(/\/$/, '');
  });
  const isThere = (path: string) =>
    path === '.' || files.some((file) => file === path || file.startsWith(`${path}/`));
  return [...new Set(named)].filter((path) => !isThere(path)).sort();
}
