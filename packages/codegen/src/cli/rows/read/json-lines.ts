import { CHUNK_ROWS, type Chunk, type ReadChunks, UnreadableInput } from './chunk.ts';

type Row = Readonly<Record<string, unknown>>;

/** A value and the line on which it begins; of an array, the number of its element. */
interface Line {
  readonly row: Row;
  readonly line: number;
}

/**
 * Reads JSON lines, an object each; or one array of objects, which is read as a whole. A property that a line has not is
 * null there.
 */
export const readJson: ReadChunks = async function* (source) {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 0;
  /** The whole text of an array. */
  let array: string[] | undefined;
  for await (const bytes of source.bytes()) {
    const text = rest + decoder.decode(bytes, { stream: true });
    if (array === undefined && line === 0 && /^\s*\[/.test(text)) array = [];
    if (array !== undefined) {
      array.push(text);
      rest = '';
      continue;
    }
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    const lines = end === 0 ? [] : text.slice(0, end - 1).split('\n');
    yield* toChunks(source.name, parseLines(lines, line));
    line += lines.length;
  }
  rest += decoder.decode();
  if (array !== undefined) yield* toChunks(source.name, parseArray(array.join('') + rest), true);
  else yield* toChunks(source.name, parseLines([rest], line));
};

function parseLines(texts: readonly string[], before: number): readonly Line[] {
  return texts.flatMap((text, at) => {
    if (text.trim() === '') return [];
    const line = before + at + 1;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new UnreadableInput('is no JSON lines: each line must be an object of its own', line, cause);
    }
    return [{ row: asRow(value, line), line }];
  });
}

function parseArray(text: string): readonly Line[] {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (cause) {
    throw new UnreadableInput('begins as an array of JSON, and is none', 0, cause);
  }
  return (values as unknown[]).map((value, at) => ({ row: asRow(value, 0), line: at + 1 })); // It begins with a bracket.
}

function asRow(value: unknown, line: number): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw new UnreadableInput('has a row that is no object: write one such as {"name": "Ada"}', line);
}

function* toChunks(input: string, lines: readonly Line[], counted = false): Generator<Chunk> {
  for (let at = 0; at < lines.length; at += CHUNK_ROWS) {
    const part = lines.slice(at, at + CHUNK_ROWS);
    const names = new Set(part.flatMap(({ row }) => Object.keys(row)));
    yield {
      input,
      rowCount: part.length,
      columns: [...names].map((name) => ({
        kind: 'json',
        name,
        cells: part.map(({ row }) => (Object.hasOwn(row, name) ? row[name] : undefined)),
      })),
      place: (row) => `${input}${counted ? ' row ' : ':'}${part[row]?.line}`,
    };
  }
}
