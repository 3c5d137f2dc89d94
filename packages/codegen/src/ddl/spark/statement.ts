import { type Declaration, type Engine, nameSignature, noAggregates } from '../engine.ts';
import { commentLines, quoteName } from '../quote.ts';
import { sparkType } from './types.ts';

const title = 'Spark';

/**
 * The schemas that DataFrame.mapInArrow is given: spark.apache.org/docs/latest/api/python/user_guide/sql/arrow_pandas.html.
 * They are those of what the runtime gives back: the columns that came in, then the result.
 */
export const spark: Engine = {
  title,
  language: 'python',
  frame: (pkg) => ({
    before:
      `# ${pkg.name} ${pkg.version} in Spark: the schema for df.select(<its arguments>).mapInArrow(<worker>, schema).\n` +
      'SCHEMAS = {\n',
    between: '',
    after: '}\n',
  }),
  declare(udf): Declaration {
    if (udf.kind === 'aggregate') return noAggregates(udf, title, 'collect_list(…)');
    const names = nameSignature(udf, title, sparkType);
    if ('reason' in names) return names;
    const column = (name: string, type: string): string => `${quoteName(name, '`')} ${type}`;
    const columns = [
      ...udf.parameters.map(({ name }, at) => column(name, names.parameters[at] as string)), // one for each parameter
      // The columns that the runtime adds: see ROW_INDEX and the errors of onError: 'capture' there.
      ...(udf.kind === 'table' ? ['row_index INT'] : []),
      column(udf.name, names.result),
      ...(udf.options.onError === 'capture' ? [column(`${udf.name}_error`, errorType)] : []),
    ];
    const lines = [
      ...commentLines(udf.description, '#'),
      `${JSON.stringify(udf.name)}: ${JSON.stringify(columns.join(', '))},`,
    ];
    return { text: lines.map((line) => `    ${line}\n`).join('') };
  },
};

const errorType = 'STRUCT<code: STRING, message: STRING, attempts: INT, `at`: STRING>';
