import type * as DuckDB from '@duckdb/node-api';

/** DuckDB's own module. */
export type DuckDBModule = typeof DuckDB;

/** Parquet is read and written by DuckDB, which is not among Sluice's dependencies. */
export class DuckDBNotInstalled extends Error {
  constructor() {
    super(
      "Parquet is read and written by DuckDB, which is not installed: run 'npm install @duckdb/node-api'",
    );
    this.name = 'DuckDBNotInstalled';
  }
}

/** @throws DuckDBNotInstalled */
export async function importDuckDB(): Promise<DuckDBModule> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new DuckDBNotInstalled();
    }
    throw error;
  }
}

/** A text of SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
