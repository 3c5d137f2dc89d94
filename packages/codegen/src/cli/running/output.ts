import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { OutputFormat } from '../rows/formats.ts';
import type { Output, RowsModule, Sink } from '../rows/write/piece.ts';
import type { Terminal } from '../terminal.ts';

/** Where results are written, and how. */
export interface OutputPlan {
  readonly format: OutputFormat;
  /** As it was given; undefined for the standard output. */
  readonly file: string | undefined;
  readonly delimiter: string;
}

/** A sink, and what ends the file that it writes to. */
export interface OpenOutput {
  readonly sink: Sink;
  close(): Promise<void>;
}

export async function openOutput(
  { format, file, delimiter }: OutputPlan,
  rows: RowsModule,
  terminal: Terminal,
): Promise<OpenOutput> {
  const path = file === undefined ? undefined : resolve(terminal.workingDirectory, file);
  if (format === 'parquet') {
    const { parquetSink } = await import('../rows/write/parquet.ts');
    return { sink: await parquetSink(standard(terminal), rows, path), close: async () => undefined };
  }
  const stream = path === undefined ? undefined : await openFile(path);
  const output = stream === undefined ? standard(terminal) : toStream(stream);
  const close = async (): Promise<void> => {
    if (stream === undefined) return;
    stream.end();
    await once(stream, 'close');
  };
  switch (format) {
    case 'csv':
      return { sink: (await import('../rows/write/csv.ts')).csvSink(output, rows, delimiter), close };
    case 'json':
      return { sink: (await import('../rows/write/json-lines.ts')).jsonSink(output, rows), close };
    case 'table':
      return { sink: (await import('../rows/write/table.ts')).tableSink(output, rows), close };
    case 'arrow': {
      const isFile = file !== undefined && extname(file).toLowerCase() !== '.arrows';
      const { arrowSink } = await import('../rows/write/arrow.ts');
      return { sink: arrowSink(output, rows, isFile ? 'file' : 'stream'), close };
    }
  }
}

function standard(terminal: Terminal): Output {
  const write = terminal.write ?? (async (data) => terminal.stdout(String(data)));
  return { write };
}

async function openFile(path: string): Promise<WriteStream> {
  const stream = createWriteStream(path);
  await once(stream, 'open');
  return stream;
}

function toStream(stream: WriteStream): Output {
  return {
    write: (data) =>
      new Promise((done, failed) => {
        stream.write(data, (error) => (error ? failed(error) : done()));
      }),
  };
}
