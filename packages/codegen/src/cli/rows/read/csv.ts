import { type CsvError, type Info, type Options, type Parser, parse } from 'csv-parse';
import { CHUNK_ROWS, type Chunk, type ReadChunks, UnreadableInput } from './chunk.ts';

/** A record and the line on which it begins. */
interface Row {
  readonly cells: readonly (string | null)[];
  readonly line: number;
}

/** What the parser gives with `raw`, which its types leave out. */
interface RawRecord {
  readonly record: readonly string[];
  readonly raw: string;
}

/**
 * Reads CSV after RFC 4180 with a header: the first record names the columns. An empty cell is null, and `""` is the text
 * that is empty. A record has as many cells as the header.
 */
export const readCsv: ReadChunks = async function* (source, { delimiter }) {
  let rows: Row[] = [];
  const parser = parse({
    bom: true,
    delimiter,
    raw: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    onRecord(record: unknown, { lines }: Info) {
      const { record: cells, raw } = record as RawRecord; // by `raw`
      rows.push({ cells: withNulls(cells, raw, delimiter), line: lines - breaksIn(cells) });
      return null; // Nothing is kept in the parser.
    },
  } as Options);
  parser.on('error', () => undefined); // See feed.
  let header: readonly string[] | undefined;
  let given = false;
  const take = (all: boolean): Chunk[] => {
    header ??= readHeader(rows.shift());
    if (!all && rows.length < CHUNK_ROWS) return [];
    const chunks: Chunk[] = [];
    given ||= rows.length > 0;
    for (let at = 0; header !== undefined && at < rows.length; at += CHUNK_ROWS) {
      chunks.push(toChunk(source.name, header, rows.slice(at, at + CHUNK_ROWS)));
    }
    rows = [];
    return chunks;
  };
  for await (const bytes of source.bytes()) {
    await feed(parser, bytes);
    // A file is read fast; what comes in at the standard input may be awaited row by row.
    yield* take(source.path === undefined);
  }
  await feed(parser, undefined);
  yield* take(true);
  if (header === undefined) throw new UnreadableInput('is empty: the first line of CSV names the columns');
  if (!given) yield toChunk(source.name, header, []); // Its columns are known all the same.
};

/** Whatever fails is told to who fed it; the event says the same once more. */
function feed(parser: Parser, bytes: Uint8Array | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => {
      if (error === null || error === undefined) resolve();
      else reject(toUnreadable(error as CsvError)); // The parser has no others.
    };
    if (bytes !== undefined) parser.write(bytes, done);
    else parser.end(done);
  });
}

function toUnreadable(error: CsvError): UnreadableInput {
  // It has what the parser's `info` has.
  const { lines } = error as unknown as { readonly lines?: number };
  return new UnreadableInput(problemOf(error), lines, error);
}

function problemOf({ code, message }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'has a quote that is not closed';
    case 'INVALID_OPENING_QUOTE':
      return 'has a quote inside a cell without quotes: put the whole cell in quotes, and double those inside';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'has text behind a closing quote: double the quotes inside a cell';
    default:
      return message;
  }
}

function readHeader(row: Row | undefined): readonly string[] | undefined {
  const names = row?.cells.map((cell, at) => cell ?? `column_${at + 1}`);
  const twice = names?.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new UnreadableInput(`names the column '${twice}' twice: give each a name of its own`, row?.line);
  }
  return names;
}

function toChunk(input: string, header: readonly string[], rows: readonly Row[]): Chunk {
  for (const { cells, line } of rows) {
    if (cells.length === header.length) continue;
    const [has, names] = [countCells(cells.length), countCells(header.length)];
    throw new UnreadableInput(`has a record of ${has}, and its header one of ${names}`, line);
  }
  return {
    input,
    rowCount: rows.length,
    columns: header.map((name, at) => ({
      kind: 'text',
      name,
      cells: rows.map(({ cells }) => cells[at] ?? null),
    })),
    place: (row) => `${input}:${rows[row]?.line}`,
  };
}

function countCells(count: number): string {
  return `${count} cell${count === 1 ? '' : 's'}`;
}

function withNulls(cells: readonly string[], raw: string, delimiter: string): readonly (string | null)[] {
  if (!cells.includes('')) return cells;
  if (!raw.includes('""')) return cells.map((cell) => (cell === '' ? null : cell));
  const quoted = quotedCells(raw, delimiter);
  return cells.map((cell, at) => (cell === '' && quoted[at] !== true ? null : cell));
}

/** Which cells of a record are in quotes. */
function quotedCells(raw: string, delimiter: string): readonly boolean[] {
  const quoted: boolean[] = [raw.startsWith('"') || raw.startsWith('\ufeff"')];
  let inside = false;
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === '"') inside = !inside;
    else if (!inside && raw.startsWith(delimiter, at)) quoted.push(raw[at + delimiter.length] === '"');
  }
  return quoted;
}

function breaksIn(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++;
  }
  return count;
}
