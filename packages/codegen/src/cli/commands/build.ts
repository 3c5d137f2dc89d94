import { resolve } from 'node:path';
import { build, verify } from '../../build.ts';
import { formatSignature } from '../../signature.ts';
import { bytesText, pathText, progressText, reportBuild } from '../build-report.ts';
import { StatusLine } from '../status-line.ts';
import { count, exitCodeOf, reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';

/** Of a bundle that weighs more, minified, it is said what does: a few imports can bring what no function uses. */
const MUCH = 1024 * 1024;

/** What the commands that build are told. */
export interface BuildCommandOptions {
  readonly out: string;
  /** With more warnings the command fails, once all is written. @default any number */
  readonly maxWarnings?: number;
  readonly json?: boolean;
}

/** `sluice build [dir]` */
export async function runBuild(
  folder: string,
  options: BuildCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const status = new StatusLine(terminal);
  const onProgress = (progress: Parameters<typeof progressText>[0]) => status.show(progressText(progress));
  const root = resolve(terminal.workingDirectory, folder);
  const { diagnostics, output } = await build(root, { outDir: options.out, onProgress });
  if (options.json === true) {
    status.clear();
    terminal.stdout(`${JSON.stringify(reportBuild(diagnostics, output, terminal), undefined, 2)}\n`);
    return exitCodeOf(diagnostics, options.maxWarnings);
  }
  status.show('weighing');
  const size = await output?.measure();
  status.clear();
  const code = reportDiagnostics(diagnostics, folder, terminal, options.maxWarnings);
  if (output === undefined || size === undefined) return code === exitCode.ok ? exitCode.bug : code;
  const { manifest } = output;
  for (const model of manifest.udfs) terminal.stdout(`${formatSignature(model)}\n`);
  terminal.stdout(`${pathText(resolve(output.folder, manifest.bundle.file), terminal)}\n`);
  terminal.stderr(
    `built ${count(manifest.udfs.length, 'function')}: ${bytesText(size.bytes)}; ` +
      `minified ${bytesText(size.minifiedBytes)}, of which ${bytesText(size.ownMinifiedBytes)} are Sluice's\n`,
  );
  if (size.minifiedBytes > MUCH) {
    const heaviest = size.dependencies.slice(0, 3);
    const list = heaviest.map(({ name, minifiedBytes }) => `${name} ${bytesText(minifiedBytes)}`).join(', ');
    terminal.stderr(`the heaviest packages in it: ${list}; each thread loads all of it\n`);
  }
  return code;
}

/** `sluice build --verify [dir]` */
export async function runVerify(
  folder: string,
  options: BuildCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const status = new StatusLine(terminal);
  const { diagnostics, manifest } = await verify(resolve(terminal.workingDirectory, folder), {
    outDir: options.out,
    onProgress: (progress) => status.show(progressText(progress)),
  });
  status.clear();
  if (options.json === true) {
    terminal.stdout(`${JSON.stringify({ diagnostics }, undefined, 2)}\n`);
    return exitCodeOf(diagnostics, options.maxWarnings);
  }
  const code = reportDiagnostics(diagnostics, folder, terminal, options.maxWarnings);
  if (code === exitCode.ok) {
    const functions = count(manifest?.udfs.length ?? 0, 'function');
    terminal.stderr(`${functions}: ${options.out} is what the sources give\n`);
  }
  return code;
}
