import { resolve } from 'node:path';
import { check } from '../../check.ts';
import { count, reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';

/** `sluice check [dir]` */
export function runCheck(folder: string, options: { readonly out: string }, terminal: Terminal): number {
  const root = resolve(terminal.workingDirectory, folder);
  const { models, diagnostics } = check(root, { outDir: options.out });
  const code = reportDiagnostics(diagnostics, folder, terminal);
  if (code === exitCode.ok) terminal.stderr(`${count(models.length, 'function')}, no problems\n`);
  return code;
}
