import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBResult } from '@duckdb/node-api';
import type { ArrowField } from '@sluice/sdk/manifest';
import { importDuckDB, sqlText } from '../duckdb.ts';
import { type Chunk, type ReadChunks, type Source, UnreadableInput } from './chunk.ts';
import { type DuckDBColumn, duckdbColumn } from './duckdb-types.ts';

/** Reads Parquet through DuckDB. What comes in at the standard input is kept in a file for as long as that takes. */
export const readParquet: ReadChunks = async function* (source) {
  const duckdb = await importDuckDB();
  const folder = source.path === undefined ? await mkdtemp(join(tmpdir(), 'sluice-')) : undefined;
  const instance = await duckdb.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const path = source.path ?? (await store(source, join(folder ?? '', 'input.parquet')));
    let result: DuckDBResult;
    try {
      result = await connection.stream(`SELECT * FROM read_parquet(${sqlText(path)})`);
    } catch (cause) {
      const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
      throw new UnreadableInput(`is no Parquet that DuckDB can read: ${message}`, 0, cause);
    }
    yield* chunksOf(source.name, result);
  } finally {
    connection.closeSync();
    instance.closeSync();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
};

async function* chunksOf(input: string, result: DuckDBResult): AsyncGenerator<Chunk, void, undefined> {
  const { buildBatch } = await import('@sluice/runtime/rows');
  const types = result.columnTypes();
  const fields = result.columnNames().map((name, at): [ArrowField, DuckDBColumn['read']] => {
    const column = duckdbColumn(types[at] as (typeof types)[number]); // one for each name
    if (column === undefined) {
      throw new UnreadableInput(
        `has the column '${name}' of type ${types[at]}, which has no Arrow type here`,
      );
    }
    return [{ name, nullable: true, type: column.type }, column.read];
  });
  let before = 0;
  let given = false;
  for (;;) {
    const part = await result.fetchChunk();
    const rowCount = part?.rowCount ?? 0;
    if (rowCount === 0 && given) return;
    const columns = fields.map(([field, read], at) => {
      const values = rowCount === 0 ? [] : (part?.getColumnValues(at) ?? []);
      return { field, values: values.map((value) => (value === null ? null : read(value))) };
    });
    const { batch } = buildBatch(rowCount, columns);
    const start = before;
    yield {
      input,
      rowCount,
      columns: batch.schema.fields.flatMap((field, at) => {
        const data = batch.data.children[at];
        return data === undefined ? [] : [{ kind: 'arrow' as const, name: field.name, field, data }];
      }),
      place: (row) => `${input} row ${start + row + 1}`,
    };
    given = true;
    before += rowCount;
    if (rowCount === 0) return;
  }
}

async function store(source: Source, path: string): Promise<string> {
  const file = await open(path, 'w');
  try {
    for await (const bytes of source.bytes()) await file.write(bytes);
  } finally {
    await file.close();
  }
  return path;
}
