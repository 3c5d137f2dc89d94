import { parentPort, workerData } from 'node:worker_threads';
import { AuthorFrames } from './author-frames.ts';
import { importBundle } from './bundle.ts';
import { Lifecycle } from './lifecycle.ts';
import type { FromWorker, ToWorker, WorkerInput } from './protocol.ts';
import { Server } from './serve.ts';
import { toWireError } from './wire-error.ts';

/** What a bundle's thread runs: imports the bundle, then serves handles on it until the host ends the thread. */
async function main(): Promise<void> {
  if (parentPort === null) throw new Error('entry.js is started by WorkerHost, on a thread of its own');
  const port = parentPort;
  const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  const { bundleUrl, packageUrl, manifest, output } = workerData as WorkerInput;
  // Before anything prints: the console looks the stream up once. The worker's own option `stdout` would hold back the end of
  // a process that has module hooks (Node 20).
  if (output === 'stderr') Object.defineProperty(process, 'stdout', { get: () => process.stderr });
  const frames = new AuthorFrames(packageUrl);
  const lifecycle = new Lifecycle();
  const opening = new AbortController();
  let server: Server | undefined;
  const close = async (): Promise<void> => {
    opening.abort();
    await server?.stop();
    const failures = await lifecycle.close();
    // What was written travels through the host's thread: an answer before it has arrived would cut it off.
    await Promise.all(
      [process.stdout, process.stderr].map((out) => new Promise((done) => out.write('', done))),
    );
    post({ type: 'closed', errors: failures.map((error) => toWireError(error, error.code, frames)) });
  };
  port.on('message', (message: ToWorker) => {
    if (message.type === 'close') void close();
    else server?.receive(message);
  });
  try {
    const { udfs, instances } = await importBundle(bundleUrl, manifest);
    await lifecycle.open(instances, opening.signal);
    server = new Server(udfs, manifest, frames, post);
    post({ type: 'ready' });
  } catch (error) {
    post({ type: 'refused', error: toWireError(error, 'invalid-bundle', frames) });
  }
}

void main();
