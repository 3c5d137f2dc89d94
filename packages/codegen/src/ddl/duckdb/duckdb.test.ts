import {
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBScalarFunction,
  type DuckDBType,
  INTEGER,
  LIST,
  listValue,
  STRUCT,
  structValue,
  VARCHAR,
} from '@duckdb/node-api';
import { beforeEach, expect, it } from 'vitest';
import { everyKind, everyType } from '../../testing/every-type.ts';
import { ddl } from '../ddl.ts';
import { quoteName } from '../quote.ts';
import { duckdbType } from './types.ts';

const pkg = { name: '@acme/my-udfs', version: '1.2.3' };
let connection: DuckDBConnection;
beforeEach(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});

async function rows(sql: string): Promise<readonly unknown[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}

/** A function that gives one value for every row, under a name that the macros call. */
function register(name: string, type: DuckDBType, value: unknown): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: [VARCHAR],
      returnType: type,
      mainFunction(_info, input, output) {
        // The value is of the type that was given with it.
        for (let row = 0; row < input.rowCount; row++) output.setItem(row, value as never);
        output.flush();
      },
    }),
  );
}

it('has only types that DuckDB knows', async () => {
  const names = everyType().map((udf) => duckdbType(udf.result.type));
  const known = names.filter((name) => typeof name === 'string');
  expect(known.length).toBeGreaterThan(40);
  for (const name of known) {
    await connection.run(`CREATE OR REPLACE TABLE t (x ${name}, list ${name}[])`);
    expect(await rows('SELECT count(x) AS n FROM t'), name).toEqual([{ n: '0' }]);
  }
});

it('quotes every word that DuckDB reserves', async () => {
  const words = (await rows(
    "SELECT keyword_name AS word FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'",
  )) as { word: string }[];
  expect(words.length).toBeGreaterThan(100);
  expect(words.map(({ word }) => word).filter((word) => quoteName(word, '"') === word)).toEqual([]);
});

it('makes rows of the lists that a table function gives, in process', async () => {
  register('words', LIST(VARCHAR), listValue(['a', 'b']));
  register(
    'commits',
    LIST(STRUCT({ sha: VARCHAR, order: INTEGER })),
    listValue([structValue({ sha: 'f', order: 1 })]),
  );
  const { text } = ddl('duckdb', everyKind(), pkg);
  await connection.run(text);
  expect(await rows("SELECT * FROM words('a b') ORDER BY words")).toEqual([{ words: 'a' }, { words: 'b' }]);
  expect(await rows("SELECT t.r, c.* FROM (VALUES ('x')) t(r), commits(t.r) c")).toEqual([
    { r: 'x', sha: 'f', order: 1 },
  ]);
});

it('gives the functions of an attached server short names', async () => {
  // In the place of the server: a catalog with what it would offer.
  await connection.run("ATTACH ':memory:' AS acme_my_udfs");
  const models = [...everyKind(), ...everyType()];
  const { text } = ddl('duckdb', models, pkg, { url: 'grpc://127.0.0.1:8815' });
  const macros = text.split('\n').filter((line) => line.startsWith('CREATE '));
  for (const { name, parameters, kind } of models) {
    const list = parameters.map((field) => quoteName(field.name, '"')).join(', ');
    const body = kind === 'table' ? '[1, 2]' : '1';
    await connection.run(`CREATE MACRO acme_my_udfs.main.${quoteName(name, '"')}(${list}) AS ${body}`);
  }
  for (const macro of macros.filter((line) => !line.includes('max_depth'))) await connection.run(macro);
  expect(macros.length).toBeGreaterThan(40);
  expect(await rows("SELECT shout('x') AS s, \"from\"('y') AS f")).toEqual([{ s: 1, f: 1 }]);
  expect(await rows("FROM words('a b') ORDER BY 1")).toEqual([{ words: 1 }, { words: 2 }]);
});
