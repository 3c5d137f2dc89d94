import { textCells } from './cells.ts';
import { checkColumns, type Output, type RowsModule, type Sink } from './piece.ts';

/** CSV after RFC 4180, with a header and `\n` at the end of lines. Null is an empty cell, an empty text is `""`. */
export function csvSink(output: Output, rows: RowsModule, delimiter: string): Sink {
  let names: readonly string[] | undefined;
  const special = new RegExp(
    `["\\r\\n${delimiter === ']' || delimiter === '\\' || delimiter === '^' ? '\\' : ''}${delimiter}]`,
  );
  const cellOf = (text: string | null): string => {
    if (text === null) return '';
    return text === '' || special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return {
    async write(piece) {
      const lines: string[] = [];
      if (names === undefined) {
        names = piece.columns.map(({ name }) => name);
        lines.push(names.map(cellOf).join(delimiter), '\n');
      }
      checkColumns(names, piece, true);
      const cells = names.map((name) => {
        const column = piece.columns.find((each) => each.name === name);
        return column === undefined ? () => null : textCells(column, rows);
      });
      for (let row = 0; row < piece.rowCount; row++) {
        const line = cells.map((read) => cellOf(read(row))).join(delimiter);
        // A line of one null would be an empty line, which is no record.
        lines.push(line === '' ? '""' : line, '\n');
      }
      if (lines.length > 0) await output.write(lines.join(''));
    },
    end: async () => undefined,
  };
}
