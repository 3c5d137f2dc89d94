import { resolve } from 'node:path';
import type { BuildResult } from '../../session/build-session.ts';
import { PackageWatch, type WatchedChange, type WatchOptions } from '../../session/watch.ts';
import { progressText, reportBuild } from '../build-report.ts';
import { StatusLine } from '../status-line.ts';
import { count, exitCodeOf, reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';
import type { BuildCommandOptions } from './build.ts';

/** Puts the cursor in the corner of an empty screen. What was there before stays in the terminal's history. */
export const CLEAR = '\u001b[2J\u001b[H';

/**
 * `sluice build --watch [dir]`
 *
 * @param machine what watching uses of the machine, for tests
 */
export async function runWatch(
  folder: string,
  options: BuildCommandOptions,
  terminal: Terminal,
  machine: Pick<WatchOptions, 'watchFiles' | 'clock'> = {},
): Promise<number> {
  const status = new StatusLine(terminal);
  let code: number = exitCode.ok;
  const watch = new PackageWatch(resolve(terminal.workingDirectory, folder), {
    ...machine,
    outDir: options.out,
    onProgress: (progress) => status.show(progressText(progress)),
    onBuild(result, change) {
      status.clear();
      code = exitCodeOf(result.diagnostics, options.maxWarnings);
      if (options.json === true) {
        // One line each, for a program that reads them as they come.
        terminal.stdout(`${JSON.stringify(reportBuild(result.diagnostics, result.output, terminal))}\n`);
      } else {
        report(result, change);
        status.show('watching; Ctrl+C ends');
      }
    },
  });
  const report = (result: BuildResult, { files, elapsedMs }: WatchedChange): void => {
    if (files.length > 0) terminal.stderr(`${terminal.live === true ? CLEAR : '\n'}${changeText(files)}\n`);
    reportDiagnostics(result.diagnostics, folder, terminal);
    const { output } = result;
    if (output === undefined) {
      if (files.length > 0) terminal.stderr(`${options.out} holds the last good build\n`);
      return;
    }
    const written = output.changed.length === 0 ? 'nothing new' : count(output.changed.length, 'file');
    const functions = count(output.manifest.udfs.length, 'function');
    terminal.stderr(`built ${functions} in ${timeText(elapsedMs)}: ${written}\n`);
  };
  let interrupted = false;
  const release = terminal.onInterrupt?.(() => {
    interrupted = true;
    void watch.close();
  });
  try {
    await watch.ended;
  } finally {
    release?.();
    status.clear();
  }
  return interrupted ? exitCode.ok : code;
}

/** `src/a.ts changed`, `src/a.ts and 3 more files changed` */
export function changeText([first = '', ...others]: readonly string[]): string {
  return others.length === 0
    ? `${first} changed`
    : `${first} and ${count(others.length, 'more file')} changed`;
}

/** `180 ms`, `1.2 s` */
function timeText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
