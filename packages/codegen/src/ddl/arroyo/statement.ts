import type { UdfModel } from '@sluice/sdk/manifest';
import { type Declaration, type Engine, nameSignature } from '../engine.ts';
import { longestRowMs } from '../longest-row.ts';
import { commentLines } from '../quote.ts';
import { rustArgument, rustType } from './types.ts';

const title = 'Arroyo';

/**
 * Functions as Arroyo reads them: doc.arroyo.dev/udfs/rust/udfs. Its planner parses each declaration for the name, the
 * types and the options; rustc drops it, since `any()` of nothing is never true, and what answers calls is the code that
 * stands behind it. Everything may be null: an asynchronous function is otherwise called with a zero where a null is.
 */
export const arroyo: Engine = {
  title,
  language: 'rust',
  frame: (pkg) => ({
    before: `// ${pkg.name} ${pkg.version} in Arroyo: the declaration of each function, for a UDF of its own, before its forwarder.\n\n`,
    between: '\n',
    after: '',
  }),
  declare(udf): Declaration {
    if (udf.kind === 'table') {
      return { reason: 'Arroyo has no table functions: declare a function that returns Json' };
    }
    if (rustWords.has(udf.name)) {
      return {
        reason: `'${udf.name}' is a word of Rust: give the function another name with the option name`,
      };
    }
    const names = nameSignature(udf, title, rustArgument);
    if ('reason' in names) return names;
    const parameters = udf.parameters.map(({ name }, at) => {
      const type = `Option<${names.parameters[at]}>`;
      // With vectors Arroyo calls it once a group, with the values of all its rows.
      return `${variableName(name, at)}: ${udf.kind === 'aggregate' ? `Vec<${type}>` : type}`;
    });
    const pace = udf.options.async ? 'async ' : '';
    return {
      text: [
        ...commentLines(udf.description, '///'),
        '#[cfg(any())]',
        attribute(udf),
        `${pace}fn ${udf.name}(${parameters.join(', ')}) -> Option<${rustType(udf.result.type)?.result}> {`,
        '    unimplemented!()',
        '}',
        '',
      ].join('\n'),
    };
  },
};

/** Arroyo's own options, for functions that wait. A row that takes longer than its timeout would end the pipeline. */
function attribute({ options }: UdfModel): string {
  const longestMs = longestRowMs(options);
  if (longestMs === undefined) return '#[udf]';
  const order = options.ordered || options.orderBy !== undefined ? 'ordered' : 'unordered';
  const timeout = `${Math.ceil(longestMs / 1000) + 5}s`;
  return `#[udf(${order}, timeout = "${timeout}", allowed_in_flight = ${options.maxInFlight})]`;
}

function variableName(name: string, at: number): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) && !rustWords.has(name) ? name : `argument_${at + 1}`;
}

/** doc.rust-lang.org/reference/keywords.html: those that are reserved, in every edition. */
const rustWords: ReadonlySet<string> = new Set(
  `_ abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if impl
  in let loop macro match mod move mut override priv pub ref return self Self static struct super trait true try type
  typeof unsafe unsized use virtual where while yield`.split(/\s+/),
);
