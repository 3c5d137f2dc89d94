import { SluiceError } from '@sluice/sdk';
import type { AggregateUdf, Manifest, UdfModel } from '@sluice/sdk/manifest';
import type { BundleUdf } from '../column/abi.ts';
import { RateLimit } from '../executor/index.ts';
import { AggregateServed } from './aggregate-served.ts';
import { AsyncServed } from './async-served.ts';
import type { AuthorFrames } from './author-frames.ts';
import type { HandleId, ToWorker } from './protocol.ts';
import type { Post, Served, ServedContext } from './served.ts';
import { SyncServed } from './sync-served.ts';
import { toWireError } from './wire-error.ts';

/** Serves the handles of one bundle. */
export class Server {
  readonly #udfs: ReadonlyMap<string, BundleUdf>;
  readonly #manifest: Manifest;
  readonly #frames: AuthorFrames;
  readonly #post: Post;
  readonly #handles = new Map<HandleId, Served>();
  readonly #aggregations = new Map<HandleId, AggregateServed>();
  readonly #rateLimits = new Map<string, RateLimit>();

  constructor(udfs: ReadonlyMap<string, BundleUdf>, manifest: Manifest, frames: AuthorFrames, post: Post) {
    this.#udfs = udfs;
    this.#manifest = manifest;
    this.#frames = frames;
    this.#post = post;
  }

  /** Takes a message of the host. */
  receive(message: Exclude<ToWorker, { type: 'close' }>): void {
    if (message.type === 'open') {
      this.#open(message);
      return;
    }
    const aggregation = this.#aggregations.get(message.handle);
    if (aggregation !== undefined) {
      this.#aggregate(aggregation, message);
      return;
    }
    const served = this.#handles.get(message.handle);
    if (served === undefined) return; // stopped while the message was on its way
    switch (message.type) {
      case 'batch':
        try {
          served.batch(message);
        } catch (error) {
          // An adapter that cannot read its columns: our bug, or a damaged batch. It must not end the thread.
          const { handle, batch } = message;
          const wire = toWireError(error, 'invalid-argument', this.#frames);
          this.#post({ type: 'batch-failed', handle, batch, error: wire });
        }
        break;
      case 'rows':
        try {
          served.rows(message);
        } catch (error) {
          const { handle, ids } = message;
          const wire = toWireError(error, 'invalid-argument', this.#frames);
          this.#post({ type: 'rows-failed', handle, id: ids[0] ?? 0n, error: wire });
        }
        break;
      case 'open-stream':
        served.openStream(message);
        break;
      case 'watermark':
        served.watermark(message.stream, message.mark);
        break;
      case 'end-stream':
        served.endStream(message.stream);
        break;
      case 'checkpoint':
        served.checkpoint(message.stream, message.request);
        break;
      case 'cancel':
        served.cancel(message.batch);
        break;
      case 'observe':
        served.observe(message.durations);
        break;
      case 'snapshot': {
        const { handle, request } = message;
        this.#post({ type: 'snapshot', handle, request, snapshot: served.snapshot() });
        break;
      }
      case 'stop': {
        const { handle, graceMs } = message;
        void served.stop(graceMs).then(() => {
          this.#handles.delete(handle);
          this.#post({ type: 'stopped', handle });
        });
        break;
      }
    }
  }

  #aggregate(aggregation: AggregateServed, message: Exclude<ToWorker, { type: 'close' }>): void {
    switch (message.type) {
      case 'aggregate':
        aggregation.take(message);
        break;
      case 'aggregate-result':
        aggregation.result(message);
        break;
      case 'stop':
        this.#aggregations.delete(message.handle);
        break;
    }
  }

  /** Stops every handle at once. */
  async stop(): Promise<void> {
    this.#aggregations.clear();
    const handles = [...this.#handles.values()];
    this.#handles.clear();
    await Promise.all(handles.map((served) => served.stop(0)));
  }

  #open({ handle, udf: name, options }: ToWorker & { type: 'open' }): void {
    const udf = this.#udfs.get(name);
    const model = this.#manifest.udfs.find((candidate) => candidate.name === name);
    if (udf === undefined || model === undefined) {
      throw new SluiceError('unknown-udf', `no function ${name}`, { udf: name });
    }
    const context: ServedContext = {
      handle,
      model,
      options,
      post: this.#post,
      rateLimit: this.#rateLimit(model),
      frames: this.#frames,
    };
    if ('aggregate' in udf) {
      // The bundle was found to have an aggregate under the name of one.
      this.#aggregations.set(handle, new AggregateServed(udf, model as AggregateUdf, context));
    } else {
      this.#handles.set(handle, udf.async ? new AsyncServed(udf, context) : new SyncServed(udf, context));
    }
  }

  /** One bucket a function: its handles ask the same service. */
  #rateLimit({ name, options: { rateLimit } }: UdfModel): RateLimit | undefined {
    if (rateLimit === undefined) return undefined;
    const known = this.#rateLimits.get(name) ?? new RateLimit(rateLimit);
    this.#rateLimits.set(name, known);
    return known;
  }
}
