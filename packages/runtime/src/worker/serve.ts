import { SluiceError } from '@sluice/sdk';
import type { Manifest } from '@sluice/sdk/manifest';
import type { BundleUdf } from '../column/abi.ts';
import { AsyncServed } from './async-served.ts';
import type { HandleId, ToWorker } from './protocol.ts';
import type { Post, Served, ServedContext } from './served.ts';
import { SyncServed } from './sync-served.ts';
import { toWireError } from './wire-error.ts';

/** Serves the handles of one bundle. Gives the function that takes the host's messages. */
export function serve(
  udfs: ReadonlyMap<string, BundleUdf>,
  manifest: Manifest,
  packageUrl: string,
  post: Post,
): (message: ToWorker) => void {
  const handles = new Map<HandleId, Served>();

  const open = ({ handle, udf: name, options }: ToWorker & { type: 'open' }): void => {
    const udf = udfs.get(name);
    const model = manifest.udfs.find((candidate) => candidate.name === name);
    if (udf === undefined || model === undefined) {
      throw new SluiceError('unknown-udf', `no function ${name}`, { udf: name });
    }
    const context: ServedContext = { handle, model, options, post, packageUrl };
    handles.set(handle, udf.async ? new AsyncServed(udf, context) : new SyncServed(udf, context));
  };

  return (message) => {
    if (message.type === 'open') {
      open(message);
      return;
    }
    const served = handles.get(message.handle);
    if (served === undefined) return; // stopped while the message was on its way
    switch (message.type) {
      case 'batch':
        try {
          served.batch(message);
        } catch (error) {
          // An adapter that cannot read its columns: our bug, or a damaged batch. It must not end the thread.
          const { handle, batch } = message;
          post({ type: 'batch-failed', handle, batch, error: toWireError(error, 'invalid-argument') });
        }
        break;
      case 'rows':
        served.rows(message);
        break;
      case 'cancel':
        served.cancel(message.batch);
        break;
      case 'snapshot': {
        const { handle, request } = message;
        post({ type: 'snapshot', handle, request, snapshot: served.snapshot() });
        break;
      }
      case 'stop': {
        const { handle, graceMs } = message;
        void served.stop(graceMs).then(() => {
          handles.delete(handle);
          post({ type: 'stopped', handle });
        });
        break;
      }
    }
  };
}
