import { statSync } from 'node:fs';
import type { Format } from '../rows/formats.ts';
import type { Chunk } from '../rows/read/chunk.ts';
import { UnreadableInput } from '../rows/read/chunk.ts';
import { type Input, openInput, readInput } from '../rows/read/sources.ts';
import type { Terminal } from '../terminal.ts';

/** An input that could not be read, and which one it is. */
export class InputFailure extends Error {
  readonly input: string;
  readonly format: Format | undefined;
  readonly line: number;

  constructor(input: string, format: Format | undefined, cause: UnreadableInput) {
    super(cause.message, { cause });
    this.input = input;
    this.format = format;
    this.line = cause.line;
  }
}

/** Inputs that are there, with their formats known. */
export interface Inputs {
  readonly all: readonly Input[];
  /** Of the files' bytes, how many have been read, from 0 to 1; undefined where nobody knows how many there are. */
  part(): number | undefined;
  chunks(): AsyncGenerator<Chunk, void, undefined>;
}

/** @throws InputFailure */
export async function openInputs(
  paths: readonly string[],
  { format, delimiter }: { readonly format: Format | undefined; readonly delimiter: string | undefined },
  terminal: Terminal,
): Promise<Inputs> {
  const folder = terminal.workingDirectory;
  const stdin = terminal.stdin?.bytes ?? nothing();
  const all: Input[] = [];
  for (const path of paths) {
    all.push(await blame(path, format, () => openInput(path, { folder, stdin, format })));
  }
  let read = 0;
  const counted = all.map((input) =>
    countBytes(input, (bytes) => {
      read += bytes;
    }),
  );
  const sizes = all.map(sizeOf);
  const total = sizes.every((size) => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : 0;
  return {
    all,
    part: () => (total === 0 ? undefined : Math.min(1, read / total)),
    async *chunks() {
      for (const input of counted) {
        const { source } = input;
        const between = delimiter ?? (source.name.toLowerCase().endsWith('.tsv') ? '\t' : ',');
        const chunks = readInput(input, { delimiter: between });
        try {
          for (;;) {
            const next = await blame(source.name, input.format, () => chunks.next());
            if (next.done === true) break;
            yield next.value;
          }
        } finally {
          await chunks.return();
        }
      }
    },
  };
}

async function blame<T>(input: string, format: Format | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableInput) throw new InputFailure(input, format, error);
    throw error;
  }
}

/** Files of text are read from the first byte to the last; of others nobody counts. */
function sizeOf({ source, format }: Input): number | undefined {
  if (source.path === undefined || (format !== 'csv' && format !== 'json')) return undefined;
  return statSync(source.path, { throwIfNoEntry: false })?.size;
}

function countBytes({ source, format }: Input, count: (bytes: number) => void): Input {
  return {
    format,
    source: {
      ...source,
      async *bytes() {
        for await (const part of source.bytes()) {
          count(part.byteLength);
          yield part;
        }
      },
    },
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // Nothing comes in.
}
