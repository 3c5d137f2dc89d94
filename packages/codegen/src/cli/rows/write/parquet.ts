import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBAppender, DuckDBConnection, DuckDBInstance, DuckDBType } from '@duckdb/node-api';
import type { ArrowField } from '@sluice/sdk/manifest';
import { type DuckDBModule, importDuckDB, sqlText } from '../duckdb.ts';
import { arrowColumn } from './arrow.ts';
import { type ParquetColumn, parquetColumn } from './parquet-types.ts';
import { checkColumns, type Output, type Piece, type RowsModule, type Sink } from './piece.ts';

/** Rows of a chunk of DuckDB's. */
const CHUNK_ROWS = 2048;

/** What is open while rows come in. */
interface Table {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly appender: DuckDBAppender;
  readonly names: readonly string[];
  readonly columns: readonly ParquetColumn[];
}

/**
 * Parquet through DuckDB: rows are gathered in a table on the disk, and written when all are there.
 *
 * @param path absolute; without one the file's bytes go to the output
 */
export async function parquetSink(output: Output, rows: RowsModule, path: string | undefined): Promise<Sink> {
  const duckdb = await importDuckDB();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'));
  let table: Table | undefined;
  return {
    async write(piece) {
      table ??= await openTable(duckdb, join(folder, 'rows.db'), piece, rows);
      appendRows(duckdb, table, piece, rows);
    },
    async end() {
      try {
        if (table === undefined) return;
        const target = path ?? join(folder, 'output.parquet');
        table.appender.closeSync();
        await table.connection.run(`COPY t TO ${sqlText(target)} (FORMAT parquet)`);
        if (path === undefined) for await (const bytes of createReadStream(target)) await output.write(bytes);
      } finally {
        table?.connection.closeSync();
        table?.instance.closeSync();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function openTable(duckdb: DuckDBModule, path: string, piece: Piece, rows: RowsModule): Promise<Table> {
  const columns = piece.columns.map((column) => {
    const { field } = arrowColumn(column, piece, rows, false);
    return parquetColumn(duckdb, fieldOf(column.type, rows.fieldOf(field)));
  });
  const names = piece.columns.map(({ name }) => name);
  const declared = names.map((name, at) => `"${name.replaceAll('"', '""')}" ${columns[at]?.type}`);
  const instance = await duckdb.DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE t (${declared.join(', ')})`);
  return { instance, connection, appender: await connection.createAppender('t'), names, columns };
}

function fieldOf(given: ArrowField | undefined, found: ArrowField | undefined): ArrowField {
  return given ?? found ?? { name: '', nullable: true, type: { kind: 'null' } };
}

function appendRows(duckdb: DuckDBModule, table: Table, piece: Piece, rows: RowsModule): void {
  checkColumns(
    table.names,
    piece,
    piece.columns.some(({ cells }) => cells.kind === 'json'),
  );
  const readers = table.names.map((name, at) => {
    const column = piece.columns.find((each) => each.name === name);
    const target = table.columns[at];
    if (column === undefined || target === undefined) return () => null;
    const { field, data } = arrowColumn(column, piece, rows, false);
    const read = rows.readColumn(fieldOf(column.type, rows.fieldOf(field)), data);
    return (row: number) => {
      const value = read(row);
      return value === null || value === undefined ? null : target.write(value);
    };
  });
  const types: readonly DuckDBType[] = table.columns.map(({ type }) => type);
  for (let from = 0; from < piece.rowCount; from += CHUNK_ROWS) {
    const rowCount = Math.min(CHUNK_ROWS, piece.rowCount - from);
    const chunk = duckdb.DuckDBDataChunk.create(types, rowCount);
    chunk.setColumns(readers.map((read) => Array.from({ length: rowCount }, (_, at) => read(from + at))));
    table.appender.appendDataChunk(chunk);
  }
  table.appender.flushSync();
}
