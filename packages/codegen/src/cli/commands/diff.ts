import { hasErrors } from '../../diagnostics/diagnostic.ts';
import { diff } from '../../diff/diff.ts';
import { formatDiff } from '../../diff/format-diff.ts';
import { readVersion } from '../../diff/read-version.ts';
import { atLeast, type Level } from '../../diff/rules.ts';
import { reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';

/** Options of `sluice diff`. */
export interface DiffCommandOptions {
  readonly out: string;
  readonly failOn?: Level;
  readonly json?: boolean;
}

/** `sluice diff <old> [new]` */
export async function runDiff(
  before: string,
  after: string,
  { out, failOn, json }: DiffCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const options = { workingDirectory: terminal.workingDirectory, outDir: out };
  const versions = [];
  for (const where of [before, after]) {
    const { version, diagnostics, root } = await readVersion(where, options);
    reportDiagnostics(diagnostics, root, terminal);
    // Functions that cannot be read are not functions that are gone.
    if (version === undefined || hasErrors(diagnostics)) return exitCode.diagnostics;
    versions.push(version);
  }
  const [old, current] = versions;
  if (old === undefined || current === undefined) return exitCode.bug;
  const found = diff(old, current);
  terminal.stdout(json === true ? `${JSON.stringify(found, undefined, 2)}\n` : formatDiff(found));
  const failed = failOn !== undefined && found.level !== null && atLeast(found.level, failOn);
  return failed ? exitCode.diagnostics : exitCode.ok;
}
