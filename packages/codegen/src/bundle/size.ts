import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { owningPackage } from '../owning-package.ts';
import type { BundlePlaces } from './canonical-paths.ts';

/** What a bundle weighs, in bytes. */
export interface BundleSize {
  /** As it is written, without its source map. */
  readonly bytes: number;
  /** Minified: what a comparison with other bundles should use. */
  readonly minifiedBytes: number;
  /** How much of the minified bundle is Sluice's: the adapters, the column code and its part of the sdk. */
  readonly ownMinifiedBytes: number;
}

const OWN_PACKAGES = ['@sluice/runtime', '@sluice/sdk'];

/** @param minified what esbuild says of the same bundle, minified */
export function sizeOf(code: string, minified: Metafile, places: BundlePlaces): BundleSize {
  const isOwn = (path: string): boolean => {
    const file = join(places.root, path);
    return file.startsWith(places.adapters) || OWN_PACKAGES.includes(owningPackage(file)?.name ?? '');
  };
  let minifiedBytes = 0;
  let ownMinifiedBytes = 0;
  for (const [output, { bytes, inputs }] of Object.entries(minified.outputs)) {
    if (output.endsWith('.map')) continue;
    minifiedBytes += bytes;
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      if (isOwn(path)) ownMinifiedBytes += bytesInOutput;
    }
  }
  return { bytes: Buffer.byteLength(code), minifiedBytes, ownMinifiedBytes };
}
