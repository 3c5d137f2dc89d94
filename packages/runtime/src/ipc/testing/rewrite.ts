import { IpcStreamReader } from '../stream-reader.ts';
import { END_OF_STREAM, IpcStreamWriter } from '../stream-writer.ts';

/** Reads a stream, given in chunks, and writes what was read. */
export function rewrite(bytes: Uint8Array, chunkBytes: number = bytes.byteLength): Uint8Array {
  const reader = new IpcStreamReader();
  const parts: Uint8Array[] = [];
  let writer: IpcStreamWriter | undefined;
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
    reader.push(bytes.subarray(at, at + chunkBytes));
    for (;;) {
      const batch = reader.next();
      if (writer === undefined && reader.schema !== undefined) {
        writer = new IpcStreamWriter(reader.schema);
        parts.push(writer.begin());
      }
      if (batch === undefined) break;
      parts.push((writer as IpcStreamWriter).batch(batch)); // a batch comes behind its schema
    }
  }
  reader.end();
  return new Uint8Array(Buffer.concat([...parts, END_OF_STREAM]));
}
