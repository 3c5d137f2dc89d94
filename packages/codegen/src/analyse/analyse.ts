import type { UdfModel } from '@sluice/sdk/manifest';
import { compareText, type DiagnosticSink, type SourceSpan } from '../diagnostics/diagnostic.ts';
import type { Declaration } from '../discover/declaration.ts';
import type { LoadedPackage } from '../project.ts';
import { analyseAggregate } from './aggregate.ts';
import type { Analysis } from './analysis.ts';
import { describe } from './description.ts';
import { checkLifecycles } from './lifecycle.ts';
import { checkOrderBy } from './order-by.ts';
import { analyseParameters } from './parameters.ts';
import { type ReadOptions, readOptions } from './read-options.ts';
import { analyseResult } from './result.ts';
import { isSqlName, toSqlName } from './sql-name.ts';

/**
 * The models of all declarations that can be built, sorted by SQL name. Every reason why one cannot is reported.
 */
export function analyse(
  declarations: readonly Declaration[],
  pkg: LoadedPackage,
  sink: DiagnosticSink,
): readonly UdfModel[] {
  const taken = new Map<string, { readonly name: string; readonly at: SourceSpan }>();
  const models: UdfModel[] = [];
  checkLifecycles(declarations, pkg, sink);
  for (const declaration of declarations) {
    const before = sink.diagnostics.length;
    const udf = declaration.name ?? 'default';
    const read = readOptions(declaration, udf, sink);
    const name = nameOf(declaration, read, taken, sink) ?? '';
    const rest = { pkg, sink, udf, read };
    const model =
      declaration.kind === 'aggregate'
        ? analyseAggregate({ declaration, ...rest }, name)
        : analyseFunction({ declaration, ...rest }, name);
    if (model !== undefined && sink.diagnostics.length === before) models.push(model);
  }
  return models.sort((a, b) => compareText(a.name, b.name));
}

/** The SQL name, unless there is none, or it is no name, or another function has it. */
function nameOf(
  declaration: Declaration,
  read: ReadOptions,
  taken: Map<string, { readonly name: string; readonly at: SourceSpan }>,
  sink: DiagnosticSink,
): string | undefined {
  const at = declaration.spanOf(declaration.nameNode);
  if (read.name === undefined && declaration.name === undefined) {
    if (read.complete) sink.report('unnamed-function', { edit: withName(declaration, 'f') }, at);
    return undefined;
  }
  const name = read.name ?? toSqlName(declaration.name ?? '');
  if (!isSqlName(name)) {
    const edit = withName(declaration, 'my_function');
    // With bad options the name may be one of them, and reported.
    if (read.complete) sink.report('sql-name-invalid', { name, edit }, at);
    return undefined;
  }
  // Engines that fold case would take `City` and `city` for one.
  const other = taken.get(name.toLowerCase());
  if (other === undefined) {
    taken.set(name.toLowerCase(), { name: declaration.name ?? 'default', at });
    return name;
  }
  sink.report('duplicate-name', { name, other: `function ${other.name}` }, at, [
    { ...other.at, message: `'${name}' is declared here first` },
  ]);
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
