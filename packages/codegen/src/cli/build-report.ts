import { relative } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { BuildOutput, BuildProgress } from '../session/build-session.ts';
import type { Terminal } from './terminal.ts';

/** What `sluice build --json` prints. */
export interface BuildReport {
  readonly diagnostics: readonly Diagnostic[];
  /** Null where nothing was written because of an error. */
  readonly output: {
    /** Relative to the working directory. */
    readonly folder: string;
    readonly manifest: BuildOutput['manifest'];
    readonly files: readonly string[];
    readonly changed: readonly string[];
  } | null;
}

/** A build as data. */
export function reportBuild(
  diagnostics: readonly Diagnostic[],
  output: BuildOutput | undefined,
  terminal: Terminal,
): BuildReport {
  if (output === undefined) return { diagnostics, output: null };
  const { folder, manifest, files, changed } = output;
  return { diagnostics, output: { folder: pathText(folder, terminal), manifest, files, changed } };
}

/** A path as it is printed: from the working directory. */
export function pathText(path: string, terminal: Terminal): string {
  return relative(terminal.workingDirectory, path).replaceAll('\\', '/') || '.';
}

/** `analysing 3 of 50 files` */
export function progressText({ phase, done, total }: BuildProgress): string {
  return total === undefined || done === undefined ? phase : `${phase} ${done + 1} of ${total} files`;
}

/** `1.2 KiB` */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kibibytes = bytes / 1024;
  return kibibytes < 1024 ? `${kibibytes.toFixed(1)} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`;
}
