import {
  addressOf,
  type Declaration,
  type Engine,
  nameSignature,
  noAggregates,
  rowFields,
} from '../engine.ts';
import { commentLines, quoteName, quoteText } from '../quote.ts';
import { databendType } from './types.ts';

const title = 'Databend';
const schemes = { plain: 'http', tls: 'https' };

/**
 * External functions over Arrow Flight: docs.databend.com/sql/sql-commands/ddl/external-function. Parameters and result
 * may be null whatever the function admits, for Sluice answers a null that it does not admit with null. LANGUAGE is a
 * label that the grammar wants.
 */
export const databend: Engine = {
  title,
  language: 'sql',
  frame(pkg, options) {
    const address = addressOf(options, schemes);
    const insecure = address.startsWith('http:') ? ', udf_server_allow_insecure = true' : '';
    return {
      before:
        `-- ${pkg.name} ${pkg.version} in Databend. The server must be up: each statement asks it for its signature.\n` +
        `-- In databend-query.toml: enable_udf_server = true, udf_server_allow_list = ['${address}']${insecure}\n\n`,
      between: '\n',
      after: '',
    };
  },
  declare(udf, _pkg, options): Declaration {
    if (udf.kind === 'aggregate') return noAggregates(udf, title, 'array_agg(…)');
    if (udf.parameters.length === 0 && udf.kind !== 'table') {
      return {
        reason: 'Databend says of a call without arguments not how many rows it wants: add a parameter',
      };
    }
    const names = nameSignature(udf, title, databendType);
    if ('reason' in names) return names;
    const parameters = udf.parameters.map(
      ({ name }, at) => `${quoteName(name, '"')} ${names.parameters[at]} NULL`,
    );
    const columns = rowFields(udf).map(
      (field) => `${quoteName(field.name, '"')} ${databendType(field.type) as string} NULL`, // the result has a name
    );
    const returns = udf.kind === 'table' ? `TABLE (${columns.join(', ')})` : `${names.result} NULL`;
    const volatility = udf.options.deterministic ? 'IMMUTABLE' : 'VOLATILE';
    return {
      text: [
        ...commentLines(udf.description, '--'),
        `CREATE OR REPLACE FUNCTION ${quoteName(udf.name, '"')} (${parameters.join(', ')}) RETURNS ${returns}`,
        `  LANGUAGE python ${volatility} HANDLER = ${quoteText(udf.name)} ADDRESS = ${quoteText(addressOf(options, schemes))};`,
        '',
      ].join('\n'),
    };
  },
};
