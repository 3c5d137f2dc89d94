import { SluiceError } from '@sluice/sdk';
import type { Manifest, UdfModel } from '@sluice/sdk/manifest';
import { AggregateHandle, type AggregateHandleOptions } from '../handle/aggregate-handle.ts';
import { type HandleOptions, UdfHandle } from '../handle/handle.ts';
import { type ThreadOptions, WorkerHost } from '../worker/host.ts';
import { readBundle } from './manifest.ts';

/** Options of `load`. */
export interface LoadOptions extends ThreadOptions {
  /**
   * Where a package is looked for by its name, upwards: a folder, a file or a file URL, such as `import.meta.url`.
   * @default the working directory, then the folder of the program's main file
   */
  readonly from?: string | URL;
}

/** A loaded package of functions, on a thread of its own. */
export class UdfPackage implements AsyncDisposable {
  readonly manifest: Manifest;
  readonly #host: WorkerHost;

  /** @internal Use `load`. */
  constructor(manifest: Manifest, host: WorkerHost) {
    this.manifest = manifest;
    this.#host = host;
  }

  /**
   * A handle on one function. Each handle has an executor, and so limits, of its own.
   *
   * @param name The function's SQL name.
   * @throws SluiceError `unknown-udf`, `invalid-options`
   */
  udf(name: string, options: HandleOptions = {}): UdfHandle {
    const model = this.#find(name);
    if (model.kind === 'aggregate') {
      const call = `udfs.aggregate('${name}')`;
      throw new SluiceError('unknown-udf', `${name} is an aggregate: call ${call}`, { udf: name });
    }
    return new UdfHandle(this.#host, model, options);
  }

  /**
   * An aggregate, to be run over batches or fed step by step.
   *
   * @param name The aggregate's SQL name.
   * @throws SluiceError `unknown-udf`, `invalid-options`
   */
  aggregate(name: string, options: AggregateHandleOptions = {}): AggregateHandle {
    const model = this.#find(name);
    if (model.kind !== 'aggregate') {
      const call = `udfs.udf('${name}')`;
      throw new SluiceError('unknown-udf', `${name} is a ${model.kind} function: call ${call}`, {
        udf: name,
      });
    }
    return new AggregateHandle(this.#host, model, options);
  }

  #find(name: string): UdfModel {
    const model = this.manifest.udfs.find((udf) => udf.name === name);
    if (model !== undefined) return model;
    const known = this.manifest.udfs.map((udf) => udf.name).join(', ');
    throw new SluiceError(
      'unknown-udf',
      `${this.manifest.package.name} has no function ${name}; it has ${known}`,
      { udf: name },
    );
  }

  /**
   * Closes the instances in reverse order of their opening and ends the package's thread, within `graceMs`. Rows in
   * flight are lost; stop the handles first where that matters.
   *
   * @param graceMs Milliseconds. Default 5000: a `close` that takes longer is cut off.
   * @throws SluiceError what an instance's `close` threw; AggregateError where more than one did
   */
  close({ graceMs }: { graceMs?: number } = {}): Promise<void> {
    return this.#host.close(graceMs);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Loads what `sluice build` wrote: verifies the ABI and the bundle's hash, and imports the bundle on a worker thread.
 * The thread contains accidents (a leak, a crash, a busy function), not attackers: load code that you trust.
 *
 * @param location The folder of `udf.json`, the folder above its `dist`, or the file itself: a path or a file URL; or the
 * name of an installed package, where there is no such folder.
 * @throws SluiceError `invalid-bundle`, `abi-mismatch`, `integrity-mismatch`, `invalid-options`
 *
 * @example
 * ```ts
 * const udfs = await load('@acme/geo', { from: import.meta.url });
 * ```
 */
export async function load(location: string | URL, options: LoadOptions = {}): Promise<UdfPackage> {
  const bundle = await readBundle(location, options.from);
  return new UdfPackage(bundle.manifest, await WorkerHost.start(bundle, options));
}
