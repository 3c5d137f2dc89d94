import { resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../diagnostics/format.ts';
import { exitCode, type Terminal } from './terminal.ts';

/** Prints diagnostics, if there are any, and gives the exit code that they ask for. */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  folder: string,
  terminal: Terminal,
): number {
  if (diagnostics.length === 0) return exitCode.ok;
  const root = resolve(terminal.workingDirectory, folder);
  const text = formatDiagnostics(diagnostics, {
    root,
    base: terminal.workingDirectory,
    colour: terminal.colour,
  });
  terminal.stderr(`${text}\n${countText(diagnostics)}\n`);
  return exitCodeOf(diagnostics);
}

/** `2 errors, 1 warning` */
function countText(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  if (warnings === 0) return count(errors, 'error');
  return errors === 0
    ? count(warnings, 'warning')
    : `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
}

/** The exit code that diagnostics ask for. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): number {
  return hasErrors(diagnostics) ? exitCode.diagnostics : exitCode.ok;
}

/** `1 function`, `2 functions`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
