import { expect, it } from 'vitest';
import { IpcStreamReader } from './stream-reader.ts';
import { rewrite } from './testing/rewrite.ts';
import { arrowColumns, arrowStream } from './testing/streams.ts';

it.each([1, 7, 64, 1000])('a stream may come in chunks of %i bytes', (chunkBytes) => {
  const stream = arrowStream(Object.keys(arrowColumns));
  expect(rewrite(stream, chunkBytes)).toEqual(rewrite(stream));
});

it('bytes that begin anywhere in memory are read', () => {
  const stream = arrowStream(Object.keys(arrowColumns));
  const shifted = new Uint8Array(stream.byteLength + 3).subarray(3);
  shifted.set(stream);
  expect(rewrite(shifted)).toEqual(rewrite(stream));
});

it('the arrays of a whole, aligned message are views into its chunk', () => {
  const stream = new Uint8Array(arrowStream(['float64']));
  const reader = new IpcStreamReader();
  reader.push(stream);
  const values = reader.next()?.columns[0]?.values;
  expect(values).toBeInstanceOf(Float64Array);
  expect(values?.buffer).toBe(stream.buffer);
});

it('what follows the end of the stream is not looked at', () => {
  const reader = new IpcStreamReader();
  reader.push(arrowStream(['int32']));
  reader.push(Buffer.from('and something else'));
  expect(reader.next()?.length).toBe(41);
  expect(reader.next()).toBeUndefined();
  reader.end();
});
