import { type ArrowField, formatType, type ResolvedOptions, type UdfModel } from '@sluice/sdk/manifest';
import { type Declaration, type Engine, nameSignature, noAggregates } from '../engine.ts';
import { longestRowMs } from '../longest-row.ts';
import { clickhouseType, mayBeNullable } from './types.ts';

const title = 'ClickHouse';

/** The rows of a block, at most, as ClickHouse hands them over: max_block_size. */
const blockRows = 65_409;

/**
 * Executable functions: clickhouse.com/docs/sql-reference/functions/udf. A pool keeps its processes; without one each
 * block starts another. `execute_direct` is off so that the command need not lie among the server's scripts.
 */
export const clickhouse: Engine = {
  title,
  language: 'xml',
  frame: (pkg) => ({
    before:
      `<!-- ${pkg.name} ${pkg.version} in ClickHouse: for a file that user_defined_executable_functions_config names. -->\n` +
      '<functions>\n',
    between: '',
    after: '</functions>\n',
  }),
  declare(udf, pkg, { command = 'sluice-clickhouse' }): Declaration {
    if (udf.kind === 'aggregate') return noAggregates(udf, title, 'groupArray(…)');
    const reason = nullReason(udf);
    if (reason !== undefined) return { reason };
    const names = nameSignature(asColumn(udf), title, clickhouseType);
    if ('reason' in names) return names;
    const nullable = passesNulls(udf);
    const parameters = udf.parameters.map((field, at) =>
      element('argument', [
        element('type', nullableName(names.parameters[at] as string, field, nullable)), // one for each parameter
        element('name', field.name),
      ]),
    );
    return {
      text: element('function', [
        ...(udf.description === undefined ? [] : [comment(udf.description)]),
        ...(udf.kind === 'table' ? [comment(`A row for each: arrayJoin(${udf.name}(…))`)] : []),
        element('type', 'executable_pool'),
        element('name', udf.name),
        ...parameters,
        element('return_type', nullable && udf.kind !== 'table' ? `Nullable(${names.result})` : names.result),
        // Other than the name of the column that comes back, it would be read as missing: as defaults.
        element('return_name', udf.name),
        element('format', 'ArrowStream'),
        element('execute_direct', '0'),
        element('command', `exec ${command} ${pkg.name} ${udf.name}`),
        element('deterministic', String(udf.options.deterministic)),
        ...limits(udf.options),
      ])
        .split('\n')
        .map((line) => (line === '' ? '' : `  ${line}`))
        .join('\n'),
    };
  },
};

/** Why its nulls would be lost: a list, a tuple or a map is never null in ClickHouse, which reads one as empty. */
function nullReason({ kind, result, options }: UdfModel): string | undefined {
  if (kind === 'table' || mayBeNullable(result.type)) return undefined;
  if (result.nullable) {
    return `${lost(result)}, and the result may be null: declare it without null, or as Json`;
  }
  if (options.onError === 'fail') return undefined;
  return `${lost(result)}, and onError: '${options.onError}' gives null where a call failed: declare the result as Json, or leave onError out`;
}

function lost({ type }: ArrowField): string {
  return `ClickHouse reads a null ${formatType(type)} as an empty one`;
}

/**
 * Whether a null of any parameter may come in: the function is not called where it does not admit one, and its result is
 * null, or no rows. Where the result cannot be null, ClickHouse itself refuses a null that the function does not admit.
 */
function passesNulls({ kind, result }: UdfModel): boolean {
  return kind === 'table' || mayBeNullable(result.type);
}

function nullableName(name: string, { type, nullable }: ArrowField, passesNulls: boolean): string {
  return (nullable || passesNulls) && mayBeNullable(type) ? `Nullable(${name})` : name;
}

/** What comes back of a table function: for each row a list. */
function asColumn(udf: UdfModel): UdfModel {
  if (udf.kind !== 'table') return udf;
  return { ...udf, result: { ...udf.result, type: { kind: 'list', element: udf.result } } };
}

/** Longer than ClickHouse's own ten seconds where calls may take longer, and one process where they share a limit. */
function limits(options: ResolvedOptions): readonly string[] {
  const longestMs = longestRowMs(options);
  if (longestMs === undefined) return [];
  const rounds = Math.ceil(blockRows / options.maxInFlight);
  return [
    // Of one read: results are written as they come.
    element('command_read_timeout', String(longestMs + 10_000)),
    // Of a block, in seconds.
    element('max_command_execution_time', String(10 + Math.ceil((rounds * longestMs) / 1000))),
    ...(options.rateLimit === undefined ? [] : [element('pool_size', '1')]),
  ];
}

function element(name: string, content: string | readonly string[]): string {
  if (typeof content === 'string') return `<${name}>${escapeText(content)}</${name}>\n`;
  const inner = content.join('').replace(/^(?=.)/gm, '  ');
  return `<${name}>\n${inner}</${name}>\n`;
}

function comment(text: string): string {
  return `<!-- ${text.replace(/-{2,}/g, '-')} -->\n`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
