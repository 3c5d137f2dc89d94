import { extname } from 'node:path';

/** How rows are written down. */
export type Format = 'arrow' | 'csv' | 'json' | 'parquet';

/** The names of the formats that are read and written, as options take them. */
export const inputFormats: readonly Format[] = ['arrow', 'csv', 'json', 'parquet'];

/** `table` is for people: it is not read back. */
export type OutputFormat = Format | 'table';

export const outputFormats: readonly OutputFormat[] = [...inputFormats, 'table'];

const endings: Readonly<Record<string, Format>> = {
  '.arrow': 'arrow',
  '.arrows': 'arrow',
  '.feather': 'arrow',
  '.ipc': 'arrow',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.json': 'json',
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.parquet': 'parquet',
  '.pq': 'parquet',
};

/** The format that the ending of a file's name says, if it does. */
export function formatOf(path: string): Format | undefined {
  return endings[extname(path).toLowerCase()];
}

/** Every ending that says a format. */
export const knownEndings: string = Object.keys(endings).join(', ');

/** The format of bytes by how they begin, where nobody has said: what is neither marked nor JSON is CSV. */
export function sniffFormat(start: Uint8Array): Format {
  const text = Buffer.from(start.buffer, start.byteOffset, Math.min(start.byteLength, 64)).toString('latin1');
  if (text.startsWith('ARROW1') || text.startsWith('\u00ff\u00ff\u00ff\u00ff')) return 'arrow';
  if (text.startsWith('PAR1')) return 'parquet';
  return /^(\u00ef\u00bb\u00bf)?\s*[{[]/.test(text) ? 'json' : 'csv';
}
