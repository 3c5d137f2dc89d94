import { parentPort, workerData } from 'node:worker_threads';
import { importBundle } from './bundle.ts';
import type { FromWorker, ToWorker, WorkerInput } from './protocol.ts';
import { serve } from './serve.ts';
import { toWireError } from './wire-error.ts';

/** What a bundle's thread runs: imports the bundle, then serves handles on it until the host ends the thread. */
async function main(): Promise<void> {
  if (parentPort === null) throw new Error('entry.js is started by WorkerHost, on a thread of its own');
  const port = parentPort;
  const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  const { bundleUrl, manifest } = workerData as WorkerInput;
  try {
    const packageUrl = new URL('../', bundleUrl).href;
    const receive = serve(await importBundle(bundleUrl, manifest), manifest, packageUrl, post);
    port.on('message', (message: ToWorker) => receive(message));
    post({ type: 'ready' });
  } catch (error) {
    post({ type: 'refused', error: toWireError(error, 'invalid-bundle') });
  }
}

void main();
