import type * as Rows from '@sluice/runtime/rows';
import type { ArrowField } from '@sluice/sdk/manifest';
import type { Data, Field } from 'apache-arrow';
import type { ChunkColumn } from '../read/chunk.ts';

/** Rows on their way out. */
export interface Piece {
  readonly rowCount: number;
  /** The input's and then the results'. */
  readonly columns: readonly PieceColumn[];
}

/** One column. */
export interface PieceColumn {
  readonly name: string;
  /** As it was read, or as Arrow. */
  readonly cells: ChunkColumn;
  /** Which row of `cells` each row is; -1 is null. Undefined where they are the same. */
  readonly rows: Int32Array | undefined;
  /** How its values read, where the function that gave it says so. */
  readonly type?: ArrowField;
  /** The same as a parameter takes it, where one does: for formats that have types. */
  readonly typed?: { readonly field: Field; readonly data: Data };
}

/** Where rows are written to. */
export interface Sink {
  /** Resolves when more may come. */
  write(piece: Piece): Promise<void>;
  /** Writes what belongs at the end. */
  end(): Promise<void>;
}

/** Where bytes go. */
export interface Output {
  /** Resolves when more may come. */
  write(bytes: Uint8Array | string): Promise<void>;
}

/** The part of the runtime that reads and makes columns: it is loaded with the command that runs something. */
export type RowsModule = typeof Rows;

/** The columns of a file are those of its first rows. */
export class ChangedColumns extends Error {}

/** @throws ChangedColumns where a piece has other columns than the first */
export function checkColumns(names: readonly string[], piece: Piece, optional: boolean): void {
  for (const { name } of piece.columns) {
    if (names.includes(name)) continue;
    throw new ChangedColumns(
      `a row has the column '${name}', which the first rows have not, and columns are fixed here by the first rows: write JSON lines with --to json, or the results alone with --only-result`,
    );
  }
  if (optional) return;
  const gone = names.find((name) => piece.columns.every((column) => column.name !== name));
  if (gone === undefined) return;
  throw new ChangedColumns(
    `an input has no column '${gone}', which the first one has: run the function on each of them, or write JSON lines with --to json`,
  );
}
