import type { Writable } from 'node:stream';
import { ReaderGone, type Terminal } from './terminal.ts';

/** Writes to a stream as fast as it is read from, until its reader leaves. */
export function dataWriter(stream: Writable): NonNullable<Terminal['write']> {
  let gone: Error | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    gone = error.code === 'EPIPE' ? new ReaderGone('nobody reads the output any more') : error;
  });
  return (data) =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) {
        reject(gone);
        return;
      }
      // Called after the listener above, or without an error.
      stream.write(data, (error) => {
        if (error === null || error === undefined) resolve();
        else if ((error as NodeJS.ErrnoException).code === 'EPIPE') reject(new ReaderGone(error.message));
        else reject(error);
      });
    });
}
