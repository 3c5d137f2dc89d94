import { nearestName } from '@sluice/sdk/manifest';
import { createSink, type Diagnostic, wholeFile } from '../../diagnostics/diagnostic.ts';
import { MissingColumn } from '../rows/bind.ts';
import { DuckDBNotInstalled } from '../rows/duckdb.ts';
import { ChangedColumns } from '../rows/write/piece.ts';
import { reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';
import { authorFrames } from './author-frames.ts';
import { UsageError } from './bindings.ts';
import { InputFailure } from './inputs.ts';

/** Says what a user can mend of what ended a run, and gives the exit code; throws on what is nothing of that kind. */
export function reportRefusal(error: unknown, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.stderr(`error: ${error.message}\n`);
    return exitCode.usage;
  }
  const refusal = refusalOf(error);
  if (refusal === undefined) throw error;
  if (typeof refusal !== 'string') return reportDiagnostics(refusal, '.', terminal);
  terminal.stderr(`error${refusal}\n`);
  return exitCode.diagnostics;
}

/** What a user can mend of what ended a run, as diagnostics or as a text; undefined where it is nothing of that kind. */
export function refusalOf(error: unknown): readonly Diagnostic[] | string | undefined {
  const sink = createSink();
  if (error instanceof InputFailure) {
    const at = { file: error.input, line: error.line, column: error.line === 0 ? 0 : 1, length: 0 };
    sink.report('unreadable-input', { problem: error.message }, at);
  } else if (error instanceof MissingColumn) {
    const { parameter, column, chunk } = error;
    const names = chunk.columns.map(({ name }) => name);
    const nearest = nearestName(column, names);
    const [edit, has] = [
      `--arg ${parameter.name}=${nearest ?? names[0] ?? '<column>'}`,
      names.join(', ') || 'none',
    ];
    sink.report(
      'missing-column',
      { parameter: parameter.name, column, names: has, edit },
      wholeFile(chunk.input),
    );
  } else if (error instanceof ChangedColumns) {
    sink.report('changed-columns', { problem: error.message }, wholeFile('output'));
  } else if (error instanceof DuckDBNotInstalled || (error instanceof Error && isSluiceError(error))) {
    const frames = authorFrames(error);
    const code = 'code' in error ? ` ${String(error.code)}` : '';
    return `${code}: ${error.message}${frames === '' ? '' : `\n${frames}`}`;
  } else {
    return undefined;
  }
  return sink.diagnostics;
}

/** As `isSluiceError` of the sdk, which commands do not load. */
function isSluiceError(error: Error): boolean {
  return Symbol.for('sluice.error') in error;
}
