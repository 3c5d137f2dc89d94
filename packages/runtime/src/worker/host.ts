import { Worker } from 'node:worker_threads';
import { SluiceError } from '@sluice/sdk';
import type { VerifiedBundle } from '../load/manifest.ts';
import { AuthorFrames } from './author-frames.ts';
import type { FromWorker, HandleId, ThreadOutput, ToWorker, WorkerInput } from './protocol.ts';
import { fromWireError } from './wire-error.ts';

/** Limits of a bundle's thread, in mebibytes. Left out, V8's own defaults hold. */
export interface ThreadLimits {
  readonly maxHeapMb?: number;
  readonly maxYoungGenerationMb?: number;
}

/** How a bundle's thread is started. */
export interface ThreadOptions {
  readonly limits?: ThreadLimits;
  /**
   * Where what the functions write to the standard output goes, `console.log` included: to the process's own, or to its
   * standard error, where a program's own output is data.
   * @default 'inherit'
   */
  readonly output?: ThreadOutput;
  /** Gives the loading up; the `open` methods of instances see it as their context's `signal`. */
  readonly signal?: AbortSignal;
}

const CLOSE_GRACE_MS = 5000;

/** What a handle hears from the thread. */
export interface HandleListener {
  receive(message: FromWorker): void;
  /** The thread is gone: nothing more will be received. */
  fail(error: SluiceError): void;
}

/** The host's end of a bundle's thread: starts it, routes its messages, says so when it ends by itself. */
export class WorkerHost implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #listeners = new Map<HandleId, HandleListener>();
  #nextHandle: HandleId = 1;
  #failure: SluiceError | undefined;
  #closing = false;
  #closed: (errors: readonly SluiceError[]) => void = () => {};

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /**
   * Imports the bundle on a thread of its own.
   *
   * @throws SluiceError `invalid-bundle` when the bundle cannot be imported or is not what the manifest says
   */
  static async start(
    bundle: VerifiedBundle,
    { limits = {}, output = 'inherit', signal }: ThreadOptions = {},
  ): Promise<WorkerHost> {
    signal?.throwIfAborted();
    const worker = new Worker(new URL('./entry.js', import.meta.url), {
      name: `sluice ${bundle.manifest.package.name}`,
      // Not the host's own flags, which may be of no use here (`--input-type`) or harmful (a loader). Stacks of the author's
      // functions name the author's TypeScript, by the bundle's source map.
      execArgv: ['--enable-source-maps'],
      workerData: { ...bundle, output } satisfies WorkerInput,
      resourceLimits: {
        ...(limits.maxHeapMb === undefined ? {} : { maxOldGenerationSizeMb: limits.maxHeapMb }),
        ...(limits.maxYoungGenerationMb === undefined
          ? {}
          : { maxYoungGenerationSizeMb: limits.maxYoungGenerationMb }),
      },
    });
    const host = new WorkerHost(worker);
    // The instances that are being opened see the abort; what they do about it has until the grace period's end.
    const abort = (): void => void host.close().catch(() => {});
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await host.#ready(new AuthorFrames(bundle.packageUrl));
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    return host;
  }

  #ready(frames: AuthorFrames): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') {
          // A loaded but idle package does not keep the process alive; handles ref the thread while they wait.
          this.#worker.unref();
          resolve();
        } else if (message.type === 'refused') {
          this.#closing = true;
          void this.#worker.terminate();
          reject(fromWireError(message.error));
        } else if (message.type === 'closed') {
          this.#closed(message.errors.map((error) => fromWireError(error)));
        } else {
          this.#listeners.get(message.handle)?.receive(message);
        }
      });
      this.#worker.on('error', (cause) => {
        frames.shortenIn(cause);
        this.#fail(
          new SluiceError('worker-failed', `the bundle's thread failed: ${describe(cause)}`, { cause }),
        );
        reject(this.#failure);
      });
      this.#worker.on('exit', (code) => {
        if (!this.#closing) {
          this.#fail(
            new SluiceError('worker-failed', `the bundle's thread ended by itself (exit code ${code})`),
          );
        }
        reject(this.#failure ?? new SluiceError('stopped', 'the package was closed before it was loaded'));
      });
    });
  }

  #fail(error: SluiceError): void {
    this.#failure ??= error;
    const listeners = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const listener of listeners) listener.fail(this.#failure);
  }

  /** Adds a listener and gives the id under which messages for it travel. */
  register(listener: HandleListener): HandleId {
    if (this.#failure) throw this.#failure;
    if (this.#closing) throw new SluiceError('stopped', 'the package has been closed: load it again');
    const handle = this.#nextHandle++;
    this.#listeners.set(handle, listener);
    return handle;
  }

  unregister(handle: HandleId): void {
    this.#listeners.delete(handle);
  }

  post(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    if (this.#failure) throw this.#failure;
    this.#worker.postMessage(message, transfer);
  }

  #waiting = 0;

  /** Keeps the process alive while somebody waits for the thread. Call `release` as often. */
  hold(): void {
    if (this.#waiting++ === 0) this.#worker.ref();
  }

  release(): void {
    if (--this.#waiting === 0) this.#worker.unref();
  }

  /**
   * Stops all handles, closes the instances in reverse order, and ends the thread: at the latest after `graceMs`, which
   * a busy function or a `close` that hangs may use up. Callers of what is in flight are told.
   *
   * @throws SluiceError what an instance's `close` threw; AggregateError where more than one did
   */
  async close(graceMs: number = CLOSE_GRACE_MS): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#fail(new SluiceError('stopped', 'the package was closed while rows were in flight'));
    this.#worker.ref();
    let timer: NodeJS.Timeout | undefined;
    const errors = await new Promise<readonly SluiceError[]>((resolve) => {
      this.#closed = resolve;
      this.#worker.once('exit', () => resolve([]));
      timer = setTimeout(() => resolve([]), graceMs);
      this.#worker.postMessage({ type: 'close' } satisfies ToWorker);
    });
    clearTimeout(timer);
    await this.#worker.terminate();
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, errors.map((error) => error.message).join('; '));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
