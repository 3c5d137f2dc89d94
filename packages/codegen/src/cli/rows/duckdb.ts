import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

/**
 * DuckDB, as installed beside Sluice or in the folder that the command runs in: Sluice itself may have been fetched by npx.
 *
 * @throws DuckDBNotInstalled
 */
export async function importDuckDB(): Promise<DuckDBModule> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  try {
    const path = createRequire(join(process.cwd(), 'package.json')).resolve('@duckdb/node-api');
    return (await import(pathToFileURL(path).href)) as DuckDBModule;
  } catch (error) {
    throw isNotFound(error) ? new DuckDBNotInstalled() : error;
  }
}

function isNotFound(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

/** A text of SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
