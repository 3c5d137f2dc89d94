import {
  addressOf,
  type Declaration,
  type Engine,
  nameSignature,
  noAggregates,
  rowFields,
} from '../engine.ts';
import { commentLines, quoteName, quoteText } from '../quote.ts';
import { risingwaveType } from './types.ts';

const title = 'RisingWave';

/**
 * External functions over Arrow Flight: docs.risingwave.com/sql/commands/sql-create-function. LANGUAGE is left out, for
 * with one RisingWave looks for a runtime of its own.
 */
export const risingwave: Engine = {
  title,
  language: 'sql',
  frame: (pkg) => ({
    before:
      `-- ${pkg.name} ${pkg.version} in RisingWave. The server must be up: each statement asks it for its signature.\n` +
      '-- There is no CREATE OR REPLACE FUNCTION: DROP FUNCTION comes before another signature.\n\n',
    between: '\n',
    after: '',
  }),
  declare(udf, _pkg, options): Declaration {
    if (udf.kind === 'aggregate') return noAggregates(udf, title, 'array_agg(…)');
    const names = nameSignature(udf, title, risingwaveType);
    if ('reason' in names) return names;
    const parameters = udf.parameters.map(
      ({ name }, at) => `${quoteName(name, '"')} ${names.parameters[at]}`,
    );
    const columns = rowFields(udf).map(
      (field) => `${quoteName(field.name, '"')} ${risingwaveType(field.type) as string}`, // the result has a name
    );
    const returns = udf.kind === 'table' ? `TABLE (${columns.join(', ')})` : names.result;
    const link = quoteText(addressOf(options, { plain: 'http', tls: 'https' }));
    return {
      text: [
        ...commentLines(udf.description, '--'),
        `CREATE FUNCTION ${quoteName(udf.name, '"')}(${parameters.join(', ')}) RETURNS ${returns}`,
        `  AS ${quoteText(udf.name)} USING LINK ${link};`,
        '',
      ].join('\n'),
    };
  },
};
