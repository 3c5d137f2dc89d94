import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runNpm } from '../../registry/npm.ts';
import { inTemporaryFolder } from '../../registry/published.ts';
import { exitCodeOf, reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';
import { packFor, packReport, printReport, reportPacked } from './pack.ts';

/** Options of `sluice publish`. */
export interface PublishCommandOptions {
  readonly out: string;
  readonly against: string;
  /** Whether the version's number is checked. */
  readonly compare: boolean;
  readonly allow?: readonly string[];
  readonly tag?: string;
  readonly access?: string;
  readonly otp?: string;
  readonly provenance?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  /** Further options of npm, as they are. */
  readonly npmFlags: readonly string[];
}

/** `sluice publish [dir]` */
export async function runPublish(
  folder: string,
  options: PublishCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const { npmFlags, json = false } = options;
  const root = resolve(terminal.workingDirectory, folder);
  const scripts = npmFlags.includes('--ignore-scripts') ? () => Promise.resolve(true) : runScript;
  // npm runs these of a folder; it is given a tarball, so that what is published is what was checked.
  if (!(await scripts('prepublishOnly', root, terminal))) return exitCode.diagnostics;
  const result = await packFor(
    folder,
    {
      outDir: options.out,
      against: options.compare ? options.against : undefined,
      allow: options.allow,
      npmFlags,
    },
    terminal,
  );
  const { diagnostics, tarball } = result;
  const report = (isPublished: boolean): void => {
    if (json) printReport({ ...packReport(result), published: isPublished }, terminal);
  };
  const code = json ? exitCodeOf(diagnostics) : reportDiagnostics(diagnostics, folder, terminal);
  if (tarball === undefined) {
    report(false);
    return code === exitCode.ok ? exitCode.bug : code;
  }
  if (!json) reportPacked(result, terminal);
  const published = await inTemporaryFolder((temporary) => {
    const path = join(temporary, tarball.name);
    writeFileSync(path, tarball.bytes);
    return runNpm(['publish', path, ...flagsOf(options), ...npmFlags], {
      cwd: root,
      streams: terminal.lendsStreams === true ? (json ? 'talk' : 'lend') : 'keep',
    });
  });
  if (json) terminal.stderr(published.stdout);
  else terminal.stdout(published.stdout);
  terminal.stderr(published.stderr);
  const isDry = options.dryRun === true || npmFlags.includes('--dry-run');
  report(published.code === 0 && !isDry);
  if (published.code !== 0) return exitCode.diagnostics;
  if (isDry) return code;
  for (const name of ['publish', 'postpublish']) {
    if (!(await scripts(name, root, terminal))) return exitCode.diagnostics;
  }
  return code;
}

function flagsOf({ tag, access, otp, provenance, dryRun }: PublishCommandOptions): readonly string[] {
  return [
    ...Object.entries({ tag, access, otp }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}=${value}`],
    ),
    ...(provenance === true ? ['--provenance'] : []),
    ...(dryRun === true ? ['--dry-run'] : []),
  ];
}

/** Runs a script of package.json, if it is there. What it says is talk. */
async function runScript(name: string, root: string, terminal: Terminal): Promise<boolean> {
  const streams = terminal.lendsStreams === true ? 'talk' : 'keep';
  const { code, stdout, stderr } = await runNpm(['run', '--if-present', name], { cwd: root, streams });
  terminal.stderr(`${stdout}${stderr}`);
  return code === 0;
}
