import { type Json, toJson } from '../convert/to-json.ts';
import { cellText, toText } from '../convert/to-text.ts';
import { ChangedColumns, type PieceColumn, type RowsModule } from './piece.ts';

/** Reads the rows of a column as values of JSON; undefined where its input has none. */
export function jsonCells(column: PieceColumn, rows: RowsModule): (row: number) => Json | undefined {
  return through(column, jsonOf(column, rows));
}

function jsonOf({ cells, type, typed }: PieceColumn, rows: RowsModule): (row: number) => Json | undefined {
  if (cells.kind === 'text') {
    const field = typed && rows.fieldOf(typed.field);
    const text = (row: number): Json => cells.cells[row] ?? null;
    if (typed === undefined || field === undefined) return text;
    const [read, json] = [rows.readColumn(field, typed.data), toJson(field.type)];
    // A cell that is not of the type stays as it is written.
    return (row) => json(read(row)) ?? text(row);
  }
  if (cells.kind === 'json') return (row) => cells.cells[row] as Json | undefined; // It was read as JSON.
  const field = type ?? rows.fieldOf(cells.field);
  if (field === undefined) throw unreadable(cells.name, String(cells.field.type));
  const [read, json] = [rows.readColumn(field, cells.data), toJson(field.type)];
  return (row) => json(read(row));
}

/** Reads the rows of a column as cells of CSV. */
export function textCells(column: PieceColumn, rows: RowsModule): (row: number) => string | null {
  const { cells, type } = column;
  const field = cells.kind === 'arrow' ? (type ?? rows.fieldOf(cells.field)) : undefined;
  if (cells.kind === 'arrow' && field !== undefined) {
    const [read, text] = [rows.readColumn(field, cells.data), toText(field.type)];
    return through(column, (row) => text(read(row))) as (row: number) => string | null; // It gives no undefined.
  }
  const json = jsonCells(column, rows);
  return (row) => cellText(json(row) ?? null);
}

function through<T>({ rows }: PieceColumn, read: (row: number) => T): (row: number) => T | null {
  if (rows === undefined) return read;
  return (row) => {
    const from = rows[row] ?? -1;
    return from < 0 ? null : read(from);
  };
}

/** A union that no function gave has no names for its values, and a list view is not read. */
function unreadable(name: string, type: string): ChangedColumns {
  return new ChangedColumns(
    `column '${name}' is ${type}, which has no form in text: write Arrow with --to arrow, or the results alone with --only-result`,
  );
}
