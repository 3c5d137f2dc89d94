import type { UdfModel } from '@sluice/sdk/manifest';
import type { SourceFile } from 'ts-morph';
import {
  compareText,
  createSink,
  type Diagnostic,
  type DiagnosticSink,
  type Fix,
  type SourceSpan,
} from '../diagnostics/diagnostic.ts';
import type { Declaration } from '../discover/declaration.ts';
import { discover } from '../discover/discover.ts';
import { setOption } from '../fix/edits.ts';
import type { LoadedPackage } from '../project.ts';
import { checkDeterminism } from '../uses/nondeterminism.ts';
import { analyseAggregate } from './aggregate.ts';
import type { Analysis } from './analysis.ts';
import { describe } from './description.ts';
import { checkLifecycles } from './lifecycle.ts';
import { checkOrderBy } from './order-by.ts';
import { analyseParameters } from './parameters.ts';
import { type ReadOptions, readOptions } from './read-options.ts';
import { analyseResult } from './result.ts';
import { isSqlName, toSqlName } from './sql-name.ts';

/** What one file declares, and what is wrong with it. Apart from others, a file is analysed again when it changes. */
export interface FileAnalysis {
  readonly declared: readonly AnalysedDeclaration[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A declaration and its model. */
interface AnalysedDeclaration {
  /** As its author calls it. */
  readonly label: string;
  /** Where its name stands. */
  readonly at: SourceSpan;
  /** The SQL name; undefined where there is none that could be one. */
  readonly name: string | undefined;
  /** Undefined where something was reported. */
  readonly model: UdfModel | undefined;
  /** What gives it another SQL name. */
  readonly renamed: Fix | undefined;
}

/** The models of all declarations of a file that can be built. Every reason why one cannot is reported. */
export function analyseFile(source: SourceFile, pkg: LoadedPackage): FileAnalysis {
  const sink = createSink();
  const declarations = discover(source, pkg, sink);
  checkLifecycles(declarations, pkg, sink);
  const declared = declarations.map((declaration): AnalysedDeclaration => {
    const before = errorsOf(sink);
    const udf = declaration.name ?? 'default';
    const read = readOptions(declaration, udf, pkg, sink);
    const name = nameOf(declaration, read, sink);
    const rest = { pkg, sink, udf, read };
    const model =
      declaration.kind === 'aggregate'
        ? analyseAggregate({ declaration, ...rest }, name ?? '')
        : analyseFunction({ declaration, ...rest }, name ?? '');
    return {
      label: udf,
      at: declaration.spanOf(declaration.nameNode),
      name,
      model: errorsOf(sink) === before ? model : undefined,
      renamed: name === undefined ? undefined : setOption(declaration.call, 'name', `'${name}_2'`, pkg),
    };
  });
  return { declared, diagnostics: sink.diagnostics };
}

/** The models of all files, sorted by SQL name. Two functions of one name are reported, and everything of the files. */
export function joinAnalyses(files: readonly FileAnalysis[], sink: DiagnosticSink): readonly UdfModel[] {
  const taken = new Map<string, AnalysedDeclaration>();
  const models: UdfModel[] = [];
  for (const file of files) {
    sink.add(file.diagnostics);
    for (const declaration of file.declared) {
      const { name, at, model, renamed } = declaration;
      // Engines that fold case would take `City` and `city` for one.
      const other = name === undefined ? undefined : taken.get(name.toLowerCase());
      if (name !== undefined && other !== undefined) {
        const related = [{ ...other.at, message: `'${name}' is declared here first` }];
        const suggestions = renamed && [renamed];
        const details = { name, other: `function ${other.label}` };
        sink.report('duplicate-name', details, at, related, { suggestions });
        continue;
      }
      if (name !== undefined) taken.set(name.toLowerCase(), declaration);
      if (model !== undefined) models.push(model);
    }
  }
  return models.sort((a, b) => compareText(a.name, b.name));
}

/** How many errors were found so far: a warning keeps nothing from being built. */
function errorsOf({ diagnostics }: DiagnosticSink): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length;
}

/** The SQL name, unless there is none, or it is no name. */
function nameOf(declaration: Declaration, read: ReadOptions, sink: DiagnosticSink): string | undefined {
  const at = declaration.spanOf(declaration.nameNode);
  if (read.name === undefined && declaration.name === undefined) {
    if (read.complete) sink.report('unnamed-function', { edit: withName(declaration, 'f') }, at);
    return undefined;
  }
  const name = read.name ?? toSqlName(declaration.name ?? '');
  if (isSqlName(name)) return name;
  const edit = withName(declaration, 'my_function');
  // With bad options the name may be one of them, and reported.
  if (read.complete) sink.report('sql-name-invalid', { name, edit }, at);
  return undefined;
}

/** How an author would give a declaration a name of its own. */
function withName({ form }: Declaration, name: string): string {
  return form === 'udf' ? `udf({ name: '${name}' }, ...)` : `${form}({ name: '${name}' })`;
}

function analyseFunction(analysis: Analysis, name: string): UdfModel | undefined {
  const { declaration, read, sink, udf } = analysis;
  if (declaration.signatures.length > 1) {
    const at = declaration.spanOf(declaration.nameNode);
    sink.report('overloaded-function', { udf, count: declaration.signatures.length }, at);
    return undefined;
  }
  const before = sink.diagnostics.length;
  const { parameters, takes, takesContext } = analyseParameters(analysis);
  checkOrderBy(analysis, parameters, sink.diagnostics.length === before);
  const { kind, result } = analyseResult(analysis);
  checkDeterminism(analysis);
  const description = describe(declaration);
  const { file, line, column } = declaration.spanOf(declaration.nameNode);
  const model = {
    name,
    options: read.options,
    parameters,
    result,
    takesContext,
    binding: declaration.binding,
    source: { file, line, column },
    ...(description === undefined ? {} : { description }),
  };
  return kind === 'vectorized' ? { kind, ...model, takes } : { kind, ...model };
}
