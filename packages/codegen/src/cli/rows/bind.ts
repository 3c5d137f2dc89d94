import type * as Rows from '@sluice/runtime/rows';
import type { ArrowField } from '@sluice/sdk/manifest';
import type { Data, Field, RecordBatch } from 'apache-arrow';
import { renderMessage } from '../../diagnostics/table.ts';
import { fromJson } from './convert/from-json.ts';
import { fromText } from './convert/from-text.ts';
import { Misfit } from './convert/misfit.ts';
import { toJson } from './convert/to-json.ts';
import type { Chunk, ChunkColumn } from './read/chunk.ts';

/** Where a parameter's values come from. */
export type Binding =
  | { readonly parameter: ArrowField; readonly column: string }
  /** The same value in each row. */
  | { readonly parameter: ArrowField; readonly value: unknown };

/** A cell that is not of its parameter's type. */
export interface BadCell {
  readonly row: number;
  readonly column: string;
  readonly message: string;
}

/** What a function is called with for the rows of a chunk. */
export interface Arguments {
  /** A column for each parameter, by its name, with the chunk's rows. Where a cell is bad the argument is null. */
  readonly batch: RecordBatch;
  /** The first of each row that has one, in order. */
  readonly bad: readonly BadCell[];
}

/** A chunk that lacks a column. */
export class MissingColumn extends Error {
  readonly parameter: ArrowField;
  readonly column: string;
  readonly chunk: Chunk;

  constructor(parameter: ArrowField, column: string, chunk: Chunk) {
    super(`no column ${column}`);
    this.parameter = parameter;
    this.column = column;
    this.chunk = chunk;
  }
}

/** The columns that a function takes of a chunk, as its parameters' types: nothing is rounded, nothing guessed. */
export function bindArguments(
  chunk: Chunk,
  bindings: readonly Binding[],
  rows: typeof Rows,
  seen: ReadonlySet<string>,
): Arguments {
  const bad = new Map<number, BadCell>();
  const columns = bindings.map((binding) => {
    const { parameter } = binding;
    if (!('column' in binding)) {
      const values = new Array<unknown>(chunk.rowCount).fill(binding.value);
      return built(parameter, values, chunk.rowCount, rows, () => undefined);
    }
    const column =
      chunk.columns.find(({ name }) => name === binding.column) ??
      (seen.has(binding.column)
        ? ({ kind: 'json', name: binding.column, cells: [] } satisfies ChunkColumn)
        : undefined);
    if (column === undefined) throw new MissingColumn(parameter, binding.column, chunk);
    if (column.kind === 'arrow' && rows.fitsField(parameter, column.field)) {
      return { name: parameter.name, field: column.field, data: column.data };
    }
    const note = (row: number, message: string): void => {
      const known = bad.get(row);
      if (known === undefined)
        bad.set(row, {
          row,
          column: column.name,
          message: renderMessage('invalid-cell', { column: column.name, problem: message }),
        });
    };
    const values = convert(parameter, column, chunk.rowCount, rows, note);
    return built(parameter, values, chunk.rowCount, rows, note);
  });
  return {
    batch: rows.joinColumns(chunk.rowCount, columns),
    bad: [...bad.values()].sort((a, b) => a.row - b.row),
  };
}

function built(
  parameter: ArrowField,
  values: readonly unknown[],
  rowCount: number,
  { buildBatch }: typeof Rows,
  note: (row: number, message: string) => void,
): { name: string; field: Field; data: Data } {
  const { batch, errors } = buildBatch(rowCount, [{ field: parameter, values }]);
  for (const { row, message } of errors) note(row, message);
  // One column was built.
  return {
    name: parameter.name,
    field: batch.schema.fields[0] as Field,
    data: batch.data.children[0] as Data,
  };
}

/** The values of a column as a function with the parameter is given them; null where one is none. */
function convert(
  { type }: ArrowField,
  column: ChunkColumn,
  rowCount: number,
  rows: typeof Rows,
  note: (row: number, message: string) => void,
): readonly unknown[] {
  const read = reader(type, column, rows);
  const values = new Array<unknown>(rowCount).fill(null);
  for (let row = 0; row < rowCount; row++) {
    try {
      values[row] = read(row);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      note(row, error.message);
    }
  }
  return values;
}

function reader(type: ArrowField['type'], column: ChunkColumn, rows: typeof Rows): (row: number) => unknown {
  if (column.kind === 'text') {
    const read = fromText(type);
    return (row) => {
      const cell = column.cells[row] ?? null;
      return cell === null ? null : read(cell);
    };
  }
  const read = fromJson(type);
  if (column.kind === 'json') return (row) => read(column.cells[row]);
  const field = rows.fieldOf(column.field);
  if (field === undefined) {
    return () => {
      throw new Misfit(
        null,
        type,
        `the column is ${column.field.type}, which is read only where it is of this type`,
      );
    };
  }
  const cell = rows.readColumn(field, column.data);
  // 64-bit integers stay numbers: as text they would be taken for text.
  if (field.type.kind === 'int') return (row) => read(cell(row));
  const json = toJson(field.type);
  return (row) => read(json(cell(row)));
}
