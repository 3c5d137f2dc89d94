import { type Int32, udf } from '@sluice/sdk';
import Papa from 'papaparse';

interface Cell {
  line: Int32;
  column: string;
  value: string | null;
}

/** A CSV file in a column, a row for each cell that has something in it. */
export const csvCells = udf(
  { deterministic: true, onError: 'capture' },
  function* (text: string): Generator<Cell> {
    const { data, errors, meta } = Papa.parse<Record<string, string>>(text, {
      header: true,
      skipEmptyLines: true,
    });
    const fatal = errors.find(({ type }) => type === 'Quotes');
    if (fatal) throw new SyntaxError(`row ${fatal.row ?? 0}: ${fatal.message}`);
    for (const [line, record] of data.entries()) {
      for (const column of meta.fields ?? []) yield { line, column, value: record[column] || null };
    }
  },
);

/** A text in parts that a model can read: so many words each, the last few again at the start of the next. */
export const chunks = udf(
  { deterministic: true },
  function* (text: string, words: Int32, overlap: Int32): Generator<{ part: Int32; text: string }> {
    if (overlap >= words) throw new RangeError(`an overlap of ${overlap} in ${words} words`);
    const all = text.split(/\s+/).filter(Boolean);
    for (let start = 0, part = 0; start < all.length; start += words - overlap, part++) {
      yield { part, text: all.slice(start, start + words).join(' ') };
      if (start + words >= all.length) return;
    }
  },
);
