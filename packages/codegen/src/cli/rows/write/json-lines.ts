import type { Json } from '../convert/to-json.ts';
import { jsonCells } from './cells.ts';
import type { Output, RowsModule, Sink } from './piece.ts';

/** JSON lines: an object each. What an input's line did not have, its output has not either. */
export function jsonSink(output: Output, rows: RowsModule): Sink {
  return {
    async write({ rowCount, columns }) {
      const cells = columns.map((column) => [column.name, jsonCells(column, rows)] as const);
      const lines: string[] = [];
      for (let row = 0; row < rowCount; row++) {
        const line: Record<string, Json | undefined> = {};
        for (const [name, read] of cells) line[name] = read(row);
        lines.push(JSON.stringify(line), '\n');
      }
      if (lines.length > 0) await output.write(lines.join(''));
    },
    end: async () => undefined,
  };
}
