import { type FoundPackage, findPackage } from '../find-package.ts';
import { type ListResult, list } from '../list.ts';
import { reportDiagnostics } from './talk.ts';
import { exitCode, type Terminal } from './terminal.ts';

/** What a command read of a package. */
export interface ReadModels extends Pick<ListResult, 'models' | 'package'> {
  /** Where it is; undefined where there is none. */
  readonly found: FoundPackage | undefined;
  /** What the diagnostics, which have been printed, ask to exit with. */
  readonly code: number;
}

/** Reads the functions of a folder, or of an installed package by its name, and prints what is wrong with them. */
export async function readModels(
  where: string,
  options: { readonly out: string },
  terminal: Terminal,
): Promise<ReadModels> {
  const found = findPackage(where, terminal.workingDirectory);
  if (found === undefined) {
    const { createSink, wholeFile } = await import('../diagnostics/diagnostic.ts');
    const sink = createSink();
    sink.report('package-not-found', { name: where }, wholeFile('package.json'));
    reportDiagnostics(sink.diagnostics, '.', terminal);
    return { models: [], package: undefined, found, code: exitCode.diagnostics };
  }
  const { models, diagnostics, package: pkg } = await list(found.folder, { outDir: options.out });
  // Warnings are for who builds, not for who reads.
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return { models, package: pkg, found, code: reportDiagnostics(errors, found.folder, terminal) };
}
