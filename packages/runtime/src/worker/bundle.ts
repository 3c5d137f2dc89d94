import { isDeepStrictEqual } from 'node:util';
import { getUdfMetadata, SluiceError } from '@sluice/sdk';
import type { Manifest, ResolvedOptions } from '@sluice/sdk/manifest';
import type { BundleInstance, BundleModule, BundleUdf } from '../column/abi.ts';

/** The functions of a bundle by SQL name, and the instances that some are methods of. */
export interface ImportedBundle {
  readonly udfs: ReadonlyMap<string, BundleUdf>;
  readonly instances: readonly BundleInstance[];
}

/**
 * Imports a bundle and checks that it is what its manifest describes: the same ABI, the same functions, the same
 * options as the decorators in it carry.
 *
 * @throws SluiceError `invalid-bundle`, `abi-mismatch`
 */
export async function importBundle(url: string, manifest: Manifest): Promise<ImportedBundle> {
  let module: Partial<BundleModule>;
  try {
    module = await import(url);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new SluiceError(
      'invalid-bundle',
      `${manifest.bundle.file} failed while it was imported: ${message}`,
      {
        cause,
      },
    );
  }
  if (module.abi !== manifest.abi) {
    throw new SluiceError(
      'abi-mismatch',
      `${manifest.bundle.file} says ABI ${module.abi}, its manifest ABI ${manifest.abi}: run \`sluice build\` again`,
    );
  }
  const udfs = new Map((module.udfs ?? []).map((udf) => [udf.name, udf]));
  for (const model of manifest.udfs) {
    const udf = udfs.get(model.name);
    const known = udf !== undefined && udf.async === model.options.async;
    if (!known || 'aggregate' in udf !== (model.kind === 'aggregate')) {
      throw stale(
        manifest,
        model.name,
        udf === undefined ? 'is not in the bundle' : 'is of another kind in the bundle',
      );
    }
    const metadata = getUdfMetadata(udf.fn);
    if (metadata === undefined) throw stale(manifest, model.name, 'carries no options in the bundle');
    const option = firstDifference(metadata.options, model.options);
    if (option !== undefined) throw stale(manifest, model.name, `has another \`${option}\` in the bundle`);
  }
  return { udfs, instances: module.instances ?? [] };
}

function firstDifference(a: ResolvedOptions, b: ResolvedOptions): string | undefined {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof ResolvedOptions>;
  for (const key of keys) if (!isDeepStrictEqual(a[key], b[key])) return key;
  return undefined;
}

function stale(manifest: Manifest, udf: string, what: string): SluiceError {
  return new SluiceError(
    'invalid-bundle',
    `${manifest.package.name}: ${udf} is in udf.json, but ${what}: run \`sluice build\` again`,
    { udf },
  );
}
