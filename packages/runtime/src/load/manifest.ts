import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SluiceError } from '@sluice/sdk';
import { ABI_VERSION, checkResolvedOptions, type Manifest, type ResolvedOptions } from '@sluice/sdk/manifest';
import { findInstalled, isPackageName, searchFolders } from './installed.ts';

/** A manifest whose bundle has been found to be the one that it describes. */
export interface VerifiedBundle {
  readonly manifest: Manifest;
  readonly bundleUrl: string;
  /** The folder of the package that it is the bundle of, with a slash at its end. */
  readonly packageUrl: string;
}

/**
 * Reads `udf.json` and checks what it says: the ABI, the options' limits, the bundle's bytes.
 *
 * @param location The manifest, or the folder that holds it (or holds it in `dist/`): a path or a file URL; or the name of
 * an installed package.
 * @param from Where a package is looked for by its name: a folder, a file or a file URL.
 * @throws SluiceError `invalid-bundle`, `abi-mismatch`, `integrity-mismatch`, `invalid-options`
 */
export async function readBundle(location: string | URL, from?: string | URL): Promise<VerifiedBundle> {
  const path = await locateManifest(location, from);
  const manifest = parseManifest(path, await readFile(path, 'utf8'));
  for (const udf of manifest.udfs) checkOptions(udf.name, udf.options);
  const bundlePath = join(dirname(path), manifest.bundle.file);
  const bytes = await readFile(bundlePath).catch((cause: unknown) => {
    throw new SluiceError(
      'invalid-bundle',
      `${bundlePath}, which ${path} names, cannot be read: run \`sluice build\``,
      { cause },
    );
  });
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (integrity !== manifest.bundle.integrity) {
    throw new SluiceError(
      'integrity-mismatch',
      `${bundlePath} is not the bundle that ${path} describes: its hash is ${integrity}, ` +
        `the manifest says ${manifest.bundle.integrity}. Run \`sluice build\` and keep both files together`,
    );
  }
  const bundleUrl = pathToFileURL(bundlePath).href;
  return { manifest, bundleUrl, packageUrl: await packageUrlOf(manifest.package.name, bundleUrl) };
}

/** A path where there is something; otherwise what is installed under that name. */
async function locateManifest(location: string | URL, from: string | URL | undefined): Promise<string> {
  const url = location instanceof URL || location.startsWith('file:');
  const path = resolve(url ? fileURLToPath(location) : location);
  const found = await findManifest(path);
  if (found !== undefined) return found;
  const absent = `no udf.json at ${path}, nor in its dist folder: run \`sluice build\` there`;
  const named = !url && !isAbsolute(location) && isPackageName(location);
  if (!named) throw new SluiceError('invalid-bundle', absent);

  const folders = await searchFolders(from);
  const installed = await findInstalled(location, folders);
  if (installed === undefined) {
    throw new SluiceError(
      'invalid-bundle',
      `${location} is neither a folder with a udf.json nor a package that is installed for ${folders.join(' or ')}: ` +
        `run \`npm install ${location}\`, or say where it is, as in load('${location}', { from: import.meta.url })`,
    );
  }
  const manifest = await findManifest(installed);
  if (manifest !== undefined) return manifest;
  throw new SluiceError(
    'invalid-bundle',
    `package ${location}, installed at ${installed}, has no udf.json, neither itself nor in dist: ` +
      'it is no package of functions, or was published without what `sluice build` wrote',
  );
}

async function findManifest(path: string): Promise<string | undefined> {
  for (const candidate of [path, join(path, 'udf.json'), join(path, 'dist', 'udf.json')]) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile()) return candidate;
  }
  return undefined;
}

function parseManifest(path: string, text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SluiceError('invalid-bundle', `${path} is not JSON: run \`sluice build\` again`, { cause });
  }
  const manifest = value as Partial<Manifest> | null;
  if (typeof manifest !== 'object' || manifest === null || !Number.isInteger(manifest.abi)) {
    throw new SluiceError('invalid-bundle', `${path} is not a manifest: it has no integer \`abi\``);
  }
  if (manifest.abi !== ABI_VERSION) {
    throw new SluiceError(
      'abi-mismatch',
      `${path} was built for ABI ${manifest.abi}, and this runtime has ABI ${ABI_VERSION}: ` +
        'build it again with the @sluice/codegen of the same release as your @sluice/runtime',
    );
  }
  if (
    typeof manifest.bundle?.file !== 'string' ||
    typeof manifest.bundle.integrity !== 'string' ||
    !Array.isArray(manifest.udfs)
  ) {
    throw new SluiceError(
      'invalid-bundle',
      `${path} lacks \`bundle\` or \`udfs\`: run \`sluice build\` again`,
    );
  }
  return manifest as Manifest;
}

/** The same limits as at build time: a manifest may have been edited. */
export function checkOptions(udf: string, options: ResolvedOptions): void {
  const problems = checkResolvedOptions(options);
  if (problems.length > 0) {
    throw new SluiceError(
      'invalid-options',
      `${udf}: ${problems.map((problem) => problem.message).join('; ')}`,
      {
        udf,
      },
    );
  }
}

/** Folders above the bundle that are looked at: what a build writes lies a level or two below its package. */
const MAX_LEVELS = 8;

/** The nearest folder above the bundle whose package.json has the package's name; where none is, the one above its own. */
async function packageUrlOf(name: string, bundleUrl: string): Promise<string> {
  let folder = new URL('./', bundleUrl);
  for (let level = 0; level < MAX_LEVELS; level++) {
    try {
      const { name: found } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8')) as {
        name?: unknown;
      };
      if (found === name) return folder.href;
    } catch {
      // No package.json, or none that says anything.
    }
    folder = new URL('../', folder);
  }
  return new URL('../', bundleUrl).href;
}
