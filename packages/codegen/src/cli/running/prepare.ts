import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { UdfModel } from '@sluice/sdk/manifest';
import { findPackage } from '../../find-package.ts';
import { manifestFile } from '../../manifest.ts';
import { pathText, progressText } from '../build-report.ts';
import { readModels } from '../read-models.ts';
import type { StatusLine } from '../status-line.ts';
import { count, reportDiagnostics } from '../talk.ts';
import { exitCode, type Terminal } from '../terminal.ts';

/** A package whose functions can be run. */
export interface Prepared {
  /** The folder of its manifest. */
  readonly location: string;
  readonly models: readonly UdfModel[];
  /** The folder that positions in its sources are relative to. */
  readonly root: string;
}

/**
 * The package of a folder, built where what is built is not what the sources give, or as it was built where there is only
 * that. What is wrong has been said when there is none.
 */
export async function prepare(
  where: string,
  options: { readonly out: string },
  terminal: Terminal,
  status: StatusLine,
): Promise<Prepared | { readonly code: number }> {
  const found = findPackage(where, terminal.workingDirectory);
  if (found === undefined || existsSync(join(found.folder, manifestFile))) {
    const { models, package: pkg, code } = await readModels(where, options, terminal);
    if (found === undefined || pkg === undefined) return { code };
    return { location: found.folder, models, root: resolve(found.folder, '..') };
  }
  const { build } = await import('../../build.ts');
  const onProgress = (progress: Parameters<typeof progressText>[0]) => status.show(progressText(progress));
  const { diagnostics, output } = await build(found.folder, { outDir: options.out, onProgress });
  status.clear();
  const code = reportDiagnostics(diagnostics, found.folder, terminal);
  if (output === undefined) return { code: code === exitCode.ok ? exitCode.bug : code };
  if (output.changed.length > 0) {
    const files = count(output.changed.length, 'file');
    terminal.stderr(`built ${pathText(output.folder, terminal)}: ${files} changed\n`);
  }
  return { location: output.folder, models: output.manifest.udfs, root: found.folder };
}
