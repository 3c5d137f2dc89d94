// What DuckDB users have today: its own expression for the same function.
import { DuckDBInstance, DuckDBTimestampValue } from '@duckdb/node-api';

/** Rows of the table, so that what a query costs by itself does not count. */
const TABLE_ROWS = 1 << 20;

const append = {
  DOUBLE: (appender, value) => appender.appendDouble(value),
  BIGINT: (appender, value) => appender.appendBigInt(value),
  INTEGER: (appender, value) => appender.appendInteger(value),
  BOOLEAN: (appender, value) => appender.appendBoolean(value),
  TIMESTAMP: (appender, value) => appender.appendTimestamp(new DuckDBTimestampValue(value)),
  VARCHAR: (appender, value) => appender.appendVarchar(value),
};

/**
 * The expression over a table in memory, many batches long and folded into one value, so that little but the expression
 * is left to do.
 *
 * @param threads how many DuckDB may use
 */
export async function duckdb({ duckdb: { columns: types, expression, fold } }, columns, threads) {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  const connection = await instance.connect();
  const names = types.map((_, at) => 'ab'[at]);
  await connection.run(`CREATE TABLE batch (${types.map((type, at) => `${names[at]} ${type}`).join(', ')})`);
  const appender = await connection.createAppender('batch');
  const rows = columns[0].length;
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < types.length; at++) {
      const value = columns[at][row];
      if (value === null) appender.appendNull();
      else append[types[at]](appender, value);
    }
    appender.endRow();
  }
  appender.closeSync();
  const results = (await connection.runAndReadAll(`SELECT ${expression} FROM batch`)).getRows();
  const copies = Math.ceil(TABLE_ROWS / rows);
  await connection.run(`CREATE TABLE rows AS SELECT ${names} FROM range(${copies}), batch`);
  const statement = await connection.prepare(`SELECT ${fold.replace('?', expression)} FROM rows`);
  return {
    rows: copies * rows,
    run: async () => (await statement.run()).fetchAllChunks(),
    valueAt: (row) => {
      const [value] = results[row];
      return value instanceof DuckDBTimestampValue ? value.micros : value;
    },
  };
}
