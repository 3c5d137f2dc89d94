import { resolve } from 'node:path';
import type { CheckResult } from '../../check.ts';
import { type FixedDiagnostic, type FixedPackage, fixPackage } from '../../fix/fix-package.ts';
import { BuildSession } from '../../session/build-session.ts';
import { pathText, progressText } from '../build-report.ts';
import { StatusLine } from '../status-line.ts';
import { count, exitCodeOf, reportDiagnostics } from '../talk.ts';
import type { Terminal } from '../terminal.ts';

/** What the command line says. */
export interface CheckCommandOptions {
  readonly out: string;
  /** @default false */
  readonly fix?: boolean;
  /** With more warnings the command fails. @default any number */
  readonly maxWarnings?: number;
  readonly json?: boolean;
}

/** `sluice check [dir]` */
export async function runCheck(
  folder: string,
  options: CheckCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const root = resolve(terminal.workingDirectory, folder);
  const status = new StatusLine(terminal);
  const session = new BuildSession(root, {
    outDir: options.out,
    onProgress: (progress) => status.show(progressText(progress)),
  });
  const { result, fixed } = await checkOrFix(session, options.fix === true).finally(() => session.close());
  status.clear();
  const { models, diagnostics } = result;
  if (options.json === true) {
    const report = { diagnostics, ...(options.fix === true ? { fixed } : {}), udfs: models };
    terminal.stdout(`${JSON.stringify(report, undefined, 2)}\n`);
    return exitCodeOf(diagnostics, options.maxWarnings);
  }
  for (const each of fixed) terminal.stderr(`${fixedText(each, root, terminal)}\n`);
  if (fixed.length > 0) terminal.stderr(`fixed ${count(fixed.length, 'problem')}\n\n`);
  const code = reportDiagnostics(diagnostics, folder, terminal, options.maxWarnings);
  if (diagnostics.length === 0) terminal.stderr(`${count(models.length, 'function')}, no problems\n`);
  return code;
}

function checkOrFix(session: BuildSession, fix: boolean): Promise<FixedPackage<CheckResult>> {
  if (fix) return fixPackage((changed) => session.check(changed));
  return session.check().then((result) => ({ result, fixed: [] }));
}

/** `src/geo.ts:3:9 - fixed promise-needs-async: add async: true` */
function fixedText(
  { file, line, column, code, title }: FixedDiagnostic,
  root: string,
  terminal: Terminal,
): string {
  return `${pathText(resolve(root, file), terminal)}:${line}:${column} - fixed ${code}: ${title}`;
}
