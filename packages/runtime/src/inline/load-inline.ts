import { SluiceError } from '@sluice/sdk';
import type { Manifest } from '@sluice/sdk/manifest';
import { readBundle } from '../load/manifest.ts';
import type { LoadOptions } from '../load/package.ts';
import { AuthorFrames } from '../worker/author-frames.ts';
import { type ImportedBundle, importBundle } from '../worker/bundle.ts';
import { Lifecycle } from '../worker/lifecycle.ts';
import { IpcAdapter, type IpcAdapterOptions } from './ipc-adapter.ts';

/** A package of functions that was imported into this very thread. */
export class InlinePackage implements AsyncDisposable {
  readonly manifest: Manifest;
  readonly #bundle: ImportedBundle;
  readonly #lifecycle: Lifecycle;
  readonly #frames: AuthorFrames;

  /** @internal Use `loadInline`. */
  constructor(manifest: Manifest, bundle: ImportedBundle, lifecycle: Lifecycle, frames: AuthorFrames) {
    this.manifest = manifest;
    this.#bundle = bundle;
    this.#lifecycle = lifecycle;
    this.#frames = frames;
  }

  /**
   * An adapter of one synchronous function.
   *
   * @param name The function's SQL name.
   * @throws SluiceError `unknown-udf`; `invalid-options`, also for a function that is asynchronous, a table function or
   *   an aggregate; `schema-mismatch` when `columns` names a parameter that the function has not
   */
  udf(name: string, options: IpcAdapterOptions = {}): IpcAdapter {
    const model = this.manifest.udfs.find((udf) => udf.name === name);
    const bundled = this.#bundle.udfs.get(name);
    if (model === undefined || bundled === undefined) {
      const known = this.manifest.udfs.map((udf) => udf.name).join(', ');
      throw new SluiceError(
        'unknown-udf',
        `${this.manifest.package.name} has no function ${name}; it has ${known}`,
        { udf: name },
      );
    }
    if (bundled.async || model.kind === 'table' || 'aggregate' in bundled) {
      const kind = bundled.async
        ? 'asynchronous'
        : model.kind === 'table'
          ? 'a table function'
          : 'an aggregate';
      const instead =
        'aggregate' in bundled
          ? 'its aggregate() is'
          : bundled.async
            ? 'its pipe() or stream() is'
            : 'its stream() is';
      throw new SluiceError(
        'invalid-options',
        `${name} is ${kind}, and an inline adapter runs synchronous functions only: load the package with load() of ` +
          `@sluice/runtime, where ${instead} for that`,
        { udf: name },
      );
    }
    return new IpcAdapter(bundled, model, options, this.#frames);
  }

  /**
   * Closes the instances of classes, last opened first.
   *
   * @throws SluiceError what an instance's `close` threw; AggregateError where more than one did
   */
  async close(): Promise<void> {
    const errors = await this.#lifecycle.close();
    for (const error of errors) this.#frames.shortenIn(error);
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, errors.map((error) => error.message).join('; '));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Loads what `sluice build` wrote into this thread, as a process does that is a sandbox itself (a worker of ClickHouse or
 * Spark, behind pipes): a call costs no crossing, and a function that never returns holds up the process. Stacks are
 * mapped to the author's TypeScript from here on, in the whole process.
 *
 * @param location The folder of `udf.json`, the folder above its `dist`, or the file itself; or the name of an installed
 * package, where there is no such folder.
 * @throws SluiceError `invalid-bundle`, `abi-mismatch`, `integrity-mismatch`, `invalid-options`
 */
export async function loadInline(
  location: string | URL,
  { from }: Pick<LoadOptions, 'from'> = {},
): Promise<InlinePackage> {
  const { manifest, bundleUrl, packageUrl } = await readBundle(location, from);
  process.setSourceMapsEnabled(true);
  const frames = new AuthorFrames(packageUrl);
  try {
    const bundle = await importBundle(bundleUrl, manifest);
    const lifecycle = new Lifecycle();
    await lifecycle.open(bundle.instances, new AbortController().signal);
    return new InlinePackage(manifest, bundle, lifecycle, frames);
  } catch (error) {
    frames.shortenIn(error);
    throw error;
  }
}
