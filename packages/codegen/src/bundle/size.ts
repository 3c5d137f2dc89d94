import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { compareText } from '../diagnostics/diagnostic.ts';
import { owningPackage } from '../owning-package.ts';
import { isInstalled } from '../paths.ts';
import type { BundlePlaces } from './canonical-paths.ts';

/** What a bundle weighs, in bytes. */
export interface BundleSize {
  /** As it is written, without its source map. */
  readonly bytes: number;
  /** Minified: what a comparison with other bundles should use. */
  readonly minifiedBytes: number;
  /** How much of the minified bundle is Sluice's: the adapters, the column code and its part of the sdk. */
  readonly ownMinifiedBytes: number;
  /** The packages that the author imports, and what these import: the heaviest first. */
  readonly dependencies: readonly { readonly name: string; readonly minifiedBytes: number }[];
}

const OWN_PACKAGES = ['@sluice/runtime', '@sluice/sdk'];

/** @param minified what esbuild says of the same bundle, minified */
export function sizeOf(code: string, minified: Metafile, places: BundlePlaces): BundleSize {
  let minifiedBytes = 0;
  let ownMinifiedBytes = 0;
  const dependencies = new Map<string, number>();
  for (const [output, { bytes, inputs }] of Object.entries(minified.outputs)) {
    if (output.endsWith('.map')) continue;
    minifiedBytes += bytes;
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const file = join(places.root, path);
      const name = owningPackage(file)?.name ?? '';
      if (file.startsWith(places.adapters) || OWN_PACKAGES.includes(name)) ownMinifiedBytes += bytesInOutput;
      else if (isInstalled(path)) dependencies.set(name, (dependencies.get(name) ?? 0) + bytesInOutput);
    }
  }
  return {
    bytes: Buffer.byteLength(code),
    minifiedBytes,
    ownMinifiedBytes,
    dependencies: [...dependencies]
      .map(([name, minifiedBytes]) => ({ name, minifiedBytes }))
      .sort((a, b) => b.minifiedBytes - a.minifiedBytes || compareText(a.name, b.name)),
  };
}
