import { textCells } from './cells.ts';
import type { Output, RowsModule, Sink } from './piece.ts';

/** A column is no wider than that. */
const MAX_WIDTH = 40;

/** For people: aligned columns, with a header again where columns or their widths change much. */
export function tableSink(output: Output, rows: RowsModule): Sink {
  let widths: number[] = [];
  let header = '';
  return {
    async write({ rowCount, columns }) {
      const names = columns.map(({ name }) => clip(name));
      const cells = columns.map((column) => textCells(column, rows));
      const lines = Array.from({ length: rowCount }, (_, row) =>
        cells.map((read) => clip(read(row) ?? 'null')),
      );
      const same = header === names.join('\0');
      const wanted = names.map((name, at) =>
        Math.max(
          widthOf(name),
          same ? (widths[at] ?? 0) : 0,
          ...lines.map((line) => widthOf(line[at] ?? '')),
        ),
      );
      const text = [];
      if (!same) {
        text.push(line(names, wanted), '\n', wanted.map((width) => '─'.repeat(width)).join('  '), '\n');
      }
      header = names.join('\0');
      widths = wanted;
      for (const cellsOf of lines) text.push(line(cellsOf, wanted), '\n');
      if (text.length > 0) await output.write(text.join(''));
    },
    end: async () => undefined,
  };
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => `${cell}${' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell)))}`)
    .join('  ')
    .trimEnd();
}

function widthOf(text: string): number {
  return [...text].length;
}

function clip(text: string): string {
  // Control characters would move the cursor of the terminal that this is for.
  const shown = [...text.replace(/\p{Cc}/gu, (char) => JSON.stringify(char).slice(1, -1))];
  return shown.length > MAX_WIDTH ? `${shown.slice(0, MAX_WIDTH - 1).join('')}…` : shown.join('');
}
