import { resolve } from 'node:path';
import { check } from '../../check.ts';
import { StatusLine } from '../status-line.ts';
import { count, exitCodeOf, reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';

/** `sluice check [dir]` */
export function runCheck(
  folder: string,
  options: { readonly out: string; readonly json?: boolean },
  terminal: Terminal,
): number {
  const root = resolve(terminal.workingDirectory, folder);
  const status = new StatusLine(terminal);
  status.show('checking');
  const { models, diagnostics } = check(root, { outDir: options.out });
  status.clear();
  if (options.json === true) {
    terminal.stdout(`${JSON.stringify({ diagnostics, udfs: models }, undefined, 2)}\n`);
    return exitCodeOf(diagnostics);
  }
  const code = reportDiagnostics(diagnostics, folder, terminal);
  if (code === exitCode.ok) terminal.stderr(`${count(models.length, 'function')}, no problems\n`);
  return code;
}
