import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type PackOptions, type PackResult, pack } from '../../publish/pack.ts';
import { bytesText, pathText, progressText } from '../build-report.ts';
import { StatusLine } from '../status-line.ts';
import { count, exitCodeOf, reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';

/** Options of `sluice pack`. */
export interface PackCommandOptions {
  readonly out: string;
  readonly to: string;
  readonly against?: string;
  readonly allow?: readonly string[];
  readonly json?: boolean;
}

/** `sluice pack [dir]` */
export async function runPack(
  folder: string,
  { out, to, against, allow, json }: PackCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const result = await packFor(folder, { outDir: out, against, allow }, terminal);
  const { diagnostics, tarball } = result;
  let path: string | undefined;
  if (tarball !== undefined) {
    const target = resolve(terminal.workingDirectory, to);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, tarball.name), tarball.bytes);
    path = pathText(join(target, tarball.name), terminal);
  }
  if (json === true) {
    printReport(packReport(result, path), terminal);
    return exitCodeOf(diagnostics);
  }
  const code = reportDiagnostics(diagnostics, folder, terminal);
  if (path === undefined) return code === exitCode.ok ? exitCode.bug : code;
  terminal.stdout(`${path}\n`);
  reportPacked(result, terminal);
  return code;
}

/** What a program reads of a tarball. */
export function packReport(
  { diagnostics, tarball, comparison }: PackResult,
  file: string | undefined = tarball?.name,
): Readonly<Record<string, unknown>> {
  const packed = tarball && { file, bytes: tarball.bytes.length, files: [...tarball.files.keys()].sort() };
  return { diagnostics, tarball: packed ?? null, comparison: comparison ?? null };
}

export function printReport(report: unknown, terminal: Terminal): void {
  terminal.stdout(`${JSON.stringify(report, undefined, 2)}\n`);
}

/** Packs with a line that says how far it is. */
export async function packFor(
  folder: string,
  options: { readonly [Name in keyof PackOptions]: PackOptions[Name] | undefined },
  terminal: Terminal,
): Promise<PackResult> {
  const status = new StatusLine(terminal);
  status.show('packing');
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  try {
    return await pack(resolve(terminal.workingDirectory, folder), {
      ...(given as PackOptions), // what is undefined is left out
      workingDirectory: terminal.workingDirectory,
      onProgress: (progress) => status.show(progressText(progress)),
    });
  } finally {
    status.clear();
  }
}

/** Says what was packed, and what it was compared with. */
export function reportPacked({ tarball, comparison }: PackResult, terminal: Terminal): void {
  if (tarball === undefined) return;
  const { files, bytes } = tarball;
  terminal.stderr(`packed ${count(files.size, 'file')}, ${bytesText(bytes.length)}\n`);
  terminal.stderr(`${comparisonText(comparison)}\n`);
}

function comparisonText(comparison: PackResult['comparison']): string {
  if (comparison === undefined) return 'compared with nothing: --against latest asks the registry';
  if ('nothing' in comparison) return `compared with nothing: ${comparison.nothing}`;
  const { name, version } = comparison.with;
  const { level } = comparison.diff;
  return `compared with ${name} ${version}: ${level === null ? 'no change' : `${level} changes`}`;
}
