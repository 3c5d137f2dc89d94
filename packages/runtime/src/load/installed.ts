import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `geo`, `@acme/geo`: nothing that could be a way out of node_modules. */
const packageName = /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i;

/** Whether a text may be the name of a package. */
export function isPackageName(text: string): boolean {
  return packageName.test(text);
}

/**
 * The folder of an installed package: `node_modules/<name>` of the nearest folder that has it, from each of the given
 * ones upwards. Undefined where none has.
 *
 * Node's own resolution is not asked: `exports` may hide the manifest, and a package of functions need have no entry.
 */
export async function findInstalled(name: string, from: readonly string[]): Promise<string | undefined> {
  for (const start of from) {
    for (let folder = start; ; folder = dirname(folder)) {
      const installed = join(folder, 'node_modules', name);
      const found = await stat(join(installed, 'package.json')).catch(() => undefined);
      if (found?.isFile()) return installed;
      if (folder === dirname(folder)) break;
    }
  }
  return undefined;
}

/**
 * Where a package is looked for: the folder that `from` names or that its file lies in; otherwise the working directory,
 * then the folder of the program's main file, so that it does not matter where the program is started.
 *
 * @param from a folder, a file or a file URL, such as `import.meta.url`
 */
export async function searchFolders(from: string | URL | undefined): Promise<readonly string[]> {
  if (from === undefined) {
    const main = process.argv[1];
    return [...new Set([process.cwd(), ...(main === undefined ? [] : [dirname(resolve(main))])])];
  }
  const path = resolve(from instanceof URL || from.startsWith('file:') ? fileURLToPath(from) : from);
  const found = await stat(path).catch(() => undefined);
  return [found?.isDirectory() ? path : dirname(path)];
}
