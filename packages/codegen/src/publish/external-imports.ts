import { isBuiltin } from 'node:module';
import * as esbuild from 'esbuild';

/** An import that a bundle leaves to whoever installs it, and that nobody provides. */
export interface ExternalImport {
  readonly specifier: string;
  /** Why it is not found: words that follow the specifier. */
  readonly problem: string;
}

/** Modules of Node that the Node that runs this may be too old for. */
const newerModules: ReadonlySet<string> = new Set(['node:sqlite', 'node:sea', 'node:test/reporters']);

/**
 * What a bundle imports that is neither a module of Node nor a dependency of its package. esbuild bundles the bundle once
 * more, from nowhere: what it cannot find there, the user's machine has not got either. Imports within try, which are
 * made to fail, do not count.
 *
 * @param provided names of the packages that npm installs with it
 */
export async function externalImports(
  code: string,
  provided: ReadonlySet<string>,
): Promise<readonly ExternalImport[]> {
  const leaveProvided: esbuild.Plugin = {
    name: 'sluice-provided',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path }) =>
        provided.has(packageOf(path)) ? { path, external: true } : undefined,
      );
    },
  };
  const problem = "is no module of Node and not in the package's dependencies";
  try {
    const { metafile } = await esbuild.build({
      stdin: { contents: code, loader: 'js' },
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
      plugins: [leaveProvided],
    });
    // esbuild takes every `node:…` and every URL for something that is there.
    const external = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    return [...new Set(external)]
      .filter((path) => !isBuiltin(path) && !newerModules.has(path) && !provided.has(packageOf(path)))
      .filter((path) => /^(node|https?):/.test(path))
      .sort()
      .map((specifier) => ({
        specifier,
        problem: specifier.startsWith('node:')
          ? 'is no module of Node'
          : 'is a URL, which Node does not import',
      }));
  } catch (error) {
    const failure = error as Partial<esbuild.BuildFailure>;
    if (!Array.isArray(failure.errors)) throw error;
    const specifiers = failure.errors.flatMap(
      ({ text }) => /^Could not resolve "(.*)"/.exec(text)?.[1] ?? [],
    );
    if (specifiers.length === 0) throw error;
    return [...new Set(specifiers)].sort().map((specifier) => ({ specifier, problem }));
  }
}

/** `@acme/geo` of `@acme/geo/data.json` */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
