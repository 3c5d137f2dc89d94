import { END_OF_STREAM, IpcStreamReader, IpcStreamWriter, readIpcFile } from '@sluice/runtime/ipc';
import { expect, it } from 'vitest';
import { ArrowScript, hasPython } from './python.ts';

const isHere = hasPython('test/interop/ipc.test.ts');
const tables = new ArrowScript('ipc_tables.py');

function* inChunks(bytes: Uint8Array, chunkBytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** Reads a stream and writes what was read. */
function rewrite(bytes: Uint8Array): Uint8Array {
  const reader = new IpcStreamReader();
  const parts: Uint8Array[] = [];
  let writer: IpcStreamWriter | undefined;
  for (const chunk of inChunks(bytes, 5000)) {
    reader.push(chunk);
    for (;;) {
      const batch = reader.next();
      if (writer === undefined && reader.schema !== undefined) {
        writer = new IpcStreamWriter(reader.schema);
        parts.push(writer.begin());
      }
      if (batch === undefined || writer === undefined) break;
      parts.push(writer.batch(batch));
    }
  }
  reader.end();
  return Buffer.concat([...parts, END_OF_STREAM]);
}

it.skipIf(!isHere)('pyarrow finds every array that we have read and written bit for bit the same', () => {
  const names = tables.writeAll();
  for (const name of names) {
    tables.write(`${name}.out`, rewrite(tables.read(name)));
  }
  const { compared, problems } = tables.compare();
  expect(problems).toEqual([]);
  expect(compared).toBeGreaterThan(400);
  const { schema, batches } = readIpcFile(tables.read('file'));
  const byFooter = new IpcStreamWriter(schema);
  const parts = [byFooter.begin(), ...[...batches].map((batch) => byFooter.batch(batch)), END_OF_STREAM];
  expect(Buffer.concat(parts).equals(tables.read('file.out'))).toBe(true);
});

it.skipIf(!isHere).each(['lz4', 'zstd'])(
  'bodies compressed with %s are refused, with what to do',
  (codec) => {
    const bytes = tables.read(`${codec}.compressed`);
    expect(() => rewrite(bytes)).toThrow(
      `has bodies compressed with ${codec.toUpperCase()}: turn it off where they are written`,
    );
  },
);
