import { type RecordBatch, RecordBatchReader } from 'apache-arrow';
import { CHUNK_ROWS, type Chunk, type ReadChunks, UnreadableInput } from './chunk.ts';
import { addCodecs } from './codecs.ts';

/** Rows of a batch at most: large ones are cut, so that progress is seen and an error comes early. */
const MAX_ROWS = 4 * CHUNK_ROWS;

/** Reads Arrow IPC, as a stream or as a file (which Feather V2 is). A file that is not on a disk is read as a whole. */
export const readArrow: ReadChunks = async function* (source) {
  addCodecs();
  let before = 0;
  try {
    const reader = await openReader(source);
    if (reader === undefined) throw new UnreadableInput('is empty, and Arrow IPC begins with a schema');
    for await (const batch of reader) {
      for (let at = 0; at < Math.max(1, batch.numRows); at += MAX_ROWS) {
        yield toChunk(source.name, batch.numRows > MAX_ROWS ? batch.slice(at, at + MAX_ROWS) : batch, before);
        before += Math.min(MAX_ROWS, batch.numRows - at);
      }
    }
  } catch (cause) {
    if (cause instanceof UnreadableInput || !(cause instanceof Error)) throw cause;
    throw new UnreadableInput(`is no Arrow IPC that can be read: ${cause.message}`, 0, cause);
  }
};

async function openReader(
  source: Parameters<ReadChunks>[0],
): Promise<AsyncIterable<RecordBatch> | undefined> {
  const bytes = source.bytes()[Symbol.asyncIterator]();
  const first = await bytes.next();
  if (first.done === true) return undefined;
  const isFile = Buffer.from(first.value.subarray(0, 6)).toString('latin1') === 'ARROW1';
  if (isFile && source.path !== undefined) {
    await bytes.return?.();
    const { open } = await import('node:fs/promises');
    return (await (
      await RecordBatchReader.from(await open(source.path))
    ).open()) as AsyncIterable<RecordBatch>;
  }
  const rest = { [Symbol.asyncIterator]: () => bytes };
  if (!isFile) {
    return (await (
      await RecordBatchReader.from(joined([first.value], rest))
    ).open()) as AsyncIterable<RecordBatch>;
  }
  const parts = [first.value];
  for await (const part of rest) parts.push(part);
  return iterate(RecordBatchReader.from(Buffer.concat(parts)).open());
}

async function* joined(
  first: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* first;
  yield* rest;
}

async function* iterate(batches: Iterable<RecordBatch>): AsyncGenerator<RecordBatch> {
  yield* batches;
}

function toChunk(input: string, batch: RecordBatch, before: number): Chunk {
  return {
    input,
    rowCount: batch.numRows,
    columns: batch.schema.fields.flatMap((field, at) => {
      const data = batch.data.children[at];
      return data === undefined ? [] : [{ kind: 'arrow' as const, name: field.name, field, data }];
    }),
    place: (row) => `${input} row ${before + row + 1}`,
  };
}
