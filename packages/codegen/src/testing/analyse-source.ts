import { join } from 'node:path';
import type { UdfModel } from '@sluice/sdk/manifest';
import { Project } from 'ts-morph';
import { expect } from 'vitest';
import { analysePackage } from '../check.ts';
import { createSink, type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { DiagnosticCode } from '../diagnostics/table.ts';
import { defaultOptions } from '../package-files.ts';
import { analysisOptions } from '../project.ts';
import { cache, type PackageFiles } from './fixture.ts';

/** The sources of a package, or of its only file, `src/index.ts`. */
export type Sources = string | PackageFiles;

const root = join(cache, 'analysis');

/** One for a whole test file: the standard library is parsed once, and each test's sources come and go. */
let project: Project | undefined;

/** Analyses sources that are in memory only. */
export function analyseSource(sources: Sources): {
  readonly models: readonly UdfModel[];
  readonly diagnostics: readonly Diagnostic[];
} {
  project ??= new Project({ compilerOptions: analysisOptions({ ...defaultOptions, types: ['node'] }) });
  const files = typeof sources === 'string' ? { 'src/index.ts': sources } : sources;
  const added = Object.entries(files).map(([path, text]) =>
    // A Project is made above.
    (project as Project).createSourceFile(join(root, path), text ?? ''),
  );
  const sink = createSink();
  try {
    const pkg = {
      root,
      name: 'fixture',
      version: '1.2.3',
      project,
      sources: added.filter((file) => !file.isDeclarationFile()),
    };
    const models = analysePackage(pkg, sink);
    return { models, diagnostics: sortDiagnostics(sink.diagnostics) };
  } finally {
    for (const file of added) file.forget();
  }
}

/** The models of sources in which nothing is wrong. */
export function modelsOf(sources: Sources): readonly UdfModel[] {
  const { models, diagnostics } = analyseSource(sources);
  expect(diagnostics).toEqual([]);
  return models;
}

/** The model of the only function in sources in which nothing is wrong. */
export function modelOf(sources: Sources): UdfModel {
  const models = modelsOf(sources);
  expect(models).toHaveLength(1);
  return models[0] as UdfModel; // Its length was just tested.
}

/** What a test says of one diagnostic. The file needs saying only where there are several. */
export interface ExpectedDiagnostic {
  readonly code: DiagnosticCode;
  readonly message: string | RegExp;
  readonly line: number;
  readonly column: number;
  readonly file?: string;
  /** The stretch of source that is underlined. */
  readonly at?: string;
}

/** Strict: all diagnostics of the sources must be these, in order of position, and there must be no other. */
export function expectDiagnostics(sources: Sources, expected: readonly ExpectedDiagnostic[]): void {
  const { diagnostics } = analyseSource(sources);
  const files = typeof sources === 'string' ? { 'src/index.ts': sources } : sources;
  const found = diagnostics.map((diagnostic, index) => {
    const { code, message, line, column, file } = diagnostic;
    const like = expected[index];
    const pattern = like?.message instanceof RegExp && like.message.test(message) ? like.message : message;
    return {
      code,
      message: pattern,
      line,
      column,
      ...(like?.file === undefined ? {} : { file }),
      ...(like?.at === undefined ? {} : { at: underlined(files[file] ?? '', diagnostic) }),
    };
  });
  expect(found).toEqual(expected);
}

function underlined(text: string, { line, column, length }: Diagnostic): string {
  const start =
    text
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length +
    (line > 1 ? 1 : 0) +
    column -
    1;
  return text.slice(start, start + length);
}
