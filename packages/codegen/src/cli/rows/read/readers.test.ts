import { expect, it } from 'vitest';
import type { Chunk, ReadChunks } from './chunk.ts';
import { readCsv } from './csv.ts';
import { readJson } from './json-lines.ts';

/** Reads a text that comes in pieces of so many bytes; each row as its place and its cells. */
async function rowsOf(read: ReadChunks, text: string, pieceBytes = 3): Promise<readonly string[]> {
  const rows: string[] = [];
  for await (const chunk of chunksOf(read, text, pieceBytes)) {
    for (let row = 0; row < chunk.rowCount; row++) {
      const cells = chunk.columns.map((column) => [
        column.name,
        column.kind === 'arrow' ? undefined : column.cells[row],
      ]);
      rows.push(`${chunk.place(row)} ${JSON.stringify(Object.fromEntries(cells))}`);
    }
  }
  return rows;
}

function chunksOf(
  read: ReadChunks,
  text: string,
  pieceBytes: number,
  delimiter = ',',
): AsyncGenerator<Chunk> {
  const bytes = Buffer.from(text);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  return read({ name: 'rows', path: undefined, bytes: pieces }, { delimiter });
}

it('reads CSV: quotes, line breaks in cells, empty lines, either line end, and the line of each record', async () => {
  const text = '\ufeffname,note\r\nAda,"says ""hi"", twice"\r\n\r\n"two\nlines",x\n"Grüße 🎉",y';
  expect(await rowsOf(readCsv, text)).toEqual([
    'rows:2 {"name":"Ada","note":"says \\"hi\\", twice"}',
    'rows:4 {"name":"two\\nlines","note":"x"}',
    'rows:6 {"name":"Grüße 🎉","note":"y"}',
  ]);
});

it('tells an empty cell, which is null, from an empty text', async () => {
  expect(await rowsOf(readCsv, 'a,b,c\n,"",\n"",x,""\n"a,""b""",,""\n')).toEqual([
    'rows:2 {"a":null,"b":"","c":null}',
    'rows:3 {"a":"","b":"x","c":""}',
    'rows:4 {"a":"a,\\"b\\"","b":null,"c":""}',
  ]);
});

it('gives the columns of CSV that has no rows', async () => {
  const chunks = [];
  for await (const chunk of chunksOf(readCsv, 'a;b\n', 100, ';')) chunks.push(chunk);
  expect(chunks.map(({ rowCount, columns }) => [rowCount, columns.map(({ name }) => name)])).toEqual([
    [0, ['a', 'b']],
  ]);
});

it.each([
  ['', 'is empty: the first line of CSV names the columns', 0],
  ['a,b\n1,2\n3\n', 'has a record of 1 cell, and its header one of 2 cells', 3],
  ['a,a\n', "names the column 'a' twice: give each a name of its own", 1],
  ['a\n"open\n', 'has a quote that is not closed', 2],
  [
    'a\nx"y"\n',
    'has a quote inside a cell without quotes: put the whole cell in quotes, and double those inside',
    2,
  ],
  ['a\n"x"y\n', 'has text behind a closing quote: double the quotes inside a cell', 2],
])('refuses CSV that is none: %j', async (text, message, line) => {
  await expect(rowsOf(readCsv, text)).rejects.toMatchObject({ message, line });
});

it('reads JSON lines, each with what it has', async () => {
  expect(await rowsOf(readJson, '{"a":1,"b":"x"}\n\n{"a":null}\r\n{"c":[1,{"d":2}]}')).toEqual([
    'rows:1 {"a":1,"b":"x"}',
    'rows:3 {"a":null}',
    'rows:4 {"c":[1,{"d":2}]}',
  ]);
});

it('reads an array of JSON as well', async () => {
  expect(await rowsOf(readJson, ' [\n  {"a": 1},\n  {"a": 2}\n]\n')).toEqual([
    'rows row 1 {"a":1}',
    'rows row 2 {"a":2}',
  ]);
});

it.each([
  ['{"a":1}\n{"a":\n', 'is no JSON lines: each line must be an object of its own', 2],
  ['{"a":1}\n2\n', 'has a row that is no object: write one such as {"name": "Ada"}', 2],
  ['[{"a":1}', 'begins as an array of JSON, and is none', 0],
])('refuses JSON that is none: %j', async (text, message, line) => {
  await expect(rowsOf(readJson, text)).rejects.toMatchObject({ message, line });
});

it('does not wait for more of what comes in before it gives the rows that it has', async () => {
  let ask = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      ask++;
      yield Buffer.from('{"a":1}\n');
    }
  }
  const chunks = readJson({ name: 'rows', path: undefined, bytes: pieces }, { delimiter: ',' });
  await chunks.next();
  expect(ask).toBe(1);
  await chunks.return();
});
