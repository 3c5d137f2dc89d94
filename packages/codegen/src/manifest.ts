import { createHash } from 'node:crypto';
import { ABI_VERSION, type Manifest, type UdfModel } from '@sluice/sdk/manifest';
import { compareText } from './diagnostics/diagnostic.ts';

/** The name of the manifest's file. */
export const manifestFile = 'udf.json';

/** The name of the bundle's file, beside the manifest. */
export const bundleFile = 'udfs.mjs';

/** The folder of the emitted modules, beside the manifest. */
export const adaptersFolder = 'adapters';

/** The manifest of a package and its bundle. */
export function createManifest(
  pkg: { readonly name: string; readonly version: string },
  models: readonly UdfModel[],
  bundle: string,
): Manifest {
  return {
    abi: ABI_VERSION,
    package: { name: pkg.name, version: pkg.version },
    bundle: { file: bundleFile, integrity: integrityOf(bundle) },
    udfs: [...models].sort((a, b) => compareText(a.name, b.name)),
  };
}

/** Subresource-integrity form of a text's UTF-8 bytes: `sha512-<base64>`. */
export function integrityOf(text: string): string {
  return `sha512-${createHash('sha512').update(text).digest('base64')}`;
}

/** The manifest as it is written: indented, with a newline at the end. */
export function renderManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
