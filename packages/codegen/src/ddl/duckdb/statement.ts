import type { Manifest, UdfModel } from '@sluice/sdk/manifest';
import {
  addressOf,
  type DdlOptions,
  type Declaration,
  type Engine,
  nameSignature,
  noAggregates,
} from '../engine.ts';
import { commentLines, quoteName, quoteText } from '../quote.ts';
import { airportType, duckdbType } from './types.ts';

const title = 'DuckDB';

/**
 * DuckDB has no CREATE FUNCTION. In process, the host registers functions, and SQL adds only what makes rows of a table
 * function's lists; over Arrow Flight, the server is attached as a catalog, and a macro gives each function a short name.
 */
export const duckdb: Engine = {
  title,
  language: 'sql',
  frame(pkg, options) {
    const head = `-- ${pkg.name} ${pkg.version} in DuckDB`;
    if (options.url === undefined) {
      return {
        before: `${head}, in process. Run this when the host has registered the functions.\n\n`,
        between: '\n',
        after: '',
      };
    }
    const location = quoteText(addressOf(options, { plain: 'grpc', tls: 'grpc+tls' }));
    const attach = `ATTACH ${quoteText(pkg.name)} AS ${catalogName(pkg)} (TYPE airport, LOCATION ${location});`;
    return {
      before: `${head}, over Arrow Flight.\nINSTALL airport FROM community;\nLOAD airport;\n${attach}\n\n`,
      between: '\n',
      after: '',
    };
  },
  declare(udf, pkg, options): Declaration {
    if (udf.kind === 'aggregate') return noAggregates(udf, title, 'list(…)');
    const names = nameSignature(udf, title, options.url === undefined ? duckdbType : airportType);
    if ('reason' in names) return names;
    const parameters = udf.parameters.map(
      ({ name }, at) => `${quoteName(name, '"')} ${names.parameters[at]}`,
    );
    const signature = `${quoteName(udf.name, '"')}(${parameters.join(', ')})`;
    const result = udf.kind === 'table' ? `${names.result}[]` : names.result;
    const comment = [
      ...commentLines(udf.description, '--'),
      ...(options.url === undefined ? [`-- ${signature} -> ${result}`] : []),
    ];
    return {
      text: [...comment, ...macros(udf, signature, pkg, options)].map((line) => `${line}\n`).join(''),
    };
  },
};

/** A function and a table macro may share a name: one stands in SELECT, the other in FROM. */
function macros(
  udf: UdfModel,
  signature: string,
  pkg: Manifest['package'],
  { url }: DdlOptions,
): readonly string[] {
  const name = quoteName(udf.name, '"');
  const prefix = url === undefined ? '' : `${catalogName(pkg)}.main.`;
  const call = `${prefix}${name}(${udf.parameters.map((field) => quoteName(field.name, '"')).join(', ')})`;
  const scalar = `CREATE OR REPLACE MACRO ${signature} AS ${call};`;
  // Two levels down a list of structs is a column for each member.
  const unnested =
    udf.result.type.kind === 'struct' ? `unnest(${call}, max_depth := 2)` : `unnest(${call}) AS ${name}`;
  const table = `CREATE OR REPLACE MACRO ${signature} AS TABLE SELECT ${unnested};`;
  return [...(url === undefined ? [] : [scalar]), ...(udf.kind === 'table' ? [table] : [])];
}

/** The package's name as that of a catalog: `@acme/geo` is `acme_geo`. */
function catalogName({ name }: Manifest['package']): string {
  return quoteName(name.replace(/^@/, '').replace(/[^a-z0-9]+/gi, '_'), '"');
}
