import { arroyo } from './arroyo/statement.ts';
import { clickhouse } from './clickhouse/statement.ts';
import { databend } from './databend/statement.ts';
import { duckdb } from './duckdb/statement.ts';
import type { Engine } from './engine.ts';
import type { EngineName } from './names.ts';
import { risingwave } from './risingwave/statement.ts';
import { spark } from './spark/statement.ts';

/** Every engine by the name that the command line has for it. */
export const engines: Readonly<Record<EngineName, Engine>> = {
  arroyo,
  clickhouse,
  databend,
  duckdb,
  risingwave,
  spark,
};
