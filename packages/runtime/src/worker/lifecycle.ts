import { SluiceError, type UdfLifecycle } from '@sluice/sdk';
import type { BundleInstance } from '../column/abi.ts';

/** The instances of a bundle that have been opened, to be closed in reverse order. */
export class Lifecycle {
  readonly #opened: { readonly className: string; readonly instance: UdfLifecycle }[] = [];

  /**
   * Makes and opens every instance, one after the other. If one fails, those before it are closed again.
   *
   * @throws SluiceError `invalid-bundle` naming the class
   */
  async open(instances: readonly BundleInstance[], signal: AbortSignal): Promise<void> {
    for (const { className, udfs, get } of instances) {
      let step = 'constructor';
      try {
        const instance: UdfLifecycle = get();
        step = 'open()';
        await instance.open?.({ udfs, signal });
        this.#opened.push({ className, instance });
      } catch (cause) {
        await this.close();
        throw failed(className, step, cause);
      }
    }
  }

  /** Closes what was opened, last first; one that fails does not keep the others from it. Gives what failed. */
  async close(): Promise<SluiceError[]> {
    const failures: SluiceError[] = [];
    for (const { className, instance } of this.#opened.splice(0).reverse()) {
      try {
        await instance.close?.();
      } catch (cause) {
        failures.push(failed(className, 'close()', cause));
      }
    }
    return failures;
  }
}

function failed(className: string, step: string, cause: unknown): SluiceError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new SluiceError('invalid-bundle', `${className}: its ${step} failed: ${message}`, { cause });
}
