import { createReadStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Format, formatOf, sniffFormat } from '../formats.ts';
import {
  type Chunk,
  type ReadChunks,
  type ReadOptions,
  type Source,
  STDIN,
  UnreadableInput,
} from './chunk.ts';

/** What is read at a time. */
const READ_BYTES = 256 * 1024;

const readers: Readonly<Record<Format, () => Promise<ReadChunks>>> = {
  arrow: async () => (await import('./arrow.ts')).readArrow,
  csv: async () => (await import('./csv.ts')).readCsv,
  json: async () => (await import('./json-lines.ts')).readJson,
  parquet: async () => (await import('./parquet.ts')).readParquet,
};

/** An input whose format is known. */
export interface Input {
  readonly source: Source;
  readonly format: Format;
}

/**
 * The file of a path, or the standard input for `-`; its format is what is asked for, or else what its name says, or else
 * what its first bytes look like.
 *
 * @throws UnreadableInput where there is no such file
 */
export async function openInput(
  path: string,
  { folder, stdin, format }: { folder: string; stdin: AsyncIterable<Uint8Array>; format: Format | undefined },
): Promise<Input> {
  if (path !== '-') {
    const absolute = resolve(folder, path);
    const found = statSync(absolute, { throwIfNoEntry: false });
    if (found === undefined) throw new UnreadableInput('does not exist');
    if (found.isDirectory()) throw new UnreadableInput('is a folder: name the files in it');
    const bytes = (): AsyncIterable<Uint8Array> => createReadStream(absolute, { highWaterMark: READ_BYTES });
    const source = { name: path, path: absolute, bytes };
    return { source, format: format ?? formatOf(path) ?? sniffFormat(await firstBytes(bytes())) };
  }
  if (format !== undefined) return { source: stdinOf(stdin), format };
  // What is looked at is given again.
  const iterator = stdin[Symbol.asyncIterator]();
  const first = await iterator.next();
  const start = first.done === true ? new Uint8Array(0) : first.value;
  const source = stdinOf(
    (async function* () {
      if (first.done !== true) yield start;
      yield* { [Symbol.asyncIterator]: () => iterator };
    })(),
  );
  return { source, format: sniffFormat(start) };
}

function stdinOf(bytes: AsyncIterable<Uint8Array>): Source {
  return { name: STDIN, path: undefined, bytes: () => bytes };
}

async function firstBytes(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const part of bytes) return part;
  return new Uint8Array(0);
}

/** The rows of an input. */
export async function* readInput(
  { source, format }: Input,
  options: ReadOptions,
): AsyncGenerator<Chunk, void, undefined> {
  const read = await readers[format]();
  yield* read(source, options);
}
