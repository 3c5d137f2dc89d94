import {
  AsyncByteQueue,
  type Data,
  Dictionary,
  Field,
  type RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
} from 'apache-arrow';
import { cellText } from '../convert/to-text.ts';
import { jsonCells } from './cells.ts';
import {
  ChangedColumns,
  checkColumns,
  type Output,
  type Piece,
  type PieceColumn,
  type RowsModule,
  type Sink,
} from './piece.ts';

/** Bytes that a writer has made and nobody has taken yet. */
class WrittenBytes extends AsyncByteQueue {
  #parts: Uint8Array[] = [];

  override write(value: Uint8Array): void {
    this.#parts.push(value);
  }

  take(): readonly Uint8Array[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }
}

/**
 * Arrow IPC, as a stream or as a file. Columns that were text stay text, or are of the type that a parameter takes them as;
 * columns that were JSON and that no parameter takes are text too: JSON, where a value is no text.
 */
export function arrowSink(output: Output, rows: RowsModule, layout: 'stream' | 'file'): Sink {
  const bytes = new WrittenBytes();
  const writer =
    layout === 'file'
      ? new RecordBatchFileWriter({ autoDestroy: false })
      : new RecordBatchStreamWriter({ autoDestroy: false });
  let schema: Schema | undefined;
  const flush = async (): Promise<void> => {
    for (const part of bytes.take()) if (part.byteLength > 0) await output.write(part);
  };
  return {
    async write(piece) {
      const columns = alignColumns(piece, schema, rows, layout === 'file');
      if (schema === undefined) {
        schema = new Schema(
          columns.map(({ name, field }) => new Field(name, field.type, true, field.metadata)),
        );
        writer.reset(bytes, schema);
      }
      writer.write(rows.joinColumns(piece.rowCount, columns, schema));
      await flush();
    },
    async end() {
      // Nothing came: a stream of no columns says so.
      if (schema === undefined) writer.reset(bytes, new Schema([]));
      writer.finish();
      await flush();
    },
  };
}

interface ArrowColumn {
  readonly name: string;
  readonly field: Field;
  readonly data: Data;
}

function alignColumns(
  piece: Piece,
  schema: Schema | undefined,
  rows: RowsModule,
  plain: boolean,
): readonly ArrowColumn[] {
  if (schema === undefined) {
    return piece.columns.map((column, at) => numbered(arrowColumn(column, piece, rows, plain), at));
  }
  checkColumns(
    schema.fields.map(({ name }) => name),
    piece,
    piece.columns.some(({ cells }) => cells.kind === 'json'),
  );
  return schema.fields.map((wanted, at) => {
    const { name } = wanted;
    const column = piece.columns.find((each) => each.name === name) ?? {
      name,
      cells: { kind: 'json', name, cells: [] },
      rows: undefined,
    };
    const made = numbered(arrowColumn(column, piece, rows, plain), at);
    if (String(made.field.type) !== String(wanted.type)) {
      throw new ChangedColumns(
        `column '${name}' is ${wanted.type} in the first rows and ${made.field.type} in others: write JSON lines with --to json, or the results alone with --only-result`,
      );
    }
    return made;
  });
}

/** A column as Arrow, with its rows in their places. */
export function arrowColumn(
  column: PieceColumn,
  { rowCount }: Piece,
  rows: RowsModule,
  plain: boolean,
): ArrowColumn {
  const { name, cells, typed, rows: chosen } = column;
  const given = cells.kind === 'arrow' ? cells : typed;
  if (given === undefined) {
    const json = jsonCells(column, rows);
    const values = Array.from({ length: rowCount }, (_, row) => cellText(json(row) ?? null));
    const { batch } = rows.buildBatch(rowCount, [
      { field: { name, nullable: true, type: { kind: 'utf8' } }, values },
    ]);
    return firstColumn(name, batch);
  }
  const batch = rows.joinColumns(given.data.length, [{ name, field: given.field, data: given.data }]);
  const taken = chosen === undefined ? batch : rows.takeRows(batch, chosen);
  const made = firstColumn(name, taken);
  return plain ? decoded(made, column, rows) : made;
}

/** A file has one dictionary for all its batches, and each batch here may have its own: the values are written out. */
function decoded(made: ArrowColumn, { type }: PieceColumn, rows: RowsModule): ArrowColumn {
  if (!(made.field.type instanceof Dictionary)) return made;
  const field = type ?? rows.fieldOf(made.field);
  if (field?.type.kind !== 'dictionary') return made;
  const read = rows.readColumn(field, made.data);
  const values = Array.from({ length: made.data.length }, (_, row) => read(row));
  const value = { name: made.name, nullable: true, type: field.type.value };
  return firstColumn(made.name, rows.buildBatch(made.data.length, [{ field: value, values }]).batch);
}

/** Batches of a stream name a dictionary by its number, and columns that come from different places may have the same. */
function numbered(made: ArrowColumn, at: number): ArrowColumn {
  const { type } = made.field;
  if (!(type instanceof Dictionary)) return made;
  const own = new Dictionary(type.dictionary, type.indices, at, type.isOrdered);
  return { ...made, field: made.field.clone({ type: own }), data: made.data.clone(own) };
}

function firstColumn(name: string, batch: RecordBatch): ArrowColumn {
  // One column was made.
  return { name, field: batch.schema.fields[0] as Field, data: batch.data.children[0] as Data };
}
