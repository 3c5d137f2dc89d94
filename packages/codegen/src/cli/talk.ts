import { resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../diagnostics/format.ts';
import { exitCode, type Terminal } from './terminal.ts';

/** Prints diagnostics, if there are any, and gives the exit code that they ask for. */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  folder: string,
  terminal: Terminal,
  maxWarnings?: number,
): number {
  if (diagnostics.length === 0) return exitCode.ok;
  const root = resolve(terminal.workingDirectory, folder);
  const text = formatDiagnostics(diagnostics, {
    root,
    base: terminal.workingDirectory,
    colour: terminal.colour,
  });
  terminal.stderr(`${text}\n${summary(diagnostics)}\n`);
  return exitCodeOf(diagnostics, maxWarnings);
}

/** `2 errors, 1 warning; 'sluice check --fix' puts 1 of them right` */
function summary(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const counts = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ].join(', ');
  const fixable = diagnostics.filter(({ fix }) => fix !== undefined).length;
  if (fixable === 0) return counts;
  const these =
    diagnostics.length === 1 ? 'it' : fixable === diagnostics.length ? 'them' : `${fixable} of them`;
  return `${counts}; 'sluice check --fix' puts ${these} right`;
}

/**
 * The exit code that diagnostics ask for.
 *
 * @param maxWarnings with more it fails; without it any number will do
 */
export function exitCodeOf(
  diagnostics: readonly Diagnostic[],
  maxWarnings: number = Number.POSITIVE_INFINITY,
): number {
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length;
  return hasErrors(diagnostics) || warnings > maxWarnings ? exitCode.diagnostics : exitCode.ok;
}

/** `1 function`, `2 functions`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
